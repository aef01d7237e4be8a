from .issue_state import IssueState
from .letter import Letter, LetterRecipient
from .recommendation import Answer, Recommendation
from .rule import Audience, Rule, RuleVersion, Section

__all__ = [
    "Answer",
    "Audience",
    "IssueState",
    "Letter",
    "LetterRecipient",
    "Recommendation",
    "Rule",
    "RuleVersion",
    "Section",
]
