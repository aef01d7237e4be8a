"""The first campaign as a form: which events and figures are asked, in one wave or three, with dates.

Three waves follow the year of a school: contingent as of 20 September, participation at the end of the year, admissions
of graduates the following autumn. What only closed results need («поступили») goes to the last one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms

from indicators.queries import indicators_of
from monitoring.columns import Column, columns_of
from monitoring.day_field import DayField
from monitoring.models import Campaign, CellKind, Event, Metric
from monitoring.preparing import NewWave
from schools.calendar import workday_from, year_label
from schools.models import Municipality
from schools.numbers import counted

THREE, ONE = "three", "one"
WEEKS = dt.timedelta(weeks=3)
NAMES = {
    "counts": "Контингент на 20 сентября",
    "takes": "Участие за год",
    "admits": "Поступление выпускников",
}


class ChoiceForm(forms.Form):
    """`asked` holds «kind.code» of events and metrics; each wave has its dates."""

    shape = forms.ChoiceField(
        label="Как собирать", widget=forms.RadioSelect, initial=THREE,
        choices=[(THREE, "В три этапа: контингент осенью, участие в конце года, поступление следующей осенью"),
                 (ONE, "Одним этапом: все данные сразу")],
    )  # fmt: skip
    counts_opens = DayField("Открывается")
    counts_due = DayField("Срок сдачи")
    takes_opens = DayField("Открывается")
    takes_due = DayField("Срок сдачи")
    admits_opens = DayField("Открывается")
    admits_due = DayField("Срок сдачи")
    one_opens = DayField("Открывается")
    one_due = DayField("Срок сдачи")
    filled_by = forms.ChoiceField(
        label="Кто вносит числа", choices=Campaign.FilledBy.choices, widget=forms.RadioSelect,
        initial=Campaign.FilledBy.SCHOOLS,
    )  # fmt: skip
    instructions = forms.CharField(
        label="Указания организациям", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Организации увидят их над своей формой.",
    )  # fmt: skip
    asked = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "Такой графы нет: %(value)s. Обновите страницу."}
    )

    def __init__(self, data: Any = None, *, offer: Offer) -> None:
        super().__init__(data, initial=first_dates(offer.year, offer.today))
        self.offer = offer
        self.fields["asked"].choices = [(line.key, line.label) for line in offer.lines]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for part in self.parts(cleaned):
            opens, due = cleaned.get(f"{part}_opens"), cleaned.get(f"{part}_due")
            if due is None and f"{part}_due" not in self.errors:
                self.add_error(f"{part}_due", "Назначьте срок: без него никто не окажется в просроченных.")
            if opens and due and due < opens:
                self.add_error(f"{part}_due", "Срок сдачи раньше открытия: поправьте одну из дат.")
        return cleaned

    def parts(self, cleaned: Mapping[str, Any]) -> list[str]:
        return ["one"] if cleaned.get("shape") == ONE else list(NAMES)

    def waves(self) -> list[NewWave]:
        """A wave that would ask nothing is left out; the one of participation asks the rest when all is asked."""
        cleaned = self.cleaned_data
        asked = {tuple(key.split(".", 1)) for key in cleaned["asked"]}
        every = len(asked) == len(self.offer.lines)
        pupils = [(CellKind.PUPILS.value, ""), (CellKind.PUPILS_WITH_DISABILITIES.value, "")]
        keys = [line.pair for line in self.offer.lines if line.pair in asked]
        counted_on = dt.date(self.offer.year, 9, 20)
        if cleaned["shape"] == ONE:
            columns = [] if every else [*pupils, *keys]
            return [
                NewWave("Годовой отчёт", counted_on, cleaned["one_opens"], cleaned["one_due"], every, columns)
            ]
        admits = [key for key in keys if key in self.offer.outcomes]
        takes = [key for key in keys if key not in self.offer.outcomes]
        columns_by_part = {"counts": pupils, "takes": takes, "admits": admits}
        return [
            NewWave(
                NAMES[part], counted_on if part == "counts" else None, cleaned[f"{part}_opens"],
                cleaned[f"{part}_due"], part == "takes" and every, columns,
            )
            for part, columns in columns_by_part.items()
            if columns
        ]  # fmt: skip


class Line:
    """One event or metric to ask, and how many indicators need it."""

    def __init__(self, column: Column, needed: int) -> None:
        self.pair = (column.kind, column.code)
        self.key = f"{column.kind}.{column.code}"
        self.label = column.full_label
        self.is_metric = column.is_metric
        self.needed = needed

    @property
    def why(self) -> str:
        if not self.needed:
            return "для сведения"
        return f"нужно для {counted(self.needed, 'показателя', 'показателей', 'показателей')}"


class Offer:
    """What can be asked in the year: events and metrics with the indicators that need them. Four queries."""

    def __init__(self, municipality: Municipality, year: int, today: dt.date) -> None:
        self.year, self.today = year, today
        needs: Counter[tuple[str, str]] = Counter()
        closed: Counter[tuple[str, str]] = Counter()
        for indicator in indicators_of(municipality.pk, year):
            pairs = {_pair(term) for term in indicator.terms.all() if term.event or term.metric}
            needs.update(pairs)
            closed.update(pairs if indicator.outcome else ())
        columns = columns_of(municipality_id=municipality.pk, year=year)
        offered = (CellKind.EVENT.value, CellKind.METRIC.value)
        self.lines = [
            Line(column, needs[column.kind, column.code]) for column in columns if column.kind in offered
        ]
        self.outcomes = {pair for pair, number in closed.items() if number == needs[pair]}

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        return [
            ("Мероприятия", [line for line in self.lines if not line.is_metric]),
            ("Показатели сбора", [line for line in self.lines if line.is_metric]),
        ]

    @property
    def label(self) -> str:
        return year_label(self.year)


def _pair(term: Any) -> tuple[str, str]:
    definition: Event | Metric = term.event or term.metric
    kind = CellKind.METRIC if term.metric else CellKind.EVENT
    return kind.value, definition.code


def first_dates(year: int, today: dt.date) -> dict[str, dt.date]:
    """Usual days of a school year; what has passed already begins today and lasts three weeks."""
    usual = {
        "counts": (dt.date(year, 9, 20), dt.date(year, 10, 10)),
        "takes": (dt.date(year + 1, 4, 1), dt.date(year + 1, 5, 31)),
        "admits": (dt.date(year + 1, 9, 15), dt.date(year + 1, 10, 31)),
        "one": (dt.date(year + 1, 4, 1), dt.date(year + 1, 5, 31)),
    }
    found = {}
    for part, (opens, due) in usual.items():
        late = due < today + dt.timedelta(weeks=1)
        found[f"{part}_opens"] = today if late else workday_from(opens)
        found[f"{part}_due"] = workday_from(today + WEEKS) if late else workday_from(due)
    return found
