"""The document of a roadmap (a YAML mapping as read) → drafts of its sections and measures, faults collected.

Reads only; nothing is looked up. A fault names its path («sections[2].measures[5].windows[0].from»).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from indicators.models import Topic
from roadmap.models import Measure
from roadmap.terms import Window
from schools.catalogue_problems import Problems, shown
from schools.catalogue_reading import ABSENT, Item

TOP_KEYS = (
    "code", "title", "municipality_name", "period", "source", "state", "approved_by", "demo", "sections",
)  # fmt: skip
SECTION_KEYS = ("number", "title", "measures")
MEASURE_KEYS = (
    "number", "topic", "text", "term", "windows", "recurrence", "responsible", "scope", "indicators", "expected",
)  # fmt: skip
MOST_NUMBER = 32767
_DAY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)


@dataclass(frozen=True)
class MeasureDraft:
    """One measure as the document says it; `path` for faults found later."""

    path: str
    number: int
    fields: dict[str, str]
    windows: tuple[Window, ...]
    responsible: tuple[str, ...]
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class SectionDraft:
    number: int
    title: str
    measures: list[MeasureDraft] = field(default_factory=list)


@dataclass(frozen=True)
class RoadmapDraft:
    """`fields` are title, state and approved_by as far as the document says them."""

    code: str
    fields: dict[str, str]
    starts: dt.date | None
    ends: dt.date | None
    sections: list[SectionDraft]


def read_document(document: object, problems: Problems) -> RoadmapDraft | None:
    """None when the document is no mapping at all; otherwise what could be read, beside the faults."""
    if not isinstance(document, Mapping):
        problems.add("документ", f"наверху нужны ключи title, period и sections, а здесь {shown(document)}")
        return None
    top = Item(document, "", problems, is_new=True)
    top.know(TOP_KEYS)
    fields = {
        "title": top.text("title", needed=True),
        "state": top.choice("state", ("draft", "approved")),
        "approved_by": top.text("approved_by"),
    }
    for key, most in (("title", 500), ("approved_by", 300)):
        _keep_short(top, key, most)
    starts, ends = _period(top)
    sections = (
        top.items("sections")
        if "sections" in top
        else top.refuse("sections", "нужны разделы с мероприятиями")
    )
    drafts = [draft for item in sections or [] if (draft := _section(item)) is not None]
    _refuse_repeated([(draft.number, f"sections, раздел {draft.number}") for draft in drafts], problems)
    code = top.text("code") or ""
    return RoadmapDraft(code, {k: v for k, v in fields.items() if v is not ABSENT}, starts, ends, drafts)


def _period(top: Item) -> tuple[dt.date | None, dt.date | None]:
    if "period" not in top:
        return None, None
    item = top.nested("period")
    if item is None:
        return None, None
    starts, ends = item.day("from"), item.day("to")
    for key, day in (("from", starts), ("to", ends)):
        if not day and not item.problems.at(item.at(key)):
            item.refuse(key, "нужна дата вида 2023-01-01")
    return starts or None, ends or None


def _section(item: Item) -> SectionDraft | None:
    item.know(SECTION_KEYS)
    number = item.whole("number", 1, MOST_NUMBER)
    if number is ABSENT:
        if "number" not in item:
            item.refuse("number", "нужен номер раздела")
        return None
    _keep_short(item, "title", 500)
    measures = [draft for one in item.items("measures") or [] if (draft := _measure(one, number)) is not None]
    _refuse_repeated([(draft.number, f"{draft.path}.number") for draft in measures], item.problems)
    return SectionDraft(number, item.text("title", needed=True) or "", measures)


def _measure(item: Item, section: int) -> MeasureDraft | None:
    item.know(MEASURE_KEYS)
    number = _number(item, section)
    texts = {key: item.text(key, needed=key in ("text", "term")) for key in ("text", "term", "expected")}
    choices = {
        "topic": item.choice("topic", Topic.values),
        "recurrence": item.choice("recurrence", Measure.Recurrence.values),
    }
    fields = {key: value for key, value in {**texts, **choices}.items() if value is not ABSENT}
    _keep_short(item, "term", 200)
    windows = tuple(w for one in item.items("windows") or [] if (w := _window(one)) is not None)
    responsible = _names(item, "responsible")
    scope = item.choice("scope", ("municipality", "schools"))
    if scope == "schools" and not any(names_schools(name) for name in responsible):
        item.refuse(
            "responsible", "scope: schools, но среди ответственных нет «ОО»: назовите организации так"
        )
    indicators = _names(item, "indicators")
    return (
        None if number is None else MeasureDraft(item.path, number, fields, windows, responsible, indicators)
    )


def names_schools(body: str) -> bool:
    """«ОО», «ОО округа»: the organisations themselves, so each marks its own execution."""
    return body.split()[:1] == ["ОО"]


def _keep_short(item: Item, key: str, most: int) -> None:
    if len(str(item.data.get(key, ""))) > most:
        item.refuse(key, f"текст длиннее {most} знаков: сократите запись")


def _number(item: Item, section: int) -> int | None:
    """«3.6» of section 3, or just 6."""
    text = item.text("number", needed=True)
    if text is ABSENT:
        return None
    match = re.fullmatch(rf"(?:{section}\.)?([1-9]\d{{0,3}})\.?", str(text))
    if not match:
        item.refuse("number", f"нужен номер вида {section}.1, а здесь {shown(text)}")
        return None
    return int(match[1])


def _window(item: Item) -> Window | None:
    item.know(("from", "to"))
    first, last = _month_day(item, "from"), _month_day(item, "to")
    return Window(*first, *last) if first and last else None


def _month_day(item: Item, key: str) -> tuple[int, int] | None:
    """«09-30» → (9, 30); the year does not matter, so 29 February is a day."""
    text = str(item.data.get(key, ""))
    match = _DAY.fullmatch(text)
    try:
        day = dt.date(2024, int(match[1]), int(match[2])) if match else None
    except ValueError:
        day = None
    if day is None:
        item.refuse(key, f"нужны месяц и число вида 09-30, а здесь {shown(text)}")
        return None
    return day.month, day.day


def _names(item: Item, key: str) -> tuple[str, ...]:
    value: Any = item.data.get(key) or []
    if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
        item.refuse(key, f"нужен список названий в квадратных скобках, а здесь {shown(value)}")
        return ()
    long = [each for each in value if len(each) > 200]
    if long:
        item.refuse(key, f"название длиннее 200 знаков: {shown(long[0])}")
    return tuple(dict.fromkeys(each.strip() for each in value))


def _refuse_repeated(numbered: list[tuple[int, str]], problems: Problems) -> None:
    seen: set[int] = set()
    for number, path in numbered:
        if number in seen:
            problems.add(path, f"номер {number} уже занят: номера не повторяются")
        seen.add(number)
