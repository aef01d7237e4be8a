"""Levels of education (ДОО, НОО, ООО, СОО, УДО): which organisations have them, which indicators count them.

An organisation has the levels of the grades it teaches; supplementary ones have УДО, authorities none. An indicator
concerns a level where each of its sides has a term that counts it.
"""

from __future__ import annotations

import re

from django.db import models

from indicators.definitions import IndicatorSpec, TermSpec, spec_of
from indicators.models import Indicator, Term
from schools.grades import UNGRADED, Grades
from schools.models import Kind, School


class EducationLevel(models.TextChoices):
    PRESCHOOL = "doo", "дошкольное (ДОО)"
    PRIMARY = "noo", "1–4 классы (НОО)"
    BASIC = "ooo", "5–9 классы (ООО)"
    SECONDARY = "soo", "10–11 классы (СОО)"
    SUPPLEMENTARY = "udo", "дополнительное (УДО)"


GRADES = {
    EducationLevel.PRESCHOOL: Grades.of([0]),
    EducationLevel.PRIMARY: Grades.parse("1-4"),
    EducationLevel.BASIC: Grades.parse("5-9"),
    EducationLevel.SECONDARY: Grades.parse("10-12"),
    EducationLevel.SUPPLEMENTARY: Grades.of([UNGRADED]),
}
KINDS = {
    EducationLevel.PRESCHOOL: {Kind.PRESCHOOL},
    EducationLevel.PRIMARY: {Kind.PRIMARY, Kind.BASIC, Kind.SECONDARY},
    EducationLevel.BASIC: {Kind.BASIC, Kind.SECONDARY},
    EducationLevel.SECONDARY: {Kind.SECONDARY},
    EducationLevel.SUPPLEMENTARY: {Kind.SUPPLEMENTARY},
}
"""Of whom a metric, which has no grades, is asked."""

_NEXT = r"(?:(?:,|\s+и)\s+(?:основн|средн)\w+)*\s+общ"
NAMED = {
    EducationLevel.PRESCHOOL: re.compile(r"\bдошкольн"),
    EducationLevel.PRIMARY: re.compile(rf"\bначальн\w+{_NEXT}"),
    EducationLevel.BASIC: re.compile(rf"\bосновн\w+{_NEXT}"),
    EducationLevel.SECONDARY: re.compile(r"\bсредн\w+\s+общ"),
    EducationLevel.SUPPLEMENTARY: re.compile(r"\bдополнительн\w+\s+образовани"),
}
"""What names of indicators call the levels; «основного и среднего общего» are two."""


def has_level(school: School, level: str) -> bool:
    if level == EducationLevel.SUPPLEMENTARY:
        return school.kind == Kind.SUPPLEMENTARY
    return bool(school.grades & GRADES[EducationLevel(level)])


def concerns(indicator: Indicator, level: str, year: int) -> bool:
    """`indicator.terms` are read with their events and metrics; without a formula it concerns every level."""
    spec: IndicatorSpec = spec_of(indicator, indicator.terms.all(), year)
    known = EducationLevel(level)
    sides = [side for side in (spec.numerator, spec.denominator) if side]
    return all(any(_counts(term, known) for term in side) for side in sides)


def level_of(indicator: Indicator, year: int) -> EducationLevel | None:
    """The one level an official document puts an indicator under; None = several, or all.

    The grades of its formula decide where there are some. Metrics have none: then the words of its name say the level
    («дошкольн…», «начального общего», «основного общего», «среднего общего», «дополнительного образования»), else the
    organisations the metrics are asked of. `indicator.terms` are read as for `concerns`.
    """
    spec = spec_of(indicator, indicator.terms.all(), year)
    graded = [
        masks for side in (spec.numerator, spec.denominator) if (masks := [t.mask for t in side if t.mask])
    ]
    if graded:
        found = {
            level
            for level, grades in GRADES.items()
            if all(any(mask & grades.mask for mask in side) for side in graded)
        }
        return found.pop() if len(found) == 1 else None
    found = {level for level, words in NAMED.items() if words.search(indicator.name.lower())}
    if not found:
        found = {level for level in EducationLevel if concerns(indicator, level, year)}
    return found.pop() if len(found) == 1 else None


def _counts(term: TermSpec, level: EducationLevel) -> bool:
    if term.kind == Term.Kind.SCHOOLS:
        return True
    if term.kind == Term.Kind.METRIC:
        return not term.kinds or not KINDS[level].isdisjoint(term.kinds)
    return bool(Grades(term.mask) & GRADES[level])
