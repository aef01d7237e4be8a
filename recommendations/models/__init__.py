from recommendations.models.digest import Digest, DigestLine
from recommendations.models.issue_state import IssueState
from recommendations.models.letter import Letter, LetterRecipient
from recommendations.models.letter_order import LetterOrder
from recommendations.models.recommendation import Answer, Recommendation
from recommendations.models.rule import Audience, Priority, Rule, RuleVersion, Section

__all__ = [
    "Answer",
    "Audience",
    "Digest",
    "DigestLine",
    "IssueState",
    "Letter",
    "LetterOrder",
    "LetterRecipient",
    "Priority",
    "Recommendation",
    "Rule",
    "RuleVersion",
    "Section",
]
