"""One recommendation as a page shows it: `Row` in, words, marks, forms and permitted steps out; no query.

Nothing is judged here: figures are the frozen evidence, the permitted steps come from `rules`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.forms import Form

from indicators.pages.links import address
from recommendations.answers import OpenReport
from recommendations.batch import STEPS_OF_OFFICER
from recommendations.evidence import Evidence
from recommendations.forms import AnswerForm, DisputeForm
from recommendations.models import Audience, Priority, Recommendation, Section
from recommendations.pages.talk import Said, remark, talk
from recommendations.queries import Row
from recommendations.rules import allowed_steps
from recommendations.wording import lack_words, short_text, value_text
from schools.calendar import format_date, school_year_of
from schools.models import Transition, User
from schools.numbers import NBSP, format_plan, format_value

SOON = dt.timedelta(days=14)
PASS_ON = {
    Audience.PUPILS.value: "Передайте обучающимся",
    Audience.PARENTS.value: "Передайте родителям (законным представителям)",
    Audience.TEACHERS.value: "Передайте педагогам",
}
COMPARABLE = ("below_target", "zero", "falling", "below_municipality")
TONES = {"issued": "missed", "acknowledged": "attention", "in_progress": "attention", "done": "brand"}


@dataclass(frozen=True)
class Badge:
    text: str
    tone: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Card:
    """`others` are organisations that reached the plan; `bound` is a refused form that has to be shown again;
    `own` = the reader belongs to the organisation."""

    row: Row
    today: dt.date
    steps: Collection[str]
    main_label: str
    others: tuple[str, ...] = ()
    bound: Form | None = None
    filled: bool = False
    own: bool = False

    @property
    def made(self) -> Recommendation:
        return self.row.recommendation

    @property
    def evidence(self) -> Evidence:
        return self.row.evidence

    @property
    def is_general(self) -> bool:
        """For everybody, without figures: shown last and compactly."""
        return self.evidence.trigger == "always"

    @property
    def is_municipal(self) -> bool:
        """Judged by the municipality's figures, not by the organisation's."""
        return self.evidence.scope == "municipality" and not self.is_general

    @property
    def compares(self) -> bool:
        """It is about a value that can be caught up: beside it the plan on the new contingent and what others did."""
        waits = self.made.state in Recommendation.WAITING
        return waits and bool(self.evidence.indicator) and self.evidence.trigger in COMPARABLE

    @property
    def shares(self) -> bool:
        """It asks for experience that others will read."""
        return self.evidence.trigger == "best_practice"

    @property
    def tone(self) -> str:
        if self.made.state == Recommendation.State.CONFIRMED or self.evidence.trigger == "best_practice":
            return "achieved"
        return TONES.get(self.made.state, "")

    @property
    def due(self) -> Badge | None:
        """«срок 15 мая»; red once it has passed, with the year when it is another school year's."""
        day = self.made.due
        if day is None or self.made.state not in Recommendation.WAITING:
            return None
        same = school_year_of(day) == school_year_of(self.today)
        words = format_date(day, "day" if same else "short")
        if self.row.overdue:
            return Badge(f"срок прошёл {words}", "missed", "!")
        return Badge(f"срок {words}", "attention" if day - self.today <= SOON else "")

    @property
    def pressing(self) -> bool:
        """Its rule says it goes first."""
        return self.made.priority == Priority.HIGH and self.made.state in Recommendation.WAITING

    @property
    def why(self) -> list[tuple[str, bool]]:
        """The reasons as pieces; value and plan are strong."""
        words = self.row.why
        if words.startswith(("Участв", "Нет ")):
            words = words[0].lower() + words[1:]
        strong = [text for text in (value_text(self.evidence), plan_text(self.evidence)) if text]
        pieces = re.split("(" + "|".join(map(re.escape, strong)) + ")", words) if strong else [words]
        return [(piece, piece in strong) for piece in pieces if piece]

    @property
    def bullets(self) -> list[dict[str, Any]]:
        return bullets(self.evidence, self.main_label)

    @property
    def section(self) -> str:
        return Section(self.made.section).label

    @property
    def pass_on(self) -> str:
        return PASS_ON.get(self.made.audience, "")

    @property
    def audience(self) -> str:
        return Audience(self.made.audience).label

    @property
    def text_folded(self) -> bool:
        """Headline and reasons say it already; what is to be passed on stays in view."""
        return bool(self.why) and not self.pass_on and not self.is_municipal

    @property
    def talk(self) -> list[Said]:
        return talk(self.row.history, self.row.answers, own=self.own)

    @property
    def remark(self) -> Transition | None:
        if self.made.state not in Recommendation.WAITING:
            return None
        return remark(self.row.history)

    @property
    def settled(self) -> bool:
        """The number was disputed and accepted again as it was: nobody has said a word of that."""
        last = self.row.answers[-1] if self.row.answers else None
        waits = self.made.state in Recommendation.WAITING
        return waits and bool(last and last.disputes_number) and not self.row.disputed and self.remark is None

    @property
    def objection(self) -> str:
        """What the school says of the number."""
        return self.row.answers[-1].text if self.row.disputed else ""

    @property
    def to_correct(self) -> list[tuple[str, str]]:
        """The reports a dispute waits for: name of the wave, address of the form (for the organisation itself)."""
        return [(one.wave, self._form_of(one)) for one in self.row.reports] if self.row.disputed else []

    def _form_of(self, report: OpenReport) -> str:
        if not self.own:
            return ""
        url = address("monitoring:form", year=report.year, school=self.made.school.code)
        return f"{url}?wave={report.number}"

    @property
    def can_take_up(self) -> bool:
        return "start" in self.steps

    @property
    def can_answer(self) -> bool:
        return "answer" in self.steps

    @property
    def can_dispute(self) -> bool:
        """Only figures of the organisation itself can be disputed by it."""
        return "dispute" in self.steps and bool(self.evidence.indicator) and self.evidence.scope == "school"

    @property
    def can_check(self) -> bool:
        return any(step in self.steps for step in (*STEPS_OF_OFFICER, "uphold"))

    @property
    def can_uphold(self) -> bool:
        return self.row.disputed and "uphold" in self.steps

    @property
    def answer_form(self) -> Form:
        return self.bound if isinstance(self.bound, AnswerForm) else AnswerForm(auto_id=f"a{self.made.pk}_%s")

    @property
    def dispute_form(self) -> Form:
        if isinstance(self.bound, DisputeForm):
            return self.bound
        return DisputeForm(auto_id=f"d{self.made.pk}_%s")

    @property
    def figures(self) -> list[dict[str, str]]:
        """The frozen numbers, for the page that explains one recommendation."""
        return figures(self.evidence)


def card(row: Row, *, person: User, today: dt.date, own: bool, **more: Any) -> Card:
    """`own` = the reader belongs to the organisation."""
    return Card(
        row=row,
        today=today,
        steps=allowed_steps(person, row.recommendation),
        main_label="Ваша организация" if own else "Организация",
        own=own,
        **more,
    )


def plan_text(evidence: Evidence) -> str:
    return format_plan(evidence.target, evidence.unit, evidence.unit_name, empty="")


def lack_text(evidence: Evidence) -> str:
    """«12 чел.»; empty where nothing is missing."""
    return short_text(evidence) if evidence.short else ""


def bullets(evidence: Evidence, main_label: str) -> list[dict[str, Any]]:
    """Own value, the municipality's (shares and ratios only) and last year's, each with the tick of the plan."""
    if evidence.value is None or evidence.unit not in ("percent", "ratio"):
        return []
    main: dict[str, Any] = {
        "label": "Муниципалитет" if evidence.scope == "municipality" else main_label,
        "value": evidence.value,
        "status": evidence.status,
        "text": value_text(evidence),
        "main": True,
    }
    rows: list[dict[str, Any]] = [main]
    if evidence.scope == "school" and evidence.municipality_value is not None:
        rows.append({"label": "Муниципалитет", "value": evidence.municipality_value})
    if evidence.previous_value is not None:
        rows.append({"label": "Год назад", "value": evidence.previous_value})
    for row in rows[1:]:
        row["text"] = format_value(row["value"], evidence.unit, evidence.decimals, evidence.unit_name)
    return [{**row, "plan": evidence.target} for row in rows]


def figures(evidence: Evidence) -> list[dict[str, str]]:
    if not evidence.indicator:
        return []
    version = f" (версия плана {evidence.target_version})" if evidence.target_version else ""
    plan = plan_text(evidence)
    rows = [
        ("Показатель", evidence.name),
        ("Год данных", evidence.year_label),
        ("Чьё значение", "муниципалитета" if evidence.scope == "municipality" else "организации"),
        ("Значение", value_text(evidence)),
        ("Из каких чисел", _sides(evidence)),
        ("План", f"{plan}{version}" if plan else "не установлен"),
        (lack_words(evidence).capitalize(), lack_text(evidence)),
        ("Расчёт", f"№{NBSP}{evidence.run}" if evidence.run else ""),
    ]
    return [{"term": term, "value": value} for term, value in rows if value]


def _sides(evidence: Evidence) -> str:
    if evidence.numerator is None:
        return ""
    over = format_value(evidence.numerator, "count", None)
    if evidence.denominator is None:
        return over
    return f"{over} из {format_value(evidence.denominator, 'count', None)}"
