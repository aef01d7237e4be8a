"""Forms of a municipality, with the particulars of its letters, and of the list of its organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from schools.models import Municipality

ZONES = (
    ("Europe/Kaliningrad", "Калининград (МСК−1)"),
    ("Europe/Moscow", "Москва (МСК)"),
    ("Europe/Samara", "Самара (МСК+1)"),
    ("Asia/Yekaterinburg", "Екатеринбург (МСК+2)"),
    ("Asia/Omsk", "Омск (МСК+3)"),
    ("Asia/Novosibirsk", "Новосибирск (МСК+4)"),
    ("Asia/Novokuznetsk", "Кемерово, Новокузнецк (МСК+4)"),
    ("Asia/Krasnoyarsk", "Красноярск (МСК+4)"),
    ("Asia/Irkutsk", "Иркутск (МСК+5)"),
    ("Asia/Yakutsk", "Якутск (МСК+6)"),
    ("Asia/Vladivostok", "Владивосток (МСК+7)"),
    ("Asia/Magadan", "Магадан (МСК+8)"),
    ("Asia/Kamchatka", "Камчатка (МСК+9)"),
)
digits = RegexValidator(r"\A\d+\Z", "Код состоит из цифр.")
oktmo = RegexValidator(r"\A(\d{8}|\d{11}|.*\D.*)\Z", "В коде ОКТМО 8 или 11 цифр.")


class MunicipalityForm(forms.Form):
    """Names with their cases, the authority and its letters, the clock; code and region while it is new."""

    name = forms.CharField(label="Название", max_length=200, help_text="Именительный падеж: Речной округ")
    name_genitive = forms.CharField(
        label="Название, родительный падеж", max_length=200, help_text="Школы чего? Речного округа"
    )
    name_prepositional = forms.CharField(
        label="Название, предложный падеж",
        max_length=200,
        help_text="В чём? В Речном округе – без «в»: Речном округе",
    )
    authority = forms.CharField(
        label="Орган управления образованием", max_length=300,
        help_text="Так он назван в письмах: Управление образования администрации Речного округа",
    )  # fmt: skip
    letterhead = forms.CharField(
        label="Реквизиты бланка", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Стоят в письмах под названием органа: адрес, телефон, почта, ОКПО, ОГРН, ИНН/КПП",
    )  # fmt: skip
    signatory_post = forms.CharField(
        label="Должность того, кто подписывает письма", required=False, max_length=200, help_text="Начальник управления"
    )  # fmt: skip
    signatory_name = forms.CharField(
        label="Кто подписывает письма", required=False, max_length=100,
        help_text="Инициалы перед фамилией: М. А. Иванова",
    )  # fmt: skip
    executor_name = forms.CharField(label="Исполнитель писем", required=False, max_length=100)
    executor_phone = forms.CharField(label="Телефон исполнителя", required=False, max_length=50)
    time_zone = forms.ChoiceField(
        label="Часовой пояс", help_text="По этим часам истекают сроки сбора.", initial="Europe/Moscow"
    )

    def __init__(self, *args: Any, municipality: Municipality | None, **kwargs: Any) -> None:
        names = (
            "name", "name_genitive", "name_prepositional", "authority", "letterhead", "signatory_post",
            "signatory_name", "executor_name", "executor_phone", "time_zone",
        )  # fmt: skip
        if municipality is not None:
            kwargs["initial"] = {name: getattr(municipality, name) for name in names}
        super().__init__(*args, **kwargs)
        zones = list(ZONES)
        kept = municipality.time_zone if municipality else ""
        if kept and kept not in dict(zones):
            zones.append((kept, kept))
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]
        if municipality is None:
            self.fields = {**_code_and_region(), **self.fields}


def _code_and_region() -> dict[str, forms.Field]:
    return {
        "code": forms.CharField(
            label="Код ОКТМО",
            max_length=11,
            validators=[digits, oktmo],
            help_text="8 или 11 цифр, например 32622000",
        ),
        "region_code": forms.CharField(
            label="Код региона", max_length=3, validators=[digits], help_text="Две цифры, например 42"
        ),
        "region_name": forms.CharField(label="Название региона", max_length=200),
    }


class ListFileForm(forms.Form):
    """The file with organisations."""

    file = forms.FileField(
        label="Файл Excel (.xlsx) или CSV", allow_empty_file=False,
        error_messages={"required": "Выберите файл со списком.", "empty": "Файл пуст: выберите другой."},
    )  # fmt: skip
