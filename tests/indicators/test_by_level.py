"""Levels of education: a level is what an indicator of these grades alone would be."""

import pytest

from indicators.by_level import LEVELS, levels_of
from indicators.compute import recompute
from indicators.levels import GRADES
from indicators.models import Indicator, MunicipalityValue, Term
from indicators.queries import judged_municipality
from monitoring.models import Event, Participation
from schools.grades import Grades
from tests.indicators.board import YEAR
from tests.indicators.world import build

pytestmark = pytest.mark.django_db


def test_participants_by_level_against_the_plan_of_the_whole(board, okrug):
    found = levels_of(okrug.pk, YEAR, board.bilet, board.bilet.targets.get())
    (basic, one), (secondary, other) = found.lines
    assert (basic.value, one.numerator, one.denominator, one.status, one.reported, one.expected) == (
        "ooo", 32, 80, "achieved", 2, 2,
    )  # fmt: skip
    assert (secondary.value, other.numerator, other.denominator, other.status, other.short) == (
        "soo", 0, 20, "missed", 6,
    )  # fmt: skip


def test_levels_tell_when_the_stored_value_is_of_earlier_numbers(board, okrug, school):
    def differ():
        (stored,) = judged_municipality(okrug.pk, YEAR, indicators=[board.bilet])
        return levels_of(okrug.pk, YEAR, board.bilet, None).differ_from(stored)

    assert differ() is False
    Participation.objects.filter(school=school, grade=6).update(value=13, accepted=13)
    assert differ() is True
    board.compute()
    assert differ() is False
    assert levels_of(okrug.pk, YEAR, board.bilet, None).differ_from(None) is True
    assert levels_of(okrug.pk, YEAR, board.contracts, None).differ_from(None) is False


def test_what_is_not_counted_by_grades_has_no_levels(board, okrug):
    assert levels_of(okrug.pk, YEAR, board.contracts, None).lines == []


def test_each_level_is_an_indicator_of_its_grades_alone():
    """Over a world with everything awkward: missing cells, «н/д», schools without the grades, several summands."""
    world = build(11, schools=12, indicators=0)
    wanted = {}
    for number, event in enumerate(Event.objects.order_by("code")):
        indicator = Indicator.objects.create(
            code=f"of-{number}", name="Охват", unit="ratio", level=LEVEL[number % 2]
        )
        for position, kind in enumerate(("event", "event_with_disabilities")):
            Term.objects.create(
                indicator=indicator, side="numerator", position=position, kind=kind, event=event
            )
        for position, kind in enumerate(("pupils", "pupils_with_disabilities")):
            Term.objects.create(indicator=indicator, side="denominator", position=position, kind=kind)
        read = Indicator.objects.with_terms().get(pk=indicator.pk)
        for level, judged in levels_of(world.municipality.pk, YEAR, read, None).lines:
            wanted[_narrowed(read, level).pk] = _row(judged)
    recompute(municipality_id=world.municipality.pk, year=YEAR, force=True)
    found = {row.indicator_id: _row(row) for row in MunicipalityValue.objects.filter(indicator__in=wanted)}
    assert len(wanted) >= 6
    assert found == wanted


LEVEL = ("school", "municipality")


def _row(value):
    return (value.standing, value.numerator, value.denominator, value.reported, value.expected)


def _narrowed(indicator, level):
    """A saved indicator with the terms of the other, each with the grades of the level only."""
    copy = Indicator.objects.create(
        code=f"{indicator.code}-{LEVELS.index(level)}",
        name="Уровень",
        unit=indicator.unit,
        level=indicator.level,
    )
    for term in indicator.terms.all():
        grades = GRADES[level] if term.grades is None else term.grades & GRADES[level]
        if term.event is not None and not (grades & term.event.covered):
            continue
        if grades:
            Term.objects.create(
                indicator=copy, side=term.side, position=term.position, kind=term.kind, event=term.event,
                grades=Grades(grades.mask),
            )  # fmt: skip
    return copy
