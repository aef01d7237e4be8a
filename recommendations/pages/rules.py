"""The rules of a municipality: its own and the shared ones, by section; and the versions of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recommendations.deadlines import due_words
from recommendations.headlines import first_sentence
from recommendations.models import Rule, Section
from recommendations.wording import outline
from schools.models import Municipality


@dataclass(frozen=True)
class RuleLine:
    """`edits`: the person may change it; a shared one may be copied."""

    rule: Rule
    edits: bool
    year: int

    @property
    def due(self) -> str:
        return due_words(self.rule.due)

    @property
    def ended(self) -> int | None:
        """The last year of an indicator that has ended by the year of the page."""
        last = self.rule.indicator.last_year if self.rule.indicator else None
        return last if last is not None and last < self.year else None


@dataclass(frozen=True)
class RulesPage:
    sections: list[tuple[str, list[RuleLine]]]
    active: int
    off: int


def rule_name(rule: Rule) -> str:
    """«I. Билет в будущее, 6–11 классы: ниже плана», «II. Тема «ранняя профориентация»: нулевое значение».

    A rule that looks at no value is called by the beginning of its text.
    """
    if rule.indicator is not None:
        about = rule.indicator.heading
    elif rule.topic:
        about = f"Тема «{rule.get_topic_display()}»"
    else:
        return f"{rule.section}. {first_sentence(outline(rule.text))}"
    return f"{rule.section}. {about}: {Rule.Trigger(rule.trigger).label}"


def rules_page(municipality: Municipality, year: int, *, own: bool, shared: bool) -> RulesPage:
    """`own`, `shared`: which of them the person may write; rules of ended indicators are not active. One query."""
    rules = Rule.objects.available_to(municipality).select_related("indicator")
    found: dict[str, list[RuleLine]] = {}
    active = off = 0
    for rule in rules.order_by("section", "-active", "position", "code"):
        edits = shared if rule.municipality_id is None else own
        found.setdefault(rule.section, []).append(line := RuleLine(rule, edits, year))
        active, off = active + (rule.active and not line.ended), off + (not rule.active)
    return RulesPage([(Section(key).label, lines) for key, lines in found.items()], active, off)


def versions_of(rule: Rule) -> list[dict[str, Any]]:
    """Entries of components/history.html, newest first."""
    return [
        {
            "when": version.at,
            "who": str(version.person) if version.person else "загрузка каталога",
            "text": f"Версия {version.version}",
            "note": str(version.definition.get("text", "")),
        }
        for version in rule.versions.select_related("person").order_by("-version")
    ]
