"""The one field for a day in forms of the collection: chosen from a calendar, or typed as in a file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from monitoring.registers.dates import read_day

EARLY = dt.date(1990, 1, 1)
LATE = dt.date(2100, 12, 31)


class DayField(forms.DateField):
    """Typed, a day is understood as `monitoring.registers.dates` reads it; slips like the year 0202 are refused."""

    def __init__(self, label: str, *, required: bool = False, **more: Any) -> None:
        widget = forms.DateInput(
            attrs={"type": "date", "min": EARLY.isoformat(), "max": LATE.isoformat()}, format="%Y-%m-%d"
        )
        words = {"required": "Укажите дату, например 20.09.2026.", **more.pop("error_messages", {})}
        super().__init__(label=label, required=required, widget=widget, error_messages=words, **more)

    def to_python(self, value: Any) -> dt.date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        try:
            return read_day(value) if value.strip() else None
        except ValueError as error:
            words = str(error)
            raise forms.ValidationError(f"{words[0].upper()}{words[1:]}", code="invalid") from None

    def clean(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().clean(value)
        if day is not None and not EARLY <= day <= LATE:
            raise forms.ValidationError("Проверьте год: от 1990 до 2100.")
        return day
