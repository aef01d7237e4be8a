"""Which indicator each printed name is and which year each printed period means; and what would be recorded then.

Proposed: names by `published.matching`, years as the calendar reads them; a period that is no year is left to choose.
What was chosen before stands as it was chosen. Names and periods of lines about schools are not asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicators.models import Indicator, PublishedDocument
from indicators.pages.published_document import title_of
from indicators.published.choices import Kept, kept_of
from indicators.published.matching import chosen_before, propose
from indicators.published.planning import Choice, Plan, plan
from indicators.published.rows import restored
from indicators.published.tables import clean
from indicators.published_rows import PublishedRow
from schools.calendar import year_label, year_meant
from schools.numbers import counted, plural
from schools.parsing import read_key

BEFORE = 12
"""How many years before the oldest period there are to choose from."""


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
    """`chosen` None = «не вести»."""

    field: str
    period: str
    chosen: int | None

    @property
    def understood(self) -> bool:
        """Nobody needs to be asked: the period is a year, and that year is chosen."""
        return self.chosen is not None and self.chosen == year_meant(self.period)


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
        if not self.plan.lines:
            return "Вносить нечего: проверьте, какие показатели выбраны"
        if not self.plan.kept:
            return "Вносить нечего: не отмечено ни одной строки"
        number = len(self.plan.to_write)
        if not number:
            return "Всё отмеченное уже внесено"
        verb = plural(number, "войдёт", "войдут", "войдут")
        return f"В ряды {verb} {counted(number, 'значение', 'значения', 'значений')}"

    @property
    def lead(self) -> str:
        words = (
            "Значения будут отмечены «по опубликованному отчёту»: они не суммируются и не пересчитываются."
        )
        if replaced := len(self.plan.replaced):
            words += f" Из них {replaced} заменят внесённые раньше."
        return words

    @property
    def left(self) -> str:
        """What is not ticked because the check found it false; empty where nothing was."""
        number = sum(bool(line.left) and not line.kept for line in self.plan.lines)
        if not number:
            return ""
        lines = counted(number, "строка не отмечена", "строки не отмечены", "строк не отмечено")
        return (
            f"{lines}. Почему, сказано в строке; отметьте её, если решили внести число, как оно напечатано."
        )

    @property
    def schools(self) -> str:
        if not self.plan.schools:
            return ""
        lines = counted(self.plan.schools, "строка", "строки", "строк")
        verb = plural(self.plan.schools, "проверена", "проверены", "проверены")
        goes = plural(self.plan.schools, "вносится", "вносятся", "вносятся")
        return f"{lines} по школам {verb}, но в ряды не {goes}: ряд показателя ведётся по муниципалитету."

    @property
    def understood(self) -> str:
        """«2019/2020, 2020/2021» where every period is understood; empty where one has to be chosen."""
        if not all(line.understood for line in self.periods):
            return ""
        return ", ".join(map(year_label, sorted({line.chosen or 0 for line in self.periods})))

    @property
    def seen(self) -> str:
        """The rows of the document and what would be done with them, as they are shown."""
        return f"{self.document.version}:{self.plan.fingerprint}"


def record_page(
    document: PublishedDocument,
    *,
    this_year: int,
    sent: Mapping[str, str] | None = None,
    ticks: Mapping[int, bool] | None = None,
) -> RecordPage:
    """Three queries: indicators, earlier choices, values that stand."""
    rows = restored(document.rows)
    whole = [row for row in rows if not row.place]
    municipality = document.municipality
    indicators = list(Indicator.objects.available_to(municipality).order_by("position", "code"))
    names, periods = (
        list(dict.fromkeys(row.indicator for row in whole)),
        list(dict.fromkeys(row.period for row in whole)),
    )
    if sent is None:
        kept = kept_of(document.choices)
        years = {period: kept.years.get(period, year_meant(period)) for period in periods}
        chosen = _proposed(names, whole, years, kept, indicators, municipality.pk)
        name, ticks = kept.name or document.name, kept.ticks
    else:
        chosen, years = _sent(names, "n", sent), _sent(periods, "p", sent)
        name = clean(sent.get("name"))[:300] or document.name
    by_key = {indicator.pk: indicator for indicator in indicators}
    known = {period: year for period, year in years.items() if year is not None}
    choice = Choice(
        name, {each: by_key[key] for each, key in chosen.items() if key in by_key}, known, ticks or {}, names, periods
    )  # fmt: skip
    oldest = min([*known.values(), this_year]) - BEFORE
    return RecordPage(
        document=document,
        name=name,
        names=[_name_line(place, each, whole, choice) for place, each in enumerate(names)],
        periods=[PeriodLine(f"p{place}", each, known.get(each)) for place, each in enumerate(periods)],
        indicators=indicators,
        years=list(range(this_year, oldest - 1, -1)),
        choice=choice,
        plan=plan(municipality=municipality, rows=rows, choice=choice),
    )


def _proposed(
    names: Sequence[str], rows: Sequence[PublishedRow], years: Mapping[str, int | None], kept: Kept,
    indicators: Sequence[Indicator], municipality_id: int,
) -> dict[str, int | None]:  # fmt: skip
    printed = {
        each: {
            year
            for row in rows
            if row.indicator == each and (year := years.get(row.period)) is not None
        }
        for each in names
    }  # fmt: skip
    proposed = propose(printed, indicators, chosen_before(municipality_id))
    return {each: kept.indicators.get(each, proposed.get(each)) for each in names}


def _sent(texts: Sequence[str], prefix: str, sent: Mapping[str, str]) -> dict[str, int | None]:
    return {text: read_key(sent.get(f"{prefix}{place}", "")) for place, text in enumerate(texts)}


def _name_line(place: int, name: str, rows: Sequence[PublishedRow], choice: Choice) -> NameLine:
    mine = [row for row in rows if row.indicator == name]
    tables = dict.fromkeys(title_of(row.table) for row in mine)
    return NameLine(f"n{place}", name, ", ".join(tables), choice.indicators.get(name))
