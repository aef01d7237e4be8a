"""Which recommendations say one and the same text: rows in, groups of a text out, in the order the rows came in.

The key is written here once, for the officer's list, the letters and the municipal document. What a rule has made is
one text as long as the rule says the same, whatever its version; what an officer has written or worded anew is its own
text. Section and audience are the caller's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from recommendations.models import Recommendation, RuleVersion

Said = Mapping[tuple[int, int], str]
"""What a rule says in a version: (rule, version) → text."""


@dataclass
class OneText:
    """`said` is the rule's text with its placeholders; empty for a person's own words, or where nobody knows it."""

    said: str
    rows: list[Recommendation] = field(default_factory=list)


def said_by_rules(rows: Iterable[Recommendation]) -> Said:
    """What the rules of these said when they were made; `rows` bring their rules. One query if a rule is newer."""
    found: dict[tuple[int, int], str] = {}
    older: set[int] = set()
    for row in rows:
        if row.rule is None:
            continue
        if row.rule.version == row.rule_version:
            found[row.rule.pk, row.rule_version] = row.rule.text
        else:
            older.add(row.rule.pk)
    if older:
        for version in RuleVersion.objects.filter(rule__in=older):
            found.setdefault((version.rule_id, version.version), version.definition["text"])
    return found


def rule_text(row: Recommendation, said: Said) -> str:
    """Empty for a person's own words and for a version nobody has written down."""
    if row.rule_id is None or row.reworded:
        return ""
    return said.get((row.rule_id, row.rule_version), "")


def text_key(row: Recommendation, said: Said) -> Hashable:
    """Equal for those that say one text."""
    if row.rule_id is None or row.reworded:
        return None, row.text
    return row.rule_id, rule_text(row, said) or row.rule_version


def by_text(rows: Iterable[Recommendation], said: Said) -> list[OneText]:
    found: dict[Hashable, list[Recommendation]] = defaultdict(list)
    for row in rows:
        found[text_key(row, said)].append(row)
    return [OneText(rule_text(same[0], said), same) for same in found.values()]
