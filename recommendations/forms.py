"""Forms of recommendations: the answer, the dispute, an officer's own recommendation, why a file is erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django import forms
from django.core.files.uploadedfile import UploadedFile

from indicators.models import Indicator
from recommendations.attachments import TYPES, check_file, check_link
from recommendations.models import Audience, Section
from recommendations.wording import PLACEHOLDERS, check_text, unfounded
from schools.models import School


class AnswerForm(forms.Form):
    """What was done; text, link or file, at least one of them (the verb says so)."""

    text = forms.CharField(
        label="Что сделано",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    link = forms.CharField(
        label="Ссылка",
        required=False,
        max_length=990,  # with https:// in front still fits the column
        help_text="Новость на сайте или документ в открытом доступе",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    file = forms.FileField(
        label="Файл",
        required=False,
        help_text="PDF, Word, Excel или снимок, до 10 МБ; без персональных данных детей",
        widget=forms.FileInput(attrs={"accept": ",".join(TYPES)}),
    )

    def clean_link(self) -> str:
        """An address typed without its beginning gets one."""
        link: str = self.cleaned_data["link"].strip()
        link = link if not link or "://" in link else f"https://{link}"
        if link:
            check_link(link)
        return link

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload:
            check_file(upload)
        return upload

    def clean(self) -> None:
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("text", "Напишите, что сделано, или приложите ссылку или файл.")


class DisputeForm(forms.Form):
    text = forms.CharField(
        label="С каким числом вы не согласны и почему",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Напишите, с каким числом вы не согласны и почему."},
    )


class ReasonForm(forms.Form):
    """A remark or a reason; `needed` is what is said when it is missing, empty = it may be missing."""

    note = forms.CharField(max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, label: str = "Замечание", needed: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        field = self.fields["note"]
        field.label, field.required = label, bool(needed)
        field.error_messages["required"] = needed


class RewordForm(forms.Form):
    """The text of one organisation's prepared recommendation; `seen` = what it was when the page was opened."""

    text = forms.CharField(
        label="Текст для этой организации",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Напишите текст рекомендации."},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if problems := check_text(text):
            raise forms.ValidationError(problems)
        return text


class WriteForm(forms.Form):
    """An officer's own recommendation to chosen organisations."""

    text = forms.CharField(
        label="Текст",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Напишите текст рекомендации."},
    )
    everybody = forms.BooleanField(label="Всем организациям, участвующим в сборе", required=False)
    schools = forms.MultipleChoiceField(
        label="Или только этим", required=False, widget=forms.CheckboxSelectMultiple
    )
    indicator = forms.ChoiceField(
        label="Показатель",
        required=False,
        help_text="Его значение и план будут приложены к рекомендации как основание",
    )
    section = forms.ChoiceField(label="Раздел", choices=Section.choices, initial=Section.V)
    audience = forms.ChoiceField(label="К кому обращена", choices=Audience.choices, initial=Audience.HEADS)
    due = forms.DateField(
        label="Срок",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        *args: object,
        schools: Iterable[School],
        indicators: Iterable[Indicator],
        today: dt.date,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.today = today
        self._offer("schools", [(str(row.pk), row.short_name) for row in schools])
        self._offer("indicator", [("", "без показателя"), *((row.code, row.heading) for row in indicators)])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if problems := check_text(text):
            raise forms.ValidationError(problems)
        return text

    def clean_due(self) -> dt.date | None:
        due: dt.date | None = self.cleaned_data["due"]
        if due is not None and due < self.today:
            raise forms.ValidationError("Срок уже прошёл: выберите другой.")
        return due

    def clean(self) -> None:
        chosen = self.cleaned_data.get("schools")
        if not (chosen or self.cleaned_data.get("everybody") or "schools" in self.errors):
            self.add_error("schools", "Отметьте хотя бы одну организацию.")
        if self.cleaned_data.get("indicator") == "" and (
            wrong := unfounded(self.cleaned_data.get("text", ""))
        ):
            self.add_error("text", wrong)

    @property
    def placeholders(self) -> list[tuple[str, str]]:
        """What can be put into the text, with its meaning."""
        return [(f"{{{name}}}", words) for name, words in PLACEHOLDERS.items()]
