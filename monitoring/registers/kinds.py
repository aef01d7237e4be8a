"""The three registers as data: what they are called, and the columns of their tables with what each may hold.

A `Field` is one column of the form, the file and the trace. `read` turns the text of a cell into the value of the
model, raising ValueError with what to write instead; `write` gives it back. Natural keys are what a second row of the
same thing would repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from monitoring.models import Agreement, Event, HeldEvent, ResponsiblePerson
from monitoring.registers.dates import read_day, read_period
from schools.calendar import parse_year, year_label
from schools.models import Municipality, School
from schools.models.fields import name_key
from schools.numbers import parse_number

KEYED = {"title_key": "title", "name_key": "name", "partner_key": "partner"}
"""Stored keys by the column they are made of."""


@dataclass(frozen=True)
class Around:
    """What the words of a table may refer to; `own` = the school of a head, which alone they may write for."""

    municipality: Municipality
    own: School | None
    schools: Mapping[str, School] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)


Read = Callable[[str, Around], Any]


@dataclass(frozen=True)
class Field:
    name: str
    heading: str
    meaning: str
    read: Read
    write: Callable[[Any], Any]
    needed: bool = False
    example: str = ""


@dataclass(frozen=True)
class Register:
    """`slug` is its word in addresses, `file` the name of its files; `personal`: the trace keeps no values."""

    slug: str
    title: str
    model: type[models.Model]
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    file: str
    noun: str
    personal: bool = False

    @property
    def page(self) -> str:
        """The name of its list."""
        return f"monitoring:{self.slug.replace('-', '_')}"


def around(municipality: Municipality, own: School | None) -> Around:
    """Schools by code and by name, projects by code and by name. Two queries."""
    schools: dict[str, School] = {}
    for school in municipality.schools.order_by("pk"):
        schools |= {school.code.lower(): school, school.name_key: school}
    events: dict[str, Event] = {}
    for event in Event.objects.available_to(municipality).order_by("pk"):
        events |= {event.code.lower(): event, event.name_key: event, name_key(event.label): event}
    return Around(municipality, own, schools, events)


def key_of(register: Register, row: Any) -> dict[str, Any]:
    """The natural key of a row, stored or not, by column."""
    key = {name: getattr(row, name) for name in register.key}
    for name, source in KEYED.items():
        if name in key:
            key[name] = name_key(getattr(row, source))
    return key


def _text(text: str, _: Around) -> str:
    return text


def _school(text: str, places: Around) -> School | None:
    if not text:
        return places.own
    found = places.schools.get(name_key(text))
    if found is None:
        raise ValueError(
            "такой организации в муниципалитете нет: возьмите код или краткое название из списка."
        )
    if places.own is not None and found != places.own:
        raise ValueError("это другая организация: вы ведёте реестр только своей.")
    return found


def _needed_school(text: str, places: Around) -> School:
    found = _school(text, places)
    if found is None:
        raise ValueError("не указана организация: впишите её код или краткое название.")
    return found


def _event(text: str, places: Around) -> Event | None:
    if not text:
        return None
    found = places.events.get(name_key(text))
    if found is None:
        raise ValueError(
            "такого проекта в справочнике нет: возьмите код или название оттуда или оставьте пустым."
        )
    return found


def _choice(choices: type[models.TextChoices], default: str) -> Read:
    words = {label.lower(): value for value, label in choices.choices}

    def read(text: str, _: Around) -> str:
        if not text:
            return default
        if text.lower() not in words:
            raise ValueError(f"бывает: {', '.join(words)}.")
        return words[text.lower()]

    return read


def _number(text: str, _: Around) -> int | None:
    parsed = parse_number(text)
    if parsed.kind == "empty":
        return None
    number = parsed.value
    if number is None or parsed.is_percent or number < 0 or number != int(number) or number > 1_000_000:
        raise ValueError("нужно целое число людей, например 120, или пусто.")
    return int(number)


def _link(text: str, _: Around) -> str:
    if text and not text.lower().startswith(("http://", "https://")):
        raise ValueError("это не ссылка: она начинается с https:// или http://.")
    return text


def _day(text: str, _: Around) -> Any:
    return read_day(text) if text else None


def _period(text: str, _: Around) -> Any:
    """First and last day; taken apart when the row is put together."""
    return read_period(text)


def _year(text: str, _: Around) -> int | None:
    return parse_year(text) if text else None


def _plain(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row, name)


def _school_code(row: Any) -> str:
    return row.school.code if row.school_id else ""


SCHOOL_MEANING = "Код или краткое название организации"
HELD_EVENTS = Register(
    slug="held-events",
    title="Мероприятия",
    model=HeldEvent,
    key=("school_id", "title_key", "starts"),
    file="meropriyatiya",
    noun="мероприятие,мероприятия,мероприятий",
    fields=(
        Field("title", "Мероприятие", "Название.", _text, _plain("title"), needed=True,
              example="Ярмарка учебных мест"),
        Field("starts", "Дата", "День 12.03.2022 или период 12–14.03.2022.", _period, _plain("starts"), needed=True,
              example="12.03.2022"),
        Field("ends", "По", "Последний день, если он не назван в графе «Дата».", _day, _plain("ends"),
              example="14.03.2022"),
        Field("state", "Состояние", "Запланировано, проведено или отменено; пусто – проведено.",
              _choice(HeldEvent.State, HeldEvent.State.HELD), lambda row: row.get_state_display(),
              example="проведено"),
        Field("level", "Уровень", "Школьный, муниципальный, региональный, всероссийский; пусто – муниципальный.",
              _choice(HeldEvent.Level, HeldEvent.Level.MUNICIPAL), lambda row: row.get_level_display(),
              example="муниципальный"),
        Field("school", "Организация", f"{SCHOOL_MEANING}; пусто – весь муниципалитет.", _school, _school_code),
        Field("event", "Проект", "Код или название проекта из справочника.", _event,
              lambda row: row.event.code if row.event_id else ""),
        Field("organiser", "Организатор", "Кто проводит.", _text, _plain("organiser"),
              example="Центр занятости населения"),
        Field("participants", "Участников", "Сколько человек участвовало; для проведённых.", _number,
              _plain("participants"), example="120"),
        Field("link", "Ссылка", "Страница с новостью, начинается с https:// или http://.", _link, _plain("link"),
              example="https://school.example/news/1"),
        Field("note", "Примечание", "Что ещё важно.", _text, _plain("note")),
        Field("year_id", "Учебный год", "Следует из даты; если указан, сверяется с ней.", _year,
              lambda row: year_label(row.year_id)),
    ),
)  # fmt: skip
AGREEMENTS = Register(
    slug="agreements",
    title="Договоры",
    model=Agreement,
    key=("school_id", "number", "signed"),
    file="dogovory",
    noun="договор,договора,договоров",
    fields=(
        Field("school", "Организация", f"{SCHOOL_MEANING}.", _needed_school, _school_code, needed=True),
        Field("partner", "Партнёр", "С кем заключён.", _text, _plain("partner"), needed=True,
              example="ООО «Разрез Прибрежный»"),
        Field("number", "Номер", "Номер договора; без номера – «б/н».", _text, _plain("number"), needed=True,
              example="17/3"),
        Field("signed", "Дата", "День, когда заключён.", _day, _plain("signed"), needed=True, example="01.09.2022"),
        Field("valid_until", "Действует до", "Последний день; пусто – бессрочно.", _day, _plain("valid_until"),
              example="31.08.2025"),
        Field("subject", "Предмет", "О чём договорились.", _text, _plain("subject"),
              example="экскурсии и профессиональные пробы"),
    ),
)  # fmt: skip
RESPONSIBLE = Register(
    slug="responsible",
    title="Ответственные",
    model=ResponsiblePerson,
    key=("school_id", "name_key"),
    file="otvetstvennye",
    noun="человек,человека,человек",
    personal=True,
    fields=(
        Field("school", "Организация", f"{SCHOOL_MEANING}.", _needed_school, _school_code, needed=True),
        Field("name", "Фамилия, имя, отчество", "Кто отвечает за профориентационную работу.", _text, _plain("name"),
              needed=True, example="Сергеева Мария Павловна"),
        Field("post", "Должность", "Как в приказе.", _text, _plain("post"), needed=True,
              example="заместитель директора"),
        Field("phone", "Рабочий телефон", "Телефон организации, не личный.", _text, _plain("phone"),
              example="8 (3842) 00-00-00, доб. 3"),
        Field("email", "Рабочая почта", "Почта организации или служебная, не личная.", _text, _plain("email"),
              example="school@okrug.example"),
    ),
)  # fmt: skip
REGISTERS = {register.slug: register for register in (HELD_EVENTS, AGREEMENTS, RESPONSIBLE)}
