"""Forms of the registers. Rules of a row stand in its model; what it repeats or resembles is judged by the verb."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from monitoring.day_field import DayField
from monitoring.models import Agreement, Event, HeldEvent, ResponsiblePerson
from schools.models import Municipality, School
from schools.place import Place

WHOLE_PLACE = "весь муниципалитет"
LINK_INVALID = "Скопируйте адрес страницы целиком: он начинается с https:// или http://."


class RowForm(forms.ModelForm):
    """A row of a register in a place: a head's row is of the own school, an officer chooses."""

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        self.municipality = _municipality(self.instance, place)
        own = place.school if place.is_head else None
        if own is not None:
            del self.fields["school"]
            if self.instance.pk is None:
                self.instance.school = own
        else:
            self.fields["school"].queryset = _schools(self.municipality, self.instance.school_id)
        for each in self.fields.values():
            if each.required:
                each.error_messages["required"] = f"Заполните: {each.label.lower()}."

    def validate_constraints(self) -> None:
        """The verb says what is repeated and where it stands."""


class HeldEventForm(RowForm):
    starts = DayField("Дата", required=True)
    ends = DayField("Последний день, если мероприятие длится дольше")
    link = forms.URLField(
        label="Ссылка", required=False, max_length=1000, assume_scheme="https",
        help_text="Новость или страница мероприятия", error_messages={"invalid": LINK_INVALID},
    )  # fmt: skip
    state = forms.ChoiceField(
        label="Состояние", choices=HeldEvent.State.choices[:2], widget=forms.RadioSelect,
        error_messages={"required": "Выберите: проведено или запланировано."},
    )  # fmt: skip

    class Meta:
        model = HeldEvent
        fields = (
            "title", "starts", "ends", "state", "participants", "level", "school", "event", "organiser", "link", "note",
        )  # fmt: skip
        labels = {"title": "Название", "participants": "Сколько человек участвовало", "event": "Проект"}
        help_texts = {
            "participants": "Для проведённого; каждый один раз",
            "event": "Если мероприятие проходит в рамках проекта",
        }
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.municipality = self.municipality
        events = Event.objects.available_to(self.municipality)
        self.fields["event"].queryset = events
        self.fields["event"].empty_label = "не относится к проекту"
        if "school" in self.fields:
            self.fields["school"].empty_label = WHOLE_PLACE
        if self.instance.pk is not None:
            del self.fields["state"]  # its steps have buttons of their own
            if self.instance.state != HeldEvent.State.HELD:
                del self.fields["participants"]

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())


class AgreementForm(RowForm):
    signed = DayField("Дата", required=True)
    valid_until = DayField("Действует до", help_text="Последний день; пусто – бессрочный")

    class Meta:
        model = Agreement
        fields = ("school", "partner", "number", "signed", "valid_until", "subject")
        labels = {"partner": "Партнёр", "number": "Номер", "subject": "Предмет"}
        help_texts = {
            "partner": "Предприятие, колледж, вуз, центр занятости: как в договоре",
            "number": "Если номера нет, напишите «б/н»",
        }


class ResponsibleForm(RowForm):
    class Meta:
        model = ResponsiblePerson
        fields = ("school", "name", "post", "phone", "email")
        labels = {
            "name": "Фамилия, имя, отчество", "post": "Должность", "phone": "Рабочий телефон", "email": "Рабочая почта",
        }  # fmt: skip
        help_texts = {"phone": "Телефон организации, не личный", "email": "Служебная, не личная"}
        error_messages = {"email": {"invalid": "Проверьте адрес: нужен, например, school@okrug.ru."}}


class HoldForm(forms.Form):
    """What an event that was held brought."""

    participants = forms.IntegerField(
        label="Сколько человек участвовало", required=False, min_value=0, max_value=1_000_000,
        help_text="Каждый один раз; если не считали, оставьте пустым",
        error_messages={
            "invalid": "Нужно целое число людей, например 120.", "min_value": "Число людей не бывает отрицательным.",
            "max_value": "Больше миллиона не бывает: проверьте, не слиплись ли два числа.",
        },
    )  # fmt: skip


class TableForm(forms.Form):
    """A file of a register."""

    file = forms.FileField(
        label="Файл",
        help_text="Книга Excel (.xlsx) или CSV, до 2 МБ и 2000 строк",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Выберите файл.", "empty": "Файл пуст: возьмите шаблон и заполните его."},
    )


FORMS: dict[str, type[RowForm]] = {
    "held-events": HeldEventForm,
    "agreements": AgreementForm,
    "responsible": ResponsibleForm,
}


def _municipality(row: Any, place: Place) -> Municipality:
    """Of a recorded row its own, whatever place is chosen meanwhile: an event never moves to another one."""
    if row.pk is None:
        return place.municipality
    own: Municipality = row.municipality if isinstance(row, HeldEvent) else row.school.municipality
    return own


def _schools(municipality: Municipality, kept: int | None) -> Any:
    """Those that exist, and the one the row is of."""
    exists = Q(closed__isnull=True) | Q(closed__gt=timezone.localdate(timezone=municipality.zone))
    return School.objects.filter(exists | Q(pk=kept), municipality=municipality).order_by("name_key")
