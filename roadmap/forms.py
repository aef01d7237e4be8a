"""The mark of execution: day and evidence."""

from __future__ import annotations

from django import forms


class MarkForm(forms.Form):
    """Evidence is a sentence and a link; both may be empty."""

    done_on = forms.DateField(
        label="Исполнено",
        help_text="День, когда мероприятие завершено",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Укажите день, когда мероприятие завершено."},
    )
    text = forms.CharField(
        label="Чем подтверждается",
        required=False,
        max_length=2000,
        help_text="Например: приказ № 112 от 30.08.2026, участвовали 14 педагогов",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    link = forms.URLField(
        label="Ссылка",
        required=False,
        max_length=1000,
        help_text="Страница на сайте организации или документ в открытом доступе",
        assume_scheme="https",
        error_messages={"invalid": "Скопируйте адрес страницы целиком, с https:// в начале."},
    )
