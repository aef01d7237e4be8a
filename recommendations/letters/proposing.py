"""The first text of a letter, from the values of the year and the recommendations that were sent.

Out: the fields of a `Letter`, for the officer to change. A letter to several organisations tells of the municipality,
one to a single organisation of its own values and recommendations. A year without values or plans gives a letter
without findings, one without recommendations a letter without an annex.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from indicators.analysis import Judged
from indicators.queries import indicators_of, plans_of
from indicators.reporting import Reporting, reporting
from indicators.rows import judged_places
from recommendations.letters.advice import GENERAL, advice_to_all, advice_to_one
from recommendations.letters.grounds import basis, own_finding, own_problem, own_rows
from recommendations.letters.wording import finding, problem, spoken_of
from recommendations.models import Recommendation
from recommendations.texts import Said, said_by_rules
from schools.calendar import SUMMER, format_date, school_year_of, year_label
from schools.models import Kind, Municipality, School

READ_WITHIN, PLAN_WITHIN = 7, 30  # days
HEADING = "О результатах мониторинга профессионального самоопределения обучающихся"
TO_ALL = "Руководителям образовательных организаций (по списку)"
ADDRESSEES: tuple[tuple[tuple[str, ...], str], ...] = (
    ((Kind.PRESCHOOL.value,), "Руководителям дошкольных образовательных организаций (по списку)"),
    (GENERAL, "Руководителям общеобразовательных организаций (по списку)"),
    ((Kind.SUPPLEMENTARY.value,), "Руководителям организаций дополнительного образования (по списку)"),
)


@dataclass(frozen=True)
class Ground:
    """What letters of one municipality and year are written from; `said` = the rules' texts when they were made.

    Five queries however many organisations, one more where a rule says something else by now.
    """

    municipality: Municipality
    year: int
    of_municipality: list[Judged]
    of_schools: dict[int, list[Judged]]
    recommendations: list[Recommendation]
    said: Said

    @cached_property
    def reporting(self) -> Reporting:
        """Whose data the figures of the year are made of."""
        return reporting(self.of_municipality, chain.from_iterable(self.of_schools.values()))


def read_ground(municipality: Municipality, year: int) -> Ground:
    indicators = indicators_of(municipality.pk, year)
    plans = plans_of(municipality.pk, year)
    schools, whole = judged_places(municipality.pk, year, indicators=indicators, plans=plans)
    order = {indicator.pk: place for place, indicator in enumerate(indicators)}
    of_schools: dict[int, list[Judged]] = defaultdict(list)
    for row in sorted(schools, key=lambda row: order[row.indicator.pk]):
        of_schools[row.place_id].append(row)
    made = list(
        Recommendation.objects.live()
        .issued()
        .filter(municipality=municipality, year=year)
        .select_related("school", "rule", "municipality")
        .order_by("section", "rule__position", "rule__code", "school__name_key", "pk")
    )
    return Ground(municipality, year, whole, of_schools, made, said_by_rules(made))


def propose(ground: Ground, schools: Sequence[School], *, today: dt.date) -> dict[str, str]:
    """The fields of a letter to these organisations, to one alone where there is but one."""
    only = schools[0] if len(schools) == 1 else None
    values = ground.of_schools.get(only.pk, []) if only else ground.of_municipality
    rows = spoken_of(own_rows(values) if only else values)
    made = [row for row in ground.recommendations if row.school_id in {school.pk for school in schools}]
    advice = advice_to_one(made) if only else advice_to_all(made, schools, ground.said)
    problems = [f"{own_problem(row) if only else problem(row)}." for row in rows if row.missed]
    municipality = ground.municipality
    return {
        "addressee": addressee_of(schools),
        "heading": f"{HEADING} за\u00a0{year_label(ground.year)} учебный год",
        "basis": basis(
            only or municipality,
            ground.year,
            values,
            found=bool(rows),
            whose=ground.reporting,
        ),
        "findings": "\n".join(
            [
                *_findings(rows, own_finding if only else finding),
                *_sends(municipality, annexed=bool(advice or problems)),
            ]
        ),
        "tasks": _tasks(ground, made, only, today),
        "problems": "\n".join(problems),
        "advice": advice,
        "signatory_post": municipality.signatory_post,
        "signatory_name": municipality.signatory_name,
        "executor": ", ".join(filter(None, (municipality.executor_name, municipality.executor_phone))),
    }


def addressee_of(schools: Sequence[School]) -> str:
    """In the dative: «Руководителям … (по списку)» by the kinds of the organisations, «Руководителю …» of one."""
    if len(schools) == 1:
        return f"Руководителю {schools[0].short_name}"
    kinds = {school.kind for school in schools}
    return next((words for of, words in ADDRESSEES if kinds <= set(of)), TO_ALL)


def _findings(rows: Sequence[Judged], said: Callable[[Judged], str]) -> list[str]:
    lines = [f"– {said(row)};" for row in rows]
    return [*lines[:-1], f"{lines[-1][:-1]}."] if lines else []


def _sends(municipality: Municipality, *, annexed: bool) -> list[str]:
    if not annexed:
        return []
    return [
        (
            f"{municipality.authority} направляет адресные рекомендации (приложение) для ознакомления "
            "и использования в работе."
        )
    ]


def _tasks(ground: Ground, made: Sequence[Recommendation], only: School | None, today: dt.date) -> str:
    """Numbered, each with its date, none before the one above: the plan is due with the last recommendation."""
    dues = [row.due for row in made if row.due is not None and row.due > today]
    read_due = today + dt.timedelta(READ_WITHIN)
    discuss_due = read_due + dt.timedelta(READ_WITHIN)
    plan_due = max(discuss_due, max(dues, default=today + dt.timedelta(PLAN_WITHIN)))
    whom = "Руководителю организации:" if only else "Руководителям организаций:"
    read = f"Ознакомиться с письмом и отметить ознакомление на портале до {format_date(read_due)}."
    discuss = f"Обсудить итоги мониторинга с педагогическим коллективом до {format_date(discuss_due)}."
    planned = school_year_of(plan_due) + (plan_due.month in SUMMER)  # in summer one plans the year to come
    plan = (
        f"Составить план мероприятий на {year_label(planned)} учебный год и приступить к его исполнению "
        f"до {format_date(plan_due)}."
    )
    return f"{whom}\n{read}\n{discuss}\n{plan}"
