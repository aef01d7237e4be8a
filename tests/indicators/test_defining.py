"""Indicators written by officers: saved in one piece, with a history, removable only while nobody needs them."""

from __future__ import annotations

import pytest

from indicators.catalogue_terms import Draft
from indicators.compute import recompute
from indicators.defining import RemovalRefused, define, remove
from indicators.models import Indicator, SchoolValue, Term
from indicators.queries import judged_municipality, judged_schools, plans_of, with_terms
from indicators.targets import set_target
from indicators.trial import drafted, try_out
from recommendations.models import Recommendation, Rule
from schools.grades import Grades
from schools.models import Transition
from schools.workflow import StepRefused
from tests.indicators.world import YEAR, build


@pytest.fixture
def formula(board):
    grades = Grades.parse("8-9")
    return {
        "numerator": [Draft("event", event=board.event, grades=grades)],
        "denominator": [Draft("pupils", grades=grades)],
    }


def draft_of(okrug, **fields) -> Indicator:
    return Indicator(municipality=okrug, **{"name": "Охват 8–9 классов", **fields})


def notes(indicator) -> list[tuple[str, str, str]]:
    rows = Transition.objects.filter(entity="indicator", entity_id=indicator.pk)
    return [(row.step, str(row.person).replace("\u00a0", " "), row.note) for row in rows]


def test_a_new_indicator_gets_a_code_its_terms_and_a_line_of_history(board, okrug, officer, formula):
    saved = define(indicator=draft_of(okrug), formula=formula, person=officer)
    again = define(indicator=draft_of(okrug, decimals=0), formula=formula, person=officer)
    assert (saved.code, again.code) == ("32622000-own-1", "32622000-own-2")
    assert [(t.side, t.kind, t.event_id, str(t.grades)) for t in saved.terms.order_by("-side")] == [
        ("numerator", "event", board.event.pk, "8-9"), ("denominator", "pupils", None, "8-9"),
    ]  # fmt: skip
    words = (
        "Формула: участники: «Билет в будущее», 8–9\u00a0классы"
        " ÷ все обучающиеся 8–9\u00a0классов ×\u00a0100\u00a0%"
    )
    assert notes(saved) == [("create", "А. П. Соколова", words)]


def test_the_same_sent_twice_makes_one(board, okrug, officer, formula):
    first = define(indicator=draft_of(okrug), formula=formula, person=officer)
    assert define(indicator=draft_of(okrug), formula=formula, person=officer) == first
    other = {**formula, "denominator": [Draft("pupils")]}
    assert define(indicator=draft_of(okrug), formula=other, person=officer) != first


def test_a_change_says_what_it_changed_and_leaves_terms_that_stay_alone(board, okrug, officer, formula):
    saved = define(indicator=draft_of(okrug), formula=formula, person=officer)
    terms = set(saved.terms.values_list("pk", flat=True))
    saved.decimals = 0
    define(indicator=saved, formula=formula, person=officer)
    assert set(Term.objects.filter(indicator=saved).values_list("pk", flat=True)) == terms
    define(indicator=saved, formula=formula, person=officer)
    assert [note for _, _, note in notes(saved)[1:]] == ["Знаков после запятой: 1 → 0"]


def test_a_following_indicator_ends_its_predecessor_the_year_before(board, okrug, officer, formula):
    old = define(indicator=draft_of(okrug), formula=formula, person=officer)
    new = draft_of(okrug, name="Охват с 2023 года", first_year=2023, predecessor=old, comparable=True)
    define(indicator=new, formula=formula, person=officer, end=old)
    old.refresh_from_db()
    assert old.last_year == 2022
    assert notes(old)[-1][2] == "По учебный год: без границы → 2022/2023"


def test_only_the_officer_of_the_municipality_and_for_shared_ones_the_region_may_write(
    board, okrug, neighbour, people, formula
):
    refused = []
    for name, person in people.items():
        for owner in (okrug, None):
            try:
                define(indicator=draft_of(owner), formula=formula, person=person)
            except StepRefused:
                refused.append((name, owner and "own"))
    assert set(people) - {name for name, owner in refused if owner} == {"officer", "admin"}
    assert set(people) - {name for name, owner in refused if not owner} == {"region", "admin"}


def test_what_nobody_needs_can_be_removed_with_its_values(board, okrug, officer, formula):
    saved = define(indicator=draft_of(okrug), formula=formula, person=officer)
    recompute(municipality_id=okrug.pk, year=YEAR)
    assert SchoolValue.objects.filter(indicator=saved.pk).exists()
    key = saved.pk
    remove(indicator=saved, person=officer)
    assert not Indicator.objects.filter(pk=key).exists()
    assert not SchoolValue.objects.filter(indicator=key).exists()
    assert Transition.objects.filter(entity="indicator", entity_id=key, step="remove").exists()


def test_what_something_was_issued_by_stays(board, okrug, school, year, officer, formula):
    saved = define(indicator=draft_of(okrug), formula=formula, person=officer)
    Recommendation.objects.create(
        municipality=okrug, school=school, year=year, indicator=saved, section="I", audience="heads", text="Охватите"
    )  # fmt: skip
    with pytest.raises(RemovalRefused, match="есть правила или рекомендации"):
        remove(indicator=saved, person=officer)
    Recommendation.objects.all().delete()
    Rule.objects.create(code="own", trigger="zero", indicator=saved, text="Охватите", municipality=okrug)
    with pytest.raises(RemovalRefused, match="есть правила или рекомендации"):
        remove(indicator=saved, person=officer)
    Rule.objects.all().delete()
    set_target(indicator=saved, year=YEAR, value=30, municipality=okrug)
    with pytest.raises(RemovalRefused, match="есть плановые значения"):
        remove(indicator=saved, person=officer)
    assert Indicator.objects.filter(pk=saved.pk).exists()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_preview_equals_what_is_computed(db, seed):
    world = build(seed)
    place = world.municipality.pk
    recompute(municipality_id=place, year=YEAR)
    plans = plans_of(place, YEAR)
    known = {(j.indicator.pk, j.place_id): sides(j) for j in judged_schools(place, YEAR)}
    wholes = {j.indicator.pk: sides(j) for j in judged_municipality(place, YEAR)}
    for indicator in Indicator.objects.valid_in(YEAR).prefetch_related(with_terms()):
        parts = {"numerator": [], "denominator": []}
        for term in indicator.terms.all():
            parts[term.side].append(
                Draft(term.kind, term.event, term.metric, term.grades, term.counts_schools)
            )
        trial = try_out(draft=drafted(indicator, parts), municipality_id=place, year=YEAR, plans=plans)
        own = {key: value for key, value in known.items() if key[0] == indicator.pk}
        assert {(indicator.pk, j.place_id): sides(j) for j in trial.schools} == own
        assert (trial.municipality and sides(trial.municipality)) == wholes.get(indicator.pk)


def sides(judged):
    return (
        judged.standing, judged.numerator, judged.denominator, judged.status, judged.reported, judged.expected
    )  # fmt: skip
