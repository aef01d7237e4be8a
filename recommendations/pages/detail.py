"""«Почему я это получил»: one recommendation with its rule and version, frozen figures, answers and every step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from indicators.pages.links import Links
from recommendations.models import Recommendation, Rule, RuleVersion
from recommendations.pages.card import Card, card
from recommendations.pages.reasons import rule_in_words
from recommendations.queries import Row, one
from recommendations.rules import may_answer
from schools.models import User

State = Recommendation.State


@dataclass(frozen=True)
class DetailPage:
    """`said` is the rule's text in the version the recommendation was made by; `changed` = it reads otherwise now.

    `sources` are pages that show what the figures are made of: words, address. `rule` is the rule in words.
    """

    card: Card
    own: bool
    sources: list[tuple[str, str]]
    rule: str
    trigger: str
    said: str
    changed: bool

    @property
    def made(self) -> Recommendation:
        return self.card.made

    @property
    def reissued(self) -> bool:
        return self.made.issue > 1

    @property
    def renewed(self) -> str:
        """Why a prepared one is another one than before, and what became of a text somebody had changed."""
        told = [step for step in self.card.row.history if step.step == "prepare"]
        return told[0].note if told and self.made.state == State.PREPARED else ""


def detail_page(of: QuerySet[Recommendation], pk: int, *, person: User, today: dt.date) -> DetailPage | None:
    """None = no such recommendation for this person; four queries."""
    row = one(of=of, pk=pk, today=today)
    if row is None:
        return None
    made, evidence = row.recommendation, row.evidence
    own = may_answer(person, made.school)
    version = RuleVersion.objects.filter(rule=made.rule_id, version=made.rule_version).first()
    said = version.definition if version else _present(made.rule)
    return DetailPage(
        card=card(row, person=person, today=today, own=own),
        own=own,
        sources=_sources(row),
        rule=rule_in_words(said, unit=evidence.unit_name),
        trigger=_trigger(said.get("trigger", evidence.trigger)),
        said=said.get("text", made.rule.text if made.rule else ""),
        changed=made.rule is not None and made.rule.version != made.rule_version,
    )


def _sources(row: Row) -> list[tuple[str, str]]:
    """Of a municipality's figure: all organisations, and the part of this one."""
    made, evidence = row.recommendation, row.evidence
    if not (evidence.indicator and made.indicator_id):
        return []
    links = Links(made.year_id)
    trace = links.trace(made.school.code, evidence.indicator)
    if evidence.scope != Rule.Scope.MUNICIPALITY:
        return [("Из каких ячеек отчёта они сложились и какие они сейчас", trace)]
    return [
        ("Какие организации дали значение муниципалитета", links.indicator(evidence.indicator)),
        ("Из каких ячеек отчёта сложилась доля этой организации", trace),
    ]


def _present(rule: Rule | None) -> dict[str, Any]:
    """A rule without written versions says what it says now."""
    names = ("trigger", "scope", "kinds", "locality", "due", "topic", "text")
    return {name: getattr(rule, name) for name in names} if rule is not None else {}


def _trigger(code: str) -> str:
    return dict(Rule.Trigger.choices).get(code, "написана специалистом, без правила")
