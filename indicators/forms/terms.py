"""A formula by drop-downs: two sides of summands, each «what, which grades, people or organisations».

Rows left empty are no summands. What makes no sense is said at its row; `Formula.drafts` are the summands of a side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from indicators.catalogue_terms import SIDES, Draft, faults
from indicators.models import Term
from monitoring.models import Event, Metric
from schools.grades import EVERYTHING, Grades, GradesError
from schools.models import Municipality
from schools.numbers import NBSP

LEAST_ROWS, MOST_ROWS = 2, 12
_PEOPLE = {
    Term.Kind.EVENT.value: "участники",
    Term.Kind.EVENT_WITH_DISABILITIES.value: "с ОВЗ и инвалидностью",
}
MORE = "more"


@dataclass(frozen=True)
class Choices:
    """What may stand in a formula of this owner: two queries."""

    events: dict[str, Event] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)

    @classmethod
    def of(cls, owner: Municipality | None) -> Choices:
        def mine(model: Any) -> Any:
            return (
                model.objects.available_to(owner)
                if owner
                else model.objects.filter(municipality__isnull=True)
            )

        metrics = [metric for metric in mine(Metric) if metric.is_number]
        return cls({event.code: event for event in mine(Event)}, {metric.code: metric for metric in metrics})

    @property
    def options(self) -> list[Any]:
        events = self.events.values()
        narrow = [event for event in events if event.audience != Event.Audience.DISABILITIES]
        return [
            ("", "–"),
            (
                "Обучающиеся",
                [("pupils", "все обучающиеся"), ("pupils_with_disabilities", "с ОВЗ и инвалидностью")],
            ),
            ("Участники мероприятий", [(f"event:{event.code}", event.label) for event in events]),
            (
                "Участники с ОВЗ и инвалидностью",
                [(f"event_with_disabilities:{event.code}", event.label) for event in narrow],
            ),
            ("Показатели сбора", [(f"metric:{code}", metric.name) for code, metric in self.metrics.items()]),
            ("Организации", [("schools", "все, к которым относится показатель")]),
        ]

    def draft(self, what: str, grades: Grades | None, *, counts_schools: bool) -> Draft:
        kind, _, code = what.partition(":")
        event, metric = self.events.get(code), self.metrics.get(code)
        if kind == Term.Kind.METRIC:
            return Draft(kind, metric=metric, counts_schools=counts_schools)
        if event is not None:
            return Draft(kind, event=event, grades=grades, counts_schools=counts_schools)
        return Draft(kind, grades=grades if kind != Term.Kind.SCHOOLS else None)


class TermForm(forms.Form):
    """One row; `draft` is None while the row is empty or wrong."""

    what = forms.ChoiceField(label="Что", required=False)
    grades = forms.CharField(label="Классы", max_length=40, required=False)
    counts_schools = forms.BooleanField(label="считать организации, а не людей", required=False)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        self.draft: Draft | None = None
        self.fields["what"].choices = choices.options  # type: ignore[attr-defined]
        self.fields["grades"].widget.attrs["placeholder"] = "все"

    def clean_grades(self) -> Grades | None:
        text = self.cleaned_data["grades"].strip()
        if not text:
            return None
        try:
            grades = Grades.parse(text)
        except GradesError as wrong:
            raise forms.ValidationError(f"{wrong}.") from None
        return None if grades == EVERYTHING else grades

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        what, grades = data.get("what", ""), data.get("grades")
        if not what:
            if data.get("grades") or data.get("counts_schools"):
                self.add_error("what", "Выберите, что считать, или очистите строку.")
            return data
        if self.errors:
            return data
        kind = what.partition(":")[0]
        if grades is not None and kind in (Term.Kind.METRIC, Term.Kind.SCHOOLS):
            self.add_error("grades", "Здесь классов нет: оставьте поле пустым.")
        if data.get("counts_schools") and kind not in (*_PEOPLE, Term.Kind.METRIC):
            self.add_error("counts_schools", "Считать организации можно по мероприятию или показателю сбора.")
        if not self.errors:
            self.draft = self.choices.draft(what, grades, counts_schools=bool(data.get("counts_schools")))
        return data


class Formula:
    """Both sides of a formula, unbound from stored terms or bound to what was sent."""

    def __init__(
        self, choices: Choices, *, terms: list[Term] | None = None, data: Mapping[str, str] | None = None
    ) -> None:
        self.choices = choices
        self.stored = terms or [] if data is None else []
        self.sides = {side: self._side(side, terms or [], data) for side in SIDES}

    def _side(self, side: str, terms: list[Term], data: Mapping[str, str] | None) -> Any:
        initial = [_initial(term) for term in terms if term.side == side]
        blank = max(LEAST_ROWS - len(initial), 1)
        if data is not None and data.get("action", "").startswith(MORE):
            initial, blank, data = _typed(data, side), int(data["action"] == f"{MORE}-{side}"), None
        rows = forms.formset_factory(TermForm, extra=blank, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
        return rows(data, prefix=side, initial=initial, form_kwargs={"choices": self.choices})

    @property
    def numerator(self) -> Any:
        return self.sides[Term.Side.NUMERATOR.value]

    @property
    def denominator(self) -> Any:
        return self.sides[Term.Side.DENOMINATOR.value]

    def drafts(self, side: str) -> list[Draft]:
        stored = [_draft(term) for term in self.stored if term.side == side]
        return [*stored, *(row.draft for row in self.sides[side] if row.draft is not None)]

    def is_valid(self, unit: str) -> bool:
        """Every row by itself, then the sense of the whole; errors stand at the rows."""
        if not all([rows.is_valid() for rows in self.sides.values()]):  # noqa: C419 - every side says its errors
            return False
        for key, sentence, _ in faults(unit, {side: self.drafts(side) for side in SIDES}, named=_named):
            side, _, place = key.partition("[")
            rows = [row for row in self.sides[side] if row.draft is not None]
            number, _, name = place.partition("].")
            row = rows[int(number)] if number else self.sides[side].forms[0]
            row.add_error("grades" if name == "grades" else "what", f"{sentence[:1].upper()}{sentence[1:]}.")
        return not any(row.errors for rows in self.sides.values() for row in rows)

    @property
    def errors(self) -> list[dict[str, str]]:
        """For components/error_summary.html."""
        names = {Term.Side.NUMERATOR.value: "Числитель", Term.Side.DENOMINATOR.value: "Знаменатель"}
        return [
            {"text": f"{names[side]}, строка{NBSP}{number}: {error}", "id": row[name].id_for_label}
            for side, rows in self.sides.items()
            for number, row in enumerate(rows, start=1)
            for name, errors in row.errors.items()
            for error in errors
        ]


def _named(definition: Event | Metric) -> str:
    return definition.label if "«" in definition.label else f"«{definition.label}»"


def _typed(data: Mapping[str, str], side: str) -> list[dict[str, object]]:
    """The rows as they were typed, whatever is in them: to be shown again with one more."""
    total = data.get(f"{side}-TOTAL_FORMS", "")
    number = min(int(total), MOST_ROWS) if total.isdecimal() and len(total) < 4 else LEAST_ROWS
    names = TermForm.base_fields
    return [{name: data.get(f"{side}-{row}-{name}", "") for name in names} for row in range(number)]


def _draft(term: Term) -> Draft:
    return Draft(term.kind, term.event, term.metric, term.grades, term.counts_schools)


def _initial(term: Term) -> dict[str, object]:
    named = term.event or term.metric
    return {
        "what": f"{term.kind}:{named.code}" if named else term.kind,
        "grades": "" if term.grades is None else str(term.grades).replace("-", "–"),
        "counts_schools": term.counts_schools,
    }
