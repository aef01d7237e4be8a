"""The form of a plan: value, basis, reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from indicators.analysis import unit_name_of
from indicators.models import Indicator, Target
from schools.models.fields import PLACES, SCALE
from schools.numbers import format_number, parse_number, round_half_up

MOST = Decimal(10**13)
"""Larger plans would not fit the column of ten-thousandths."""


def read_plan(text: str, indicator: Indicator) -> Decimal:
    """What was typed as a plan; raises ValidationError with a sentence."""
    value = parse_number(text).value
    if value is None:
        raise forms.ValidationError("Напишите число, например 30 или 37,5.")
    if value < 0:
        raise forms.ValidationError("План не может быть отрицательным.")
    if indicator.is_percent and value > 100:
        raise forms.ValidationError("План в процентах – не больше 100.")
    if value >= MOST or value * SCALE != (value * SCALE).to_integral_value():
        raise forms.ValidationError(f"Не больше {PLACES} знаков после запятой и 13 до неё.")
    return round_half_up(value, PLACES).normalize()


class TargetForm(forms.Form):
    value = forms.CharField(label="Плановое значение", max_length=40)
    basis = forms.CharField(
        label="Основание",
        max_length=300,
        required=False,
        help_text="Приказ или программа: название, дата, номер",
    )
    reason = forms.CharField(
        label="Почему меняется",
        max_length=500,
        required=False,
        help_text="Останется в истории рядом с прежним значением",
    )

    def __init__(self, *args: Any, indicator: Indicator, target: Target | None, **kwargs: Any) -> None:
        initial = {"value": format_number(target.value), "basis": target.basis} if target else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.indicator, self.target = indicator, target
        unit = "%" if indicator.is_percent else unit_name_of(indicator)
        if unit:
            self.fields["value"].label = f"Плановое значение, {unit}"
        self.fields["value"].widget.attrs["inputmode"] = "decimal"
        if target is None:
            self.fields["reason"].label = "Пояснение"

    def clean_value(self) -> Decimal:
        return read_plan(self.cleaned_data["value"], self.indicator)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        changed = self.target is not None and "value" in data and data["value"] != self.target.value
        if changed and not data.get("reason"):
            self.add_error("reason", "Напишите, почему план меняется: прежнее значение останется в истории.")
        return data


class PlanWordsForm(forms.Form):
    """Basis and reason of all plans that are changed at once."""

    basis = forms.CharField(
        label="Основание",
        max_length=300,
        required=False,
        help_text="Приказ или программа: название, дата, номер",
    )
    reason = forms.CharField(
        label="Почему меняется", max_length=500, required=False,
        help_text="Нужно, если меняется уже заданный план: прежнее значение останется в истории",
    )  # fmt: skip
