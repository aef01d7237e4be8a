"""The register of held events: bytes of a CSV in, `HeldEvent` rows out.

Columns `number, title, date, date_to, date_as_printed, level, event, link, note`; only title and date are needed.
Natural key: municipality, school year, title and date. A second run writes nothing, a changed file writes only the
rows that differ. The school year is that of the date unless `year` says whose report the register is. Any fault
refuses the whole file (RegisterRefused, every fault with its line) and saves nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from monitoring.models import Event, HeldEvent
from schools.calendar import school_year_of
from schools.models import Municipality, SchoolYear

COLUMNS = ("number", "title", "date", "date_to", "date_as_printed", "level", "event", "link", "note")
LIMITS = {"title": 500, "link": 1000, "note": 500}
MOST_BYTES = 5 * 1024 * 1024


class RegisterRefused(Exception):
    """Nothing was saved; `problems` are Russian sentences, each with its line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Loaded:
    """How many rows were written and how many stood already."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@transaction.atomic
def load_held_events(*, municipality: Municipality, content: bytes, year: int | None = None) -> Loaded:
    """Upsert the events of one municipality."""
    events = {event.code: event for event in Event.objects.available_to(municipality)}
    problems: list[str] = []
    drafts: dict[tuple[int, str, dt.date], dict[str, Any]] = {}
    for line, row in _rows(content):
        values = _values(line, row, events, problems)
        key = (
            (year or school_year_of(values["starts"]), values["title"], values["starts"]) if values else None
        )
        if key in drafts:
            problems.append(f"Строка {line}: «{row['title']}» на эту дату уже записано выше, уберите повтор.")
        elif key is not None:
            drafts[key] = values
    if problems:
        raise RegisterRefused(problems)
    for start in {key[0] for key in drafts}:
        SchoolYear.objects.get_or_create(year=start)
    return _save(municipality, drafts)


def _save(municipality: Municipality, drafts: dict[tuple[int, str, dt.date], dict[str, Any]]) -> Loaded:
    known = {
        (row.year_id, row.title, row.starts): row
        for row in HeldEvent.objects.filter(municipality=municipality)
    }
    new: list[HeldEvent] = []
    changed: list[HeldEvent] = []
    for key, values in drafts.items():
        row = known.get(key) or HeldEvent(municipality=municipality, year_id=key[0])
        differs = any(getattr(row, name) != value for name, value in values.items())
        for name, value in values.items():
            setattr(row, name, value)
        if row.pk is None:
            new.append(row)
        elif differs:
            changed.append(row)
    HeldEvent.objects.bulk_create(new, batch_size=300)
    HeldEvent.objects.bulk_update(changed, ["ends", "level", "event", "link", "note"], batch_size=300)
    return Loaded(len(new), len(changed), len(drafts) - len(new) - len(changed))


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > MOST_BYTES:
        raise RegisterRefused([f"Файл больше {MOST_BYTES // 1024 // 1024} МБ: разделите его."])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1251", errors="replace")
    if "\x00" in text:
        raise RegisterRefused(["Это не текстовый файл CSV: сохраните таблицу как «CSV UTF-8»."])
    heading = text.partition("\n")[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [name.strip() for name in next(reader, [])]
        _check_heading(names)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                padded = [cell.strip() for cell in cells] + [""] * len(names)
                yield reader.line_num, dict.fromkeys(COLUMNS, "") | dict(zip(names, padded, strict=False))
    except csv.Error as error:
        broken = f"Строка {reader.line_num}: файл нельзя прочитать как CSV, проверьте кавычки."
        raise RegisterRefused([broken]) from error


def _check_heading(names: list[str]) -> None:
    problems = [f"Строка 1: нет столбца «{name}»." for name in ("title", "date") if name not in names]
    strange = [name for name in names if name not in COLUMNS]
    if strange:
        problems.append(f"Строка 1: неизвестные столбцы: {', '.join(strange)}. Бывают: {', '.join(COLUMNS)}.")
    if problems:
        raise RegisterRefused(problems)


def _values(line: int, row: dict[str, str], events: dict[str, Event], problems: list[str]) -> dict[str, Any]:
    """The columns of the model; empty when anything in the row is wrong."""
    starts = _date(row["date"])
    ends = _date(row["date_to"]) if row["date_to"] else None
    wrong = [
        ("title", not row["title"], "укажите название мероприятия."),
        *(
            (column, len(row[column]) > most, f"длиннее {most} знаков, сократите.")
            for column, most in LIMITS.items()
        ),
        ("date", starts is None, "нужна дата вида 2022-04-28 или 28.04.2022."),
        (
            "date_to",
            bool(row["date_to"]) and (ends is None or (starts is not None and ends < starts)),
            "нужна дата окончания не раньше начала, вида 2022-04-29.",
        ),
        (
            "level",
            row["level"] not in ("", *HeldEvent.Level.values),
            f"бывает: {', '.join(HeldEvent.Level.values)}.",
        ),
        (
            "event",
            row["event"] not in ("", *events),
            "такого кода мероприятия нет в справочнике; исправьте или оставьте пустым.",
        ),
        ("link", not _is_link(row["link"]), "нужен адрес, начинающийся с http:// или https://."),
    ]
    found = [
        f"Строка {line}, столбец {name}, «{row[name][:60]}»: {words}" for name, bad, words in wrong if bad
    ]
    problems.extend(found)
    if found:
        return {}
    return {
        "title": row["title"],
        "starts": starts,
        "ends": ends,
        "level": row["level"] or HeldEvent.Level.MUNICIPAL,
        "event": events.get(row["event"]),
        "link": row["link"],
        "note": row["note"],
    }


def _date(text: str) -> dt.date | None:
    for style in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            found = dt.datetime.strptime(text, style).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
        return found if 1990 <= found.year <= 2100 else None
    return None


def _is_link(text: str) -> bool:
    try:
        if text:
            URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return True
