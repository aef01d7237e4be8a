"""The form of an indicator's own fields; its formula is `indicators.forms.terms`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from indicators.models import Goal, Indicator
from schools.calendar import parse_year, year_label
from schools.models import Municipality

_TEXTS = ("source", "method", "basis")


class SchoolYearField(forms.CharField):
    """«2021/2022» in any of its spellings → the starting year; empty = no bound."""

    def __init__(self, **words: Any) -> None:
        super().__init__(required=False, **words)
        self.widget.attrs["maxlength"] = "20"

    def prepare_value(self, value: object) -> object:
        return year_label(value) if isinstance(value, int) else value

    def to_python(self, value: object) -> Any:
        text = super().to_python(value).strip()
        if not text:
            return None
        try:
            return parse_year(text)
        except ValueError:
            raise forms.ValidationError("Напишите учебный год, например 2026/2027.") from None


class IndicatorForm(forms.ModelForm):
    """`owner` None = shared by all municipalities; goals and predecessors are those the owner may name."""

    first_year = SchoolYearField(label="Действует с учебного года")
    last_year = SchoolYearField(label="По учебный год")
    end_predecessor = forms.BooleanField(
        label="Завершить предшественник предыдущим учебным годом", required=False
    )

    class Meta:
        model = Indicator
        fields = (
            "name", "short_name", "goal", "unit", "decimals", "better", "first_year", "last_year", "predecessor",
            "comparable", "label", "level", "judged_at", "min_denominator", "outcome", "source", "method", "basis",
            "responsible",
        )  # fmt: skip
        labels = {
            "outcome": "Итог года, который уже не изменить (поступление выпускников)",
            "comparable": "Значения сопоставимы с предшественником: линия по годам не прерывается",
            "min_denominator": "Не применять правила, если знаменатель меньше",
            "level": "Как складывается значение",
            "judged_at": "Кого оценивают по плану",
        }
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("name", *_TEXTS)}

    def __init__(
        self,
        *args: Any,
        owner: Municipality | None,
        may_end: Callable[[Indicator], bool],
        formula_only: bool = False,
        **kwargs: Any,
    ) -> None:
        """`formula_only`: what a preview needs; what it follows and leads to is not read."""
        super().__init__(*args, **kwargs)
        if formula_only:
            for name in ("goal", "predecessor", "comparable", "end_predecessor"):
                del self.fields[name]
        self.formula_only = formula_only
        self.owner, self.may_end = owner, may_end
        for name, model in (("goal", Goal), ("predecessor", Indicator)):
            if name not in self.fields:
                continue
            rows = model.objects.available_to(owner) if owner else model.objects.filter(municipality=None)
            self.fields[name].queryset = rows.exclude(pk=self.instance.pk) if name == "predecessor" else rows
            self.fields[name].empty_label = "нет"
        self.fields["level"].choices = [
            ("school", "по каждой организации, затем сумма по муниципалитету"),
            ("municipality", "только по муниципалитету: каждая сторона суммируется отдельно"),
        ]
        self.fields["judged_at"].choices = [
            ("school", "каждую организацию"), ("municipality", "только муниципалитет в целом"),
        ]  # fmt: skip

    def _get_validation_exclusions(self) -> set[str]:
        """A preview does not ask the database whether its constraints hold: nothing is saved."""
        excluded = super()._get_validation_exclusions()
        return excluded | {"first_year", "last_year", "decimals"} if self.formula_only else excluded

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.instance.municipality = self.owner
        first, previous = data.get("first_year"), data.get("predecessor")
        if data.get("comparable") and previous is None:
            self.add_error("predecessor", "Назовите предшественник, с которым значения сопоставимы.")
        if data.get("end_predecessor"):
            if previous is None:
                self.add_error("predecessor", "Назовите показатель, который завершается.")
            elif not self.may_end(previous):
                self.add_error("end_predecessor", "Общий показатель завершает региональный оператор.")
            elif first is None:
                self.add_error(
                    "first_year", "Укажите первый год: прежний показатель закончится годом раньше."
                )
            elif previous.first_year is not None and previous.first_year >= first:
                self.add_error("first_year", "Прежний показатель начинается в этом году или позже.")
        return data
