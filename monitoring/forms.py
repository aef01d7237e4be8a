"""Forms of the collection: opening a campaign, remarks of a return, a reason, a later date, reminders.

Cells are read by `monitoring.typed`.
"""

from __future__ import annotations

from typing import Any

from django import forms

from monitoring.day_field import DayField
from monitoring.models import Campaign, CellKind
from monitoring.reminder_text import DEFAULT_TEXT, check_text
from monitoring.submitting import RemarkText
from schools.grades import UNGRADED

LINES = 3
MOST_LINES = 30


class CampaignForm(forms.Form):
    """The simple opening of a year: one wave that asks everything of every open organisation."""

    opens = DayField("Сбор начинается")
    due = DayField("Сдать до", required=True)
    counted_on = DayField("Контингент по состоянию на", help_text="Обычно 20 сентября, как в форме ОО-1.")
    filled_by = forms.ChoiceField(
        label="Кто вносит числа", choices=Campaign.FilledBy.choices, widget=forms.RadioSelect,
        initial=Campaign.FilledBy.SCHOOLS,
    )  # fmt: skip
    instructions = forms.CharField(
        label="Указания организациям", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("opens") and cleaned.get("due") and cleaned["due"] < cleaned["opens"]:
            self.add_error("due", "Срок сдачи раньше начала сбора: поправьте одну из дат.")
        return cleaned


class ReasonForm(forms.Form):
    """Why a report is opened again."""

    reason = forms.CharField(
        label="Что в отчёте неверно",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        error_messages={"required": "Напишите причину: что в отчёте неверно."},
    )


class ExtendForm(forms.Form):
    """A later date for chosen organisations, and why; which days can be named is `monitoring.extending`'s business."""

    to = DayField(
        "Сдать до", required=True, help_text="Этот день ещё входит в срок.",
        error_messages={"required": "Назовите новый срок."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Причина", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Её увидит организация в истории отчёта.",
        error_messages={"required": "Напишите причину: почему срок продлён."},
    )  # fmt: skip


class RemindersForm(forms.Form):
    """Whether, when and in which words the portal reminds of the date."""

    reminders = forms.BooleanField(label="Напоминать организациям письмом", required=False)
    remind_before = forms.IntegerField(
        label="До срока, за сколько дней", min_value=0, max_value=30, help_text="0 – в последний день."
    )
    remind_after = forms.IntegerField(
        label="После срока, через сколько дней", min_value=1, max_value=30,
        help_text="Только тем, кто не направил отчёт.",
    )  # fmt: skip
    reminder_text = forms.CharField(
        label="Текст письма", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Пусто – обычный текст.",
    )  # fmt: skip

    def clean_reminder_text(self) -> str:
        """The usual text is kept as an empty one, so that it stays the usual one."""
        text = self.cleaned_data["reminder_text"].replace("\r\n", "\n").strip()
        if text in ("", DEFAULT_TEXT):
            return ""
        if problems := check_text(text):
            raise forms.ValidationError(problems)
        return text


class ReturnForm(forms.Form):
    """Remarks on the whole report and on columns or cells; at least one is needed.

    Three lines; a page with JavaScript adds more, up to MOST_LINES.
    """

    whole = forms.CharField(
        label="Замечание к отчёту в целом", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, columns: list[tuple[str, str]], grades: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        sent = [number for number in range(1, MOST_LINES + 1) if f"text_{number}" in self.data]
        self.numbers = range(1, max([LINES, *sent]) + 1)
        for number in self.numbers:
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=f"Графа, замечание {number}", choices=[("", "выберите графу"), *columns], required=False
            )
            if grades:
                self.fields[f"grade_{number}"] = forms.ChoiceField(
                    label=f"Класс, замечание {number}", choices=[("", "вся графа"), *grades], required=False
                )
            self.fields[f"text_{number}"] = forms.CharField(
                label=f"Что исправить, замечание {number}", required=False, max_length=2000,
                widget=forms.TextInput(attrs={"placeholder": "что исправить"}),
            )  # fmt: skip

    @property
    def lines(self) -> list[list[forms.BoundField]]:
        names = ("column", "grade", "text")
        return [
            [self[f"{name}_{number}"] for name in names if f"{name}_{number}" in self.fields]
            for number in self.numbers
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.remarks():
            raise forms.ValidationError("Напишите хотя бы одно замечание: что исправить.")
        return cleaned

    def remarks(self) -> list[RemarkText]:
        """A remark without a column is one on the whole."""
        found = [RemarkText(self.cleaned_data.get("whole", ""))]
        for number in self.numbers:
            kind, _, code = self.cleaned_data.get(f"column_{number}", "").partition(".")
            grade = self.cleaned_data.get(f"grade_{number}") or UNGRADED
            where = int(grade) if kind != CellKind.METRIC else UNGRADED
            found.append(RemarkText(self.cleaned_data.get(f"text_{number}", ""), kind, code, where))
        return [remark for remark in found if remark.text.strip()]
