"""What the page of a plan shows: the indicator, the present target of the place, every version it had. Four queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indicators.analysis import unit_name_of
from indicators.formula import formula_in_words
from indicators.models import Indicator, Target
from indicators.pages.one import one_indicator
from schools.models import Municipality, School
from schools.numbers import format_plan


@dataclass(frozen=True)
class TargetPage:
    """`entries` are those of components/history.html, newest first; `inherited` is the municipal plan of a school."""

    indicator: Indicator
    school: School | None
    target: Target | None
    inherited: str
    formula: str
    entries: list[dict[str, Any]]


def target_page(
    municipality: Municipality, year: int, code: str, *, school: School | None = None
) -> TargetPage | None:
    """None = no such indicator in this municipality and year."""
    indicator = one_indicator(municipality.pk, year, code)
    if indicator is None:
        return None
    of_year = Target.objects.filter(indicator=indicator, year=year)
    target = (of_year.filter(school=school) if school else of_year.filter(municipality=municipality)).first()
    municipal = of_year.filter(municipality=municipality).first() if school else None
    inherited = _printed(municipal, indicator) if municipal and indicator.inherits_target else ""
    return TargetPage(
        indicator, school, target, inherited, formula_in_words(indicator), _entries(target, indicator)
    )


def _printed(target: Target, indicator: Indicator) -> str:
    return format_plan(target.value, indicator.unit, unit_name_of(indicator))


def _entries(target: Target | None, indicator: Indicator) -> list[dict[str, Any]]:
    if target is None:
        return []
    return [
        {
            "when": version.at,
            "who": str(version.person) if version.person else "загрузка каталога",
            "text": format_plan(version.value, indicator.unit, unit_name_of(indicator)),
            "note": ". ".join(word for word in (version.basis, version.reason) if word),
        }
        for version in target.versions.select_related("person").order_by("-version")
    ]
