"""One measure: its line, who has marked it, and for whom the person may mark it now. Five queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from indicators.models import Indicator
from roadmap.models import Mark, Measure
from roadmap.queries import Line, dated, indicators_in, lines_of, owning_schools, period_of
from roadmap.rules import can_keep_roadmap, can_mark, concerns, is_of_schools
from schools.models import Municipality, School, User


@dataclass(frozen=True)
class SchoolRow:
    school: School
    mark: Mark | None


@dataclass(frozen=True)
class MeasurePage:
    """`subject` is the organisation a mark is made for now (None = the measure as a whole), `mark` the one it has.

    `schools` is empty for a head; `may_mark` says whether the person may mark the subject; `indicators` are those
    that have a page in the shown year.
    """

    line: Line
    subject: School | None
    mark: Mark | None
    may_mark: bool
    keeps: bool
    schools: list[SchoolRow]
    indicators: list[Indicator]

    @property
    def measure(self) -> Measure:
        return self.line.measure

    @property
    def who(self) -> str:
        return self.subject.short_name if self.subject else ""


def measure_page(
    municipality: Municipality,
    year: int,
    measure_id: int,
    *,
    person: User,
    school: School | None,
    wanted: str,
    today: dt.date,
) -> MeasurePage | None:
    """`school` is a head's own, `wanted` the code of the organisation an officer marks for; None = no such measure."""
    found = Measure.objects.filter(pk=measure_id, section__roadmap__municipality=municipality)
    measures = dated(found)
    if not measures or (school is not None and not concerns(measures[0].measure, school)):
        return None
    measure = measures[0].measure
    roadmap = measure.section.roadmap
    schools = owning_schools(municipality.pk, period_of(roadmap)) if is_of_schools(measure) else []
    subject = school or next((one for one in schools if one.code == wanted), None)
    if wanted and subject is None:
        return None
    marks = measure.marks.select_related("school", "person").order_by("pk")
    [line] = lines_of(measures, marks=marks, schools=schools, today=today, school=school)
    mark = line.schools.get(subject.pk) if subject else line.whole
    keeps = can_keep_roadmap(person, municipality)
    rows = [] if school else [SchoolRow(one, line.schools.get(one.pk)) for one in schools]
    shown = indicators_in(measure, year)
    return MeasurePage(line, subject, mark, can_mark(person, measure, subject), keeps, rows, shown)
