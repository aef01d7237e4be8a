"""Forms of letters: whom to write to, the text of a draft, its number and date."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from recommendations.letters.drafting import COMMON
from recommendations.letters.proposing import ADDRESSEES, TO_ALL
from schools.models import School

LINES = "Каждая строка – абзац; строка, которая начинается с тире, – пункт перечня."
NUMBERED = (
    "Каждая строка – пункт, номера портал поставит сам; строка с тире – часть пункта; "
    "строка с двоеточием в конце – вступление."
)
ALL, EACH = "all", "each"
LONGEST = 20_000


def _text(label: str, rows: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class NewLetterForm(forms.Form):
    """Whom to write to: one letter to all of them, or one to each."""

    how = forms.ChoiceField(
        label="Как писать", initial=ALL, widget=forms.RadioSelect,
        choices=[
            (ALL, "Одно письмо всем выбранным: о муниципалитете в целом"),
            (EACH, "Каждой организации своё: о её значениях и рекомендациях"),
        ],
    )  # fmt: skip
    everybody = forms.BooleanField(label="Всем организациям, участвующим в сборе", required=False)
    schools = forms.MultipleChoiceField(
        label="Или только этим", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, schools: Iterable[School], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        field = self.fields["schools"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(row.pk), row.short_name) for row in schools]

    def clean(self) -> None:
        if not (self.cleaned_data.get("schools") or self.cleaned_data.get("everybody") or self.errors):
            self.add_error("schools", "Отметьте хотя бы одну организацию.")


class LetterForm(forms.Form):
    """The text of a draft. `seen` is the version it was opened with."""

    addressee = forms.CharField(
        label="Кому", max_length=300, help_text="В дательном падеже: Руководителям …",
        widget=forms.TextInput(attrs={"list": "addressees"}),
        error_messages={"required": "Напишите, кому адресовано письмо."},
    )  # fmt: skip
    heading = forms.CharField(
        label="Заголовок", max_length=500, help_text="О чём письмо: О результатах …",
        error_messages={"required": "Напишите заголовок письма."},
    )  # fmt: skip
    basis = _text("Основание", 3)
    findings = _text("Что установлено", 8, LINES)
    tasks = _text("Поручения", 6, NUMBERED)
    problems = _text("Проблемы", 5, NUMBERED)
    advice = _text("Рекомендации", 10, NUMBERED)
    signatory_post = forms.CharField(label="Должность подписывающего", max_length=200, required=False)
    signatory_name = forms.CharField(
        label="Подписывающий", max_length=100, required=False, help_text="Инициалы перед фамилией: М. А. Иванова"
    )  # fmt: skip
    executor = forms.CharField(
        label="Исполнитель, телефон", max_length=200, required=False,
        help_text="Через запятую: Соколова А. П., 8 (3842) 00-00-00",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    @property
    def addressees(self) -> list[str]:
        """What is offered while one types."""
        return [*(words for _, words in ADDRESSEES), TO_ALL]


class BatchForm(LetterForm):
    """What all letters of a batch have in common."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields = {name: self.fields[name] for name in COMMON}


class RegisterForm(forms.Form):
    number = forms.CharField(
        label="Номер", max_length=40, required=False, help_text="Пусто – портал возьмёт первый свободный"
    )  # fmt: skip
    date = forms.DateField(
        label="Дата письма",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Укажите дату письма.", "invalid": "Дата пишется так: 04.05.2023."},
    )  # fmt: skip
