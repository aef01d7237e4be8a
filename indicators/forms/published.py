"""Forms of published figures: a file or a pasted table; one value by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django import forms

from indicators.models import Indicator, PublishedValue
from indicators.published.reading import LARGEST_DOCUMENT, read_file, read_pasted
from indicators.published.tables import FoundTable
from monitoring.unreadable import FactsUnreadable
from monitoring.workbook.envelope import MEGABYTE
from schools.calendar import year_label
from schools.models import Municipality
from schools.numbers import NBSP, parse_number

NAME_HELP = "Так он будет назван в рядах показателей, например: «Аналитический отчёт за 2021/2022 год»"


class DocumentForm(forms.Form):
    """Either a file or a pasted text; `tables` is what was found in it."""

    file = forms.FileField(
        label="Файл: .docx, .xlsx или .csv", required=False,
        help_text=f"Не больше {LARGEST_DOCUMENT // MEGABYTE} МБ. Сам файл не хранится, только таблицы из него.",
        error_messages={"empty": "Файл пуст: сохраните его заново."},
    )  # fmt: skip
    text = forms.CharField(
        label="Или таблица из Excel или Word", required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Скопируйте её вместе с заголовками. Несколько таблиц подряд разделяет строка «Таблица 4. …».",
    )  # fmt: skip
    name = forms.CharField(label="Как назвать документ", max_length=300, required=False, help_text=NAME_HELP)

    tables: list[FoundTable]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".docx,.xlsx,.csv"

    def clean_file(self) -> Any:
        """Size first: a large file is not even looked into."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_DOCUMENT:
            raise forms.ValidationError(
                f"Файл – {file.size / MEGABYTE:.0f} МБ, а можно не больше {LARGEST_DOCUMENT // MEGABYTE} МБ: "
                "уберите из него картинки или скопируйте таблицы в новый документ."
            )
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, text = data.get("file"), (data.get("text") or "").strip()
        if self.errors:
            return data
        if bool(file) == bool(text):
            raise forms.ValidationError(
                "Выберите что-то одно: файл или вставленную таблицу."
                if file
                else "Выберите файл или вставьте таблицу."
            )
        try:
            self.tables = read_file(file.read(), self.file_name) if file else read_pasted(data["text"])
        except FactsUnreadable as why:
            self.add_error("file" if file else "text", str(why))
        return data

    @property
    def file_name(self) -> str:
        """Without folders and signs that cannot be printed; empty for a pasted table."""
        file = self.cleaned_data.get("file")
        if not file:
            return ""
        name = PurePath(str(file.name).replace("\\", "/")).name
        return "".join(sign for sign in name if sign.isprintable())[:255] or "файл"

    @property
    def document_name(self) -> str:
        return self.cleaned_data["name"].strip() or PurePath(self.file_name).stem or "Вставленная таблица"

    @property
    def size(self) -> int:
        file = self.cleaned_data.get("file")
        return file.size if file else len(self.cleaned_data["text"])


class ValueForm(forms.Form):
    """One figure by hand: its sides, a percentage, or only «план достигнут»."""

    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label="Показатель", empty_label="Выберите показатель"
    )
    year = forms.TypedChoiceField(label="Учебный год", coerce=int)
    document = forms.CharField(
        label="Документ", max_length=300, help_text="Где это опубликовано: название, дата, номер"
    )
    numerator = forms.CharField(label="Из них (числитель)", max_length=40, required=False)
    denominator = forms.CharField(label="Всего (знаменатель)", max_length=40, required=False)
    percent = forms.CharField(
        label="Процент, как напечатан",
        max_length=20,
        required=False,
        help_text="Не пересчитывается: 57 останется 57",
    )
    achieved = forms.ChoiceField(
        label="План", required=False,
        choices=[("", "не сказано"), ("yes", "достигнут"), ("no", "не достигнут")],
    )  # fmt: skip

    def __init__(self, *args: Any, municipality: Municipality, year: int, first: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        mine = Indicator.objects.available_to(municipality).order_by("position", "code")
        self.fields["indicator"].queryset = mine
        self.fields["year"].choices = [(each, year_label(each)) for each in range(year, first - 1, -1)]
        for name in ("numerator", "denominator", "percent"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("numerator", "denominator", "percent"):
            data[name] = self._number(name, data.get(name, ""))
        if not self.errors and not data["achieved"] and data["percent"] is None and data["numerator"] is None:
            raise forms.ValidationError("Напишите число, процент или выберите, достигнут ли план.")
        return data

    def _number(self, name: str, text: str) -> Decimal | None:
        parsed = parse_number(text)
        if parsed.kind not in ("number", "empty") or (parsed.value or 0) < 0:
            self.add_error(name, f"«{text}» – не число: напишите, например, 283 или 57,5.")
        return parsed.value

    def value(self) -> PublishedValue:
        data = self.cleaned_data
        typed = self.data.get("percent", "").replace("%", "").strip()
        return PublishedValue(
            indicator=data["indicator"], municipality=self.municipality, year=data["year"],
            document=data["document"].strip(), numerator=data["numerator"], denominator=data["denominator"],
            percent=f"{typed.replace('.', ',')}{NBSP}%" if typed else "",
            achieved={"yes": True, "no": False}.get(data["achieved"]),
        )  # fmt: skip
