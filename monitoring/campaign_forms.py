"""Forms of the campaign as an officer keeps it: a wave, its columns, who takes part, what schools are told."""

from __future__ import annotations

from typing import Any

from django import forms

from monitoring.day_field import DayField
from monitoring.models import Campaign
from schools.models import School


class DatesForm(forms.Form):
    """Name and dates of a wave."""

    name = forms.CharField(
        label="Название этапа", max_length=200, error_messages={"required": "Назовите этап."}
    )
    counted_on = DayField("По состоянию на", help_text="Дата учёта, обычно 20 сентября, как в форме ОО-1.")
    opens = DayField("Открывается", help_text="Пусто – сразу, как только открыт сбор.")
    due = DayField("Срок сдачи", help_text="По часам муниципалитета, последний день включительно.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("opens") and cleaned.get("due") and cleaned["due"] < cleaned["opens"]:
            self.add_error("due", "Срок сдачи раньше открытия: поправьте одну из дат.")
        return cleaned


class WaveForm(DatesForm):
    """A wave with the columns it asks; `column` holds «kind.code»."""

    whole = forms.BooleanField(label="И все остальные графы", required=False)
    column = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "Такой графы нет: %(value)s. Обновите страницу."}
    )

    def __init__(self, *args: Any, columns: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["column"].choices = [(key, label) for key, label in columns]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("whole") and not cleaned.get("column") and "column" not in self.errors:
            self.add_error(None, "Отметьте хотя бы одну графу или «все остальные графы»: иначе этап пуст.")
        return cleaned

    def keys(self) -> list[tuple[str, str]]:
        """(kind, code) of the chosen columns."""
        parted = (key.partition(".") for key in self.cleaned_data["column"])
        return [(kind, code) for kind, _, code in parted]


class SettingsForm(forms.Form):
    """Who fills, what schools read above their form, when recommendations are due."""

    filled_by = forms.ChoiceField(
        label="Кто вносит числа", choices=Campaign.FilledBy.choices, widget=forms.RadioSelect
    )
    instructions = forms.CharField(
        label="Указания организациям", required=False, max_length=5000,
        help_text="Организации видят их над своей формой. Адреса и телефоны уместны, личные данные учеников – нет.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    recommendations_due = DayField("Рекомендации направить до")


class ParticipantsForm(forms.Form):
    """Who takes part: all open organisations, or the marked ones."""

    who = forms.ChoiceField(
        label="Кто участвует", widget=forms.RadioSelect,
        choices=[("all", "Все действующие организации, новые – сами"), ("listed", "Только отмеченные ниже")],
    )  # fmt: skip
    school = forms.ModelMultipleChoiceField(
        queryset=School.objects.none(), required=False,
        error_messages={"invalid_choice": "Такой организации здесь нет. Обновите страницу."},
    )  # fmt: skip
    confirmed = forms.BooleanField(required=False, label="Да, исключить их из сбора")

    def __init__(self, *args: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("who") == "listed" and not cleaned.get("school") and "school" not in self.errors:
            self.add_error("who", "Отметьте хотя бы одну организацию.")
        return cleaned

    def chosen(self) -> list[School] | None:
        """None = all open ones."""
        return None if self.cleaned_data["who"] == "all" else list(self.cleaned_data["school"])


class ReopenForm(forms.Form):
    """Why a closed collection is opened again."""

    reason = forms.CharField(
        label="Почему сбор открывается снова", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Причина останется в истории сбора.",
        error_messages={"required": "Напишите причину: она останется в истории сбора."},
    )  # fmt: skip
