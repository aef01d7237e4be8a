"""Which indicator each printed name is and which year each printed period means; and what would be recorded then.

Proposed: names by `published.matching`, years as the calendar reads them; a period that is no year is left to choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicators.models import Indicator, PublishedDocument
from indicators.pages.published_document import title_of
from indicators.published.matching import chosen_before, propose
from indicators.published.recording import Choice, Plan, plan
from indicators.published.rows import restored
from indicators.published.tables import clean
from indicators.published_rows import PublishedRow
from schools.calendar import year_meant
from schools.numbers import counted, plural
from schools.parsing import read_key

BEFORE = 12
"""How many years before the oldest period there are to choose from."""
Option = tuple[int, str, bool]


@dataclass(frozen=True)
class NameLine:
    """One printed name with the indicators to choose from; `indicator` None = «не вести»."""

    field: str
    name: str
    where: str
    indicator: Indicator | None

    @property
    def chosen(self) -> int | None:
        return self.indicator.pk if self.indicator else None


@dataclass(frozen=True)
class PeriodLine:
    field: str
    period: str
    chosen: int | None


@dataclass(frozen=True)
class RecordPage:
    document: PublishedDocument
    name: str
    names: list[NameLine]
    periods: list[PeriodLine]
    indicators: list[Indicator]
    years: list[int]
    choice: Choice
    plan: Plan

    @property
    def heading(self) -> str:
        if not self.plan.to_write:
            return (
                "Вносить нечего: проверьте, какие показатели выбраны"
                if not self.plan.lines
                else "Всё уже внесено"
            )
        number = len(self.plan.to_write)
        verb = plural(number, "войдёт", "войдут", "войдут")
        return f"В ряды {verb} {counted(number, 'значение', 'значения', 'значений')}"

    @property
    def lead(self) -> str:
        replaced = len(self.plan.replaced)
        words = (
            "Значения будут отмечены «по опубликованному отчёту»: они не суммируются и не пересчитываются."
        )
        if replaced:
            return f"{words} Из них {replaced} заменят внесённые раньше."
        return words


def record_page(
    document: PublishedDocument, *, this_year: int, sent: Mapping[str, str] | None = None
) -> RecordPage:
    """Three queries: indicators, earlier choices, values that stand."""
    rows = restored(document.rows)
    municipality = document.municipality
    indicators = list(Indicator.objects.available_to(municipality).order_by("position", "code"))
    names, periods = (
        list(dict.fromkeys(r.indicator for r in rows)),
        list(dict.fromkeys(r.period for r in rows)),
    )
    if sent is None:
        years = {period: year for period in periods if (year := year_meant(period)) is not None}
        printed = {
            each: {years[row.period] for row in rows if row.indicator == each and row.period in years}
            for each in names
        }
        chosen: Mapping[str, int] = propose(printed, indicators, chosen_before(municipality.pk))
        name = document.name
    else:
        chosen = _sent(names, "n", sent)
        years = _sent(periods, "p", sent)
        name = clean(sent.get("name"))[:300] or document.name
    by_key = {indicator.pk: indicator for indicator in indicators}
    choice = Choice(name, {each: by_key[key] for each, key in chosen.items() if key in by_key}, years)
    oldest = min([*years.values(), this_year]) - BEFORE
    return RecordPage(
        document=document,
        name=name,
        names=[_name_line(place, each, rows, choice) for place, each in enumerate(names)],
        periods=[PeriodLine(f"p{place}", each, years.get(each)) for place, each in enumerate(periods)],
        indicators=indicators,
        years=list(range(this_year, oldest - 1, -1)),
        choice=choice,
        plan=plan(municipality=municipality, rows=rows, choice=choice),
    )


def _sent(texts: Sequence[str], prefix: str, sent: Mapping[str, str]) -> dict[str, int]:
    keys = ((text, read_key(sent.get(f"{prefix}{place}", ""))) for place, text in enumerate(texts))
    return {text: key for text, key in keys if key is not None}


def _name_line(place: int, name: str, rows: Sequence[PublishedRow], choice: Choice) -> NameLine:
    mine = [row for row in rows if row.indicator == name]
    tables = dict.fromkeys(title_of(row.table) for row in mine)
    return NameLine(f"n{place}", name, ", ".join(tables), choice.indicators.get(name))
