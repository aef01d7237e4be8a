"""«Что если»: organisations ticked or given a number → the municipality's value, its status and who is still short.

Reads, never writes; all of the question stands in the address: `to` names organisations brought to their plan,
`n-CODE` a numerator. Four queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from urllib.parse import urlencode

from django.db.models import Q

from indicators.analysis import Judged, Status, difference_text, numerator_unit_of
from indicators.models import Indicator, Target
from indicators.pages.links import Links
from indicators.pages.one import one_indicator
from indicators.pages.printing import Printed, missing
from indicators.queries import Plans, judge_school_value
from indicators.rows import rows_of
from indicators.supposed import Supposed, numerator_decimals, suppose, to_plan
from schools.models import Municipality, School
from schools.numbers import exact, format_number, parse_number, round_half_up

TICKED, NUMBER = "to", "n-"
MOST = Decimal(10) ** 12  # no municipality counts further, and sums stay exact


class Words(Protocol):
    """The query of an address: a QueryDict."""

    def getlist(self, key: str) -> list[str]: ...

    def get(self, key: str, default: str = "") -> str: ...


@dataclass(frozen=True)
class WhatIfLine(Printed):
    """`typed` is kept as it was typed; `after` None = nothing is supposed of it."""

    school: School
    judged: Judged
    on_plan: Decimal | None
    trace: str
    ticked: bool
    typed: str
    error: str
    after: Judged | None

    @property
    def can_tick(self) -> bool:
        """Below a plan that can be reached with the denominator there is."""
        return self.judged.missed and self.on_plan is not None and not self._beyond(self.on_plan)

    def _beyond(self, numerator: Decimal) -> bool:
        denominator = self.judged.denominator
        return self.judged.indicator.is_percent and denominator is not None and numerator > denominator


@dataclass(frozen=True)
class WhatIfPage:
    indicator: Indicator
    lines: list[WhatIfLine]
    supposed: Supposed
    unknown: int

    @property
    def changed(self) -> list[WhatIfLine]:
        return [line for line in self.lines if line.after is not None]

    @property
    def errors(self) -> list[WhatIfLine]:
        return [line for line in self.lines if line.error]

    @property
    def missing(self) -> str:
        return missing(self.supposed.after)

    @property
    def missing_before(self) -> str:
        return missing(self.supposed.before)

    @property
    def difference(self) -> str:
        before, after = self.supposed.before.value, self.supposed.after.value
        if before is None or after is None or not self.indicator.is_percent or before == after:
            return ""
        return difference_text(self.indicator, after - before)

    @property
    def more(self) -> str:
        """How many more (or fewer) are supposed in all: «+46 чел.»."""
        gap = sum((exact(one.after.numerator or 0) - exact(one.judged.numerator or 0)
                   for one in self.changed if one.after), exact(0))  # fmt: skip
        sign = "+" if gap > 0 else ""
        return f"{sign}{format_number(gap)}\u00a0{numerator_unit_of(self.indicator)}".strip() if gap else ""

    @property
    def address(self) -> str:
        """The shortest query that asks the same again."""
        asked = [(TICKED, line.school.code) for line in self.lines if line.ticked and not line.typed]
        typed = [(f"{NUMBER}{line.school.code}", line.typed) for line in self.lines if line.typed]
        return urlencode([*asked, *typed])

    @property
    def all_to_plan(self) -> str:
        return urlencode([(TICKED, line.school.code) for line in self.lines if line.can_tick])

    @property
    def of_what(self) -> str:
        """What is typed in, in the genitive: «участников», or the unit of what is counted."""
        unit = numerator_unit_of(self.indicator)
        return "участников" if unit == "чел." else f"число{f', {unit}' if unit else ''}"

    @property
    def can_tick(self) -> int:
        return sum(line.can_tick for line in self.lines)

    @property
    def heading(self) -> str:
        """It stays while the answer beside the list changes."""
        after = self.supposed.after
        plan = f" при плане {after.target_text}" if after.target is not None else ""
        return f"Что если: {self.indicator.heading}{plan}"


def what_if_page(municipality: Municipality, year: int, code: str, words: Words) -> WhatIfPage | None:
    """None = no such indicator, or its organisations are not judged one by one."""
    indicator = one_indicator(municipality.pk, year, code)
    if indicator is None or not indicator.judges_schools:
        return None
    of_place = Q(municipality=municipality) | Q(school__municipality=municipality)
    plans = _plans(Target.objects.filter(of_place, indicator=indicator, year=year))
    rows = rows_of(
        municipality.pk, [indicator.pk], school_years=Q(year=year), municipality_years=Q(pk__in=())
    )
    judged = {value.school_id: judge_school_value(value, indicator, plans) for value in rows.schools}
    schools = School.objects.filter(pk__in=judged).order_by("name_key", "code")
    known = [school for school in schools if judged[school.pk].value is not None]
    ticked = set(words.getlist(TICKED))
    typed = {school.pk: words.get(f"{NUMBER}{school.code}", "").strip() for school in known}
    read = {pk: _read(text, judged[pk]) for pk, text in typed.items() if text}
    supposed = suppose(
        list(judged.values()),
        indicator,
        year=year,
        target=plans.of_municipality(indicator),
        on_plan=[school.pk for school in known if school.code in ticked],
        numerators={pk: number for pk, (number, _) in read.items() if number is not None},
    )
    links = Links(year)
    lines = [
        _line(school, judged[school.pk], links, school.code in ticked, typed[school.pk], read.get(school.pk), supposed)
        for school in known
    ]  # fmt: skip
    applies = sum(one.status != Status.NOT_APPLICABLE for one in judged.values())
    return WhatIfPage(indicator, _ordered(lines), supposed, applies - len(known))


def _plans(targets: Iterable[Target]) -> Plans:
    plans = Plans()
    for target in targets:
        if target.school_id is None:
            plans.municipal[target.indicator_id] = target
        else:
            plans.own[target.school_id, target.indicator_id] = target
    return plans


def _read(text: str, judged: Judged) -> tuple[Decimal | None, str]:
    """The numerator that was typed, or why it cannot be."""
    indicator = judged.indicator
    decimals = 0 if indicator.is_percent else numerator_decimals(indicator)
    parsed = parse_number(text)
    number, most = parsed.value, judged.denominator if indicator.is_percent else MOST
    of_people = " участников" if numerator_unit_of(indicator) == "чел." else ""
    limit = f"от 0 до {format_number(most)}" if indicator.is_percent else "0 или больше"
    if number is None or number < 0 or parsed.is_percent:
        return None, f"«{text}» – не число{of_people}. Введите число {limit}."
    if exact(number) != exact(round_half_up(number, decimals)):
        return None, f"«{text}»: здесь считают целыми. Введите целое число {limit}."
    if most is not None and number > most:
        most_text = format_number(most)
        return None, f"Из {most_text} не может участвовать {format_number(number)}. Введите число {limit}."
    return number, ""


def _line(
    school: School, judged: Judged, links: Links, ticked: bool, typed: str,
    read: tuple[Decimal | None, str] | None, supposed: Supposed,
) -> WhatIfLine:  # fmt: skip
    error = read[1] if read else ""
    after = None if error else supposed.schools.get(school.pk)
    trace = links.trace(school.code, judged.indicator.code)
    return WhatIfLine(school, judged, to_plan(judged), trace, ticked, typed, error, after)


def _ordered(lines: Sequence[WhatIfLine]) -> list[WhatIfLine]:
    """Those below their plan first, the most people short first; small groups after them, then the others."""
    return sorted(
        lines, key=lambda line: (not line.can_tick, line.is_small, -(line.judged.short or 0))
    )  # fmt: skip
