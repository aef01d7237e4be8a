"""The one write path: what it writes, what it refuses, and that nothing happens twice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from monitoring.arrivals import state_arrivals
from monitoring.campaigns import open_campaign, set_participants
from monitoring.intake import FactsRefused, receive
from monitoring.models import (
    Campaign,
    CellChange,
    Cohort,
    Event,
    Finding,
    Metric,
    MetricValue,
    Participation,
    Revision,
    Submission,
    Wave,
    WaveColumn,
)
from schools.grades import UNGRADED, WITHOUT_GRADES
from schools.models import Kind, SchoolYear, Transition
from tests.cast import make_school
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue(db):
    make_catalogue()


def refused(*facts, **options) -> list[tuple[int, str, str]]:
    with pytest.raises(FactsRefused) as caught:
        send(*facts, **options)
    return [(error.row, error.field, error.code) for error in caught.value.errors]


def test_facts_become_working_values_with_history_and_a_draft(school):
    receipt = send(
        fact("okr-01", "pupils", grade="6", value="1 025"),
        fact("okr-01", "pupils_with_disabilities", grade=6, value="н/д"),
        fact("okr-01", "event", "bilet", "6", "25"),
        fact("okr-01", "metric", "money", value="17,8"),
        fact("okr-01", "metric", "contracts", value="х"),
        fact("okr-01", "metric", "has_plan", value="да"),
        fact("okr-01", "metric", "page", value="https://school.example/plan"),
    )
    assert (receipt.rows, receipt.created, receipt.changed, receipt.unchanged) == (7, 7, 0, 0)
    assert sorted(Cohort.objects.values_list("population", "grade", "value", "mark", "accepted")) == [
        (0, 6, 1025, "", None),
        (1, 6, None, "n", None),
    ]
    assert list(Participation.objects.values_list("event__code", "grade", "value")) == [("bilet", 6, 25)]
    assert sorted(MetricValue.objects.values_list("metric__code", "value", "mark", "text")) == [
        ("contracts", None, "x", ""),
        ("has_plan", Decimal(1), "", ""),
        ("money", Decimal("17.8"), "", ""),
        ("page", None, "", "https://school.example/plan"),
    ]
    assert sorted(CellChange.objects.values_list("kind", "code", "grade", "old", "new", "door")) == [
        ("event", "bilet", 6, "", "25", "file"),
        ("metric", "contracts", UNGRADED, "", "x", "file"),
        ("metric", "has_plan", UNGRADED, "", "1", "file"),
        ("metric", "money", UNGRADED, "", "17,8", "file"),
        ("metric", "page", UNGRADED, "", "https://school.example/plan", "file"),
        ("pupils", "", 6, "", "1025", "file"),
        ("pupils_with_disabilities", "", 6, "", "н/д", "file"),
    ]
    assert CellChange.objects.values("at").distinct().count() == 1
    assert list(SchoolYear.objects.values_list("year", flat=True)) == [2021]
    campaign = Campaign.objects.get()
    assert (campaign.municipality, campaign.year_id, campaign.state, campaign.all_open) == (
        school.municipality, 2021, "open", True,
    )  # fmt: skip
    assert list(Wave.objects.values_list("name", "whole")) == [("Годовой отчёт", True)]
    assert list(Submission.objects.values_list("school__code", "state")) == [("okr-01", "draft")]
    assert not Revision.objects.exists()


def test_the_same_facts_a_second_time_change_nothing(school):
    facts = [fact("okr-01", "pupils", grade=6, value=25), fact("okr-01", "metric", "money", value="17,80")]
    send(*facts, accept=True)
    before = (CellChange.objects.count(), Transition.objects.count(), Revision.objects.get().number)
    again = send(*facts)
    assert again.is_empty
    assert again.summary == "Прочитано: 2\u00a0строки; изменений нет."
    assert send(*facts, accept=True).is_empty
    assert (CellChange.objects.count(), Transition.objects.count(), Revision.objects.get().number) == before
    assert Submission.objects.get().state == "accepted"


def test_a_changed_cell_is_written_alone_and_keeps_the_accepted_value(school):
    send(
        fact("okr-01", "pupils", grade=6, value=25), fact("okr-01", "pupils", grade=7, value=30), accept=True
    )
    receipt = send(fact("okr-01", "pupils", grade=6, value=27), fact("okr-01", "pupils", grade=7, value=30))
    assert (receipt.created, receipt.changed, receipt.unchanged, receipt.submissions_reopened) == (0, 1, 1, 1)
    assert [(c.ref.grade, c.old, c.new) for c in receipt.changes] == [(6, "25", "27")]
    assert sorted(Cohort.objects.values_list("grade", "value", "accepted")) == [(6, 27, 25), (7, 30, 30)]
    assert Submission.objects.get().state == "draft"
    assert list(Transition.objects.values_list("step", "source", "target")) == [
        ("accept_import", "draft", "accepted"),
        ("rewrite", "accepted", "draft"),
    ]


def test_acceptance_takes_the_cells_sent_also_those_that_were_equal(school):
    send(fact("okr-01", "pupils", grade=6, value=25), fact("okr-01", "pupils", grade=7, value=30))
    receipt = send(fact("okr-01", "pupils", grade=6, value=25), accept=True)
    assert (receipt.created, receipt.changed, receipt.unchanged) == (0, 0, 1)
    assert (receipt.cells_accepted, receipt.submissions_accepted) == (1, 1)
    assert sorted(Cohort.objects.values_list("grade", "accepted")) == [(6, 25), (7, None)]
    assert Submission.objects.get().accepted_at is not None
    assert Revision.objects.get().number == 1


def test_acceptance_counts_one_revision_per_municipality_and_year(school, small_school, neighbour_school):
    facts = [
        fact(code, "pupils", grade=6, value=25, year=year)
        for code in ("okr-01", "okr-02", "gor-01")
        for year in (2020, 2021)
    ]
    send(*facts, accept=True)
    assert sorted(Revision.objects.values_list("municipality__code", "year", "number")) == [
        ("32622000", 2020, 1), ("32622000", 2021, 1), ("32701000", 2020, 1), ("32701000", 2021, 1),
    ]  # fmt: skip
    send(fact("okr-01", "pupils", grade=6, value=26), accept=True)
    assert Revision.objects.get(municipality=school.municipality, year=2021).number == 2


def test_acceptance_records_doubts_and_is_not_stopped_by_them(school):
    send(fact("okr-01", "pupils", grade=6, value=60, year=2020), accept=True)
    send(fact("okr-01", "pupils", grade=6, value=25), accept=True)
    assert list(Finding.objects.values_list("check_code", "kind", "grade", "message")) == [
        ("jump", "pupils", 6, "Изменилось больше чем на треть: было 60, стало 25.")
    ]
    assert set(Submission.objects.values_list("state", flat=True)) == {"accepted"}


def test_a_dry_run_tells_the_same_and_saves_nothing(school):
    facts = [fact("okr-01", "pupils", grade=6, value=25)]
    tried = send(*facts, accept=True, dry_run=True)
    assert not (Campaign.objects.exists())
    assert not (Cohort.objects.exists())
    assert not (CellChange.objects.exists())
    done = send(*facts, accept=True)
    assert (tried.created, tried.cells_accepted, tried.submissions_accepted) == (1, 1, 1)
    assert tried.changes == done.changes


def test_organisations_without_grades_and_preschools_leave_the_grade_empty(okrug, kindergarten):
    make_school(okrug, "okr-09", "Дом творчества", Kind.SUPPLEMENTARY)
    send(
        fact("okr-09", "pupils", value=300),
        fact("okr-09", "event", "bilet", "", 40),
        fact("okr-03", "pupils", value=80),
        fact("okr-03", "event", "lessons", 0, 90),
    )
    assert sorted(Cohort.objects.values_list("school__code", "grade")) == [
        ("okr-03", 0),
        ("okr-09", UNGRADED),
    ]
    assert sorted(Participation.objects.values_list("school__code", "grade")) == [
        ("okr-03", 0),
        ("okr-09", UNGRADED),
    ]


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (fact("okr-1", "pupils", grade=6, value=1), "school", "unknown_school"),
        (fact("", "pupils", grade=6, value=1), "school", "unknown_school"),
        (fact("okr\x00", "pupils", grade=6, value=1), "school", "unknown_school"),
        (fact("okr-01", "pupils", grade=6, value=1, year="двадцать первый"), "year", "unknown_year"),
        (fact("okr-01", "pupils", grade=6, value=1, year=1812), "year", "unknown_year"),
        (fact("okr-01", "people", grade=6, value=1), "kind", "unknown_kind"),
        (fact("okr-01", "event", "bilt", 6, 1), "code", "unknown_event"),
        (fact("okr-01", "event", None, 6, 1), "code", "unknown_event"),
        (fact("okr-01", "metric", "bilet", value=1), "code", "unknown_metric"),
        (fact("okr-01", "pupils", "bilet", 6, 1), "code", "code_not_allowed"),
        (fact("okr-01", "pupils", value=1), "grade", "grade_missing"),
        (fact("okr-01", "pupils", grade=12, value=1), "grade", "untaught_grade"),
        (fact("okr-01", "pupils", grade=13, value=1), "grade", "unknown_grade"),
        (fact("okr-01", "pupils", grade="6,5", value=1), "grade", "unknown_grade"),
        (fact("okr-01", "pupils", grade="н/д", value=1), "grade", "unknown_grade"),
        (fact("okr-01", "event", "bilet", 5, 1), "grade", "outside_event"),
        (fact("okr-01", "metric", "money", 6, 1), "grade", "grade_not_allowed"),
        (fact("okr-01", "event", "bilet", 6, 1, year=2017), "year", "event_not_running"),
        (fact("okr-01", "event_with_disabilities", "abilimpix", 6, 1), "kind", "all_with_disabilities"),
        (fact("okr-01", "pupils", grade=6, value="много"), "value", "not_a_number"),
        (fact("okr-01", "pupils", grade=6, value="40 %"), "value", "not_a_number"),
        (fact("okr-01", "pupils", grade=6, value=True), "value", "not_a_number"),
        (fact("okr-01", "pupils", grade=6, value=dt.date(2021, 9, 20)), "value", "not_a_number"),
        (fact("okr-01", "pupils", grade=6, value=-1), "value", "negative"),
        (fact("okr-01", "pupils", grade=6, value="17,8"), "value", "not_whole"),
        (fact("okr-01", "pupils", grade=6, value="1000001"), "value", "too_large"),
        (fact("okr-01", "pupils", grade=6, value="x"), "value", "mark_not_allowed"),
        (fact("okr-01", "pupils", grade=6, value=" "), "value", "empty"),
        (fact("okr-01", "metric", "money", value="9" * 30), "value", "too_large"),
        (fact("okr-01", "metric", "money", value="1,25"), "value", "not_whole"),
        (fact("okr-01", "metric", "has_plan", value="2"), "value", "not_yes_no"),
        (fact("okr-01", "metric", "page", value="javascript:alert(1)"), "value", "not_a_link"),
        (fact("okr-01", "pupils", grade=6, value=1, problem="лишние значения"), "", "columns"),
    ],
)
def test_what_is_impossible_is_refused_with_its_field(school, row, field, code):
    assert refused(row) == [(1, field, code)]
    assert not Campaign.objects.exists()


def test_codes_of_others_closed_schools_and_foreign_metrics_are_refused(
    okrug, neighbour, school, kindergarten
):
    Event.objects.create(code="own", name="Своё", municipality=neighbour)
    make_school(okrug, "okr-10", "Закрытая ООШ", Kind.BASIC, closed=dt.date(2021, 9, 1))
    make_school(okrug, "okr-11", "Новая ООШ", Kind.BASIC, opened=dt.date(2022, 9, 1))
    make_school(okrug, "okr-12", "Центр", Kind.AUTHORITY)
    assert refused(
        fact("okr-01", "event", "own", 6, 1),
        fact("okr-10", "pupils", grade=6, value=1),
        fact("okr-11", "pupils", grade=6, value=1),
        fact("okr-03", "metric", "contracts", value=1),
        fact("okr-12", "pupils", grade=6, value=1),
    ) == [
        (1, "code", "foreign_code"),
        (2, "school", "not_participating"),
        (3, "school", "not_participating"),
        (4, "code", "metric_not_asked"),
        (5, "grade", "grade_not_allowed"),
    ]


def test_only_the_listed_organisations_take_part(school, small_school):
    campaign = open_campaign(municipality=school.municipality, year=2021)
    set_participants(campaign=campaign, schools=[small_school])
    assert refused(fact("okr-01", "pupils", grade=6, value=1)) == [(1, "school", "not_participating")]
    send(fact("okr-02", "pupils", grade=6, value=1), fact("okr-01", "pupils", grade=6, value=1, year=2020))


def test_one_bad_row_hides_no_other_and_nothing_is_saved(school):
    assert refused(
        fact("okr-01", "pupils", grade=6, value=25),
        fact("okr-99", "people", grade=6, value=25),
        fact("okr-01", "pupils", grade=15, value="-3"),
        fact("okr-01", "event", "bilet", 6, 26),
    ) == [
        (2, "school", "unknown_school"),
        (2, "kind", "unknown_kind"),
        (3, "grade", "unknown_grade"),
        (3, "value", "negative"),
        (4, "value", "participants_above_pupils"),
    ]
    assert not (Cohort.objects.exists())
    assert not (Campaign.objects.exists())
    assert not (SchoolYear.objects.exists())


def test_a_suggestion_and_the_place_are_in_the_message(school):
    with pytest.raises(FactsRefused) as caught:
        send(fact("okr-01", "event", "bilt", 6, 1, line=5))
    assert caught.value.lines() == [
        (
            "строка 5, столбец code, «bilt»: неизвестный код мероприятия. Ближайший известный – «bilet». "
            "Коды – в справочнике."
        )
    ]


def test_what_does_not_fit_says_what_to_do(school):
    bilet = "«Билет в будущее»"
    Event.objects.create(code="open", name=bilet, grades="6-11", first_year=2018, last_year=2020)
    with pytest.raises(FactsRefused) as caught:
        send(
            fact("okr-01", "event", "open", 6, 1, line=2),
            fact("okr-01", "event", "open", 5, 1, line=3, year=2020),
            fact("okr-01", "pupils", "", 6, "-1", line=4),
            fact("okr-01", "pupils", "", 7, "1,5", line=5),
        )
    assert [(error.line, error.message.replace("\u00a0", " ")) for error in caught.value.errors] == [
        (2, f"{bilet} в этом году не проводится (с 2018 по 2020): уберите строку или поправьте год."),
        (3, f"{bilet} охватывает 6–11 классы, а не 5 класс: уберите строку или поправьте класс."),
        (4, "число человек не может быть отрицательным: напишите 0 или больше."),
        (5, "людей считают целыми числами: уберите дробную часть."),
    ]


def test_a_cell_sent_twice_names_its_first_line(school):
    with pytest.raises(FactsRefused) as caught:
        send(
            fact("okr-01", "pupils", grade="6", value=1, line=2),
            fact("okr-01", "pupils", grade=6.0, value=2, line=9),
        )
    assert [(e.line, e.code, e.message) for e in caught.value.errors] == [
        (9, "duplicate", "эта ячейка уже есть в строке 2: оставьте одну из двух строк.")
    ]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("event", "bilet", 31)], "participants_above_pupils"),
        ([("pupils_with_disabilities", "", 31)], "disabilities_above_pupils"),
        ([("pupils_with_disabilities", "", 3), ("event", "abilimpix", 4)], "participants_above_disabilities"),
        ([("event", "abilimpix", 31)], "participants_above_pupils"),
        ([("event", "bilet", 5), ("event_with_disabilities", "bilet", 6)], "disabilities_above_participants"),
        (
            [
                ("pupils_with_disabilities", "", 3),
                ("event", "bilet", 5),
                ("event_with_disabilities", "bilet", 4),
            ],
            "participants_above_disabilities",
        ),
    ],
)
def test_contradictions_are_refused(school, rows, code):
    send(fact("okr-01", "pupils", grade=6, value=30))
    facts = [fact("okr-01", kind, event, 6, value) for kind, event, value in rows]
    assert refused(*facts) == [(len(rows), "value", code)]


def test_lowering_the_pupils_below_stored_participants_is_told_at_the_pupils(school):
    send(fact("okr-01", "pupils", grade=6, value=30), fact("okr-01", "event", "bilet", 6, 30))
    assert refused(fact("okr-01", "pupils", grade=6, value=29)) == [(1, "value", "participants_above_pupils")]
    send(fact("okr-01", "pupils", grade=6, value=29), fact("okr-01", "event", "bilet", 6, 29))


def test_unknown_pupils_attendances_and_late_arrivals_contradict_nothing(school):
    send(fact("okr-01", "event", "bilet", 7, 99), fact("okr-01", "pupils", grade=8, value="н/д"))
    send(fact("okr-01", "event", "bilet", 8, 99), fact("okr-01", "pupils", grade=6, value=30))
    send(fact("okr-01", "event", "lessons", 6, 300))
    assert state_arrivals(school=school, year=2021, arrived={6: 2}, person=None) == 1
    send(fact("okr-01", "event", "bilet", 6, 32))
    assert refused(fact("okr-01", "event", "bilet", 6, 33)) == [(1, "value", "participants_above_pupils")]


def test_a_refused_number_of_pupils_is_not_compared_with_the_old_one(school):
    send(fact("okr-01", "pupils", grade=6, value=25))
    assert refused(
        fact("okr-01", "pupils", grade=6, value="4O"), fact("okr-01", "event", "bilet", 6, 30)
    ) == [(1, "value", "not_a_number")]


def test_a_draft_keeps_contradictions_and_an_empty_value_clears(school):
    send(fact("okr-01", "pupils", grade=6, value=30), draft=True)
    send(fact("okr-01", "event", "bilet", 6, 31), draft=True)
    assert Participation.objects.get().value == 31
    send(fact("okr-01", "event", "bilet", 6, ""), draft=True)
    cell = Participation.objects.get()
    assert (cell.value, cell.mark) == (None, "")
    assert list(CellChange.objects.values_list("old", "new")) == [("", "30"), ("", "31"), ("31", "")]


def test_cells_go_to_the_wave_that_names_them(school):
    campaign = open_campaign(municipality=school.municipality, year=2021)
    autumn = Wave.objects.create(campaign=campaign, number=2, name="Контингент", whole=False)
    WaveColumn.objects.create(wave=autumn, kind="pupils")
    send(fact("okr-01", "pupils", grade=6, value=30))
    assert list(Submission.objects.values_list("wave__name", flat=True)) == ["Контингент"]
    send(fact("okr-01", "event", "bilet", 6, 30))
    assert sorted(Submission.objects.values_list("wave__name", flat=True)) == ["Годовой отчёт", "Контингент"]


def codes(person, *facts, **options) -> list[str]:
    try:
        receive(facts=facts, person=person, door=CellChange.Door.API, **options)
    except FactsRefused as refusal:
        return [error.code for error in refusal.errors]
    return []


def test_rights_are_checked_at_the_door(school, small_school, people):
    row = fact("okr-01", "pupils", grade=6, value=30)
    assert codes(people["head"], row) == ["not_allowed"]  # no campaign yet
    assert codes(people["officer"], row) == []
    assert codes(people["head"], fact("okr-01", "pupils", grade=6, value=31)) == []
    assert codes(people["second_head"], row) == ["unknown_school"]
    assert codes(people["stranger"], row) == ["unknown_school"]
    assert codes(people["analyst"], row) == ["not_allowed"]
    assert codes(people["region"], row) == ["not_allowed"]
    Submission.objects.update(state="submitted")
    assert codes(people["head"], row) == ["not_allowed"]
    assert codes(people["officer"], row) == []
    assert Submission.objects.get().state == "draft"
    Campaign.objects.update(state="closed")
    assert codes(people["head"], row) == ["not_allowed"]
    assert codes(people["admin"], fact("okr-01", "pupils", grade=6, value=32)) == []
    assert sorted(CellChange.objects.values_list("person__username", "new")) == [
        ("admin", "32"), ("head", "31"), ("officer", "30"), ("officer", "30"),
    ]  # fmt: skip


def test_the_number_of_queries_does_not_grow_with_rows(school, django_assert_max_num_queries):
    assert school.grades != WITHOUT_GRADES
    send(fact("okr-01", "pupils", grade=6, value=30))
    with django_assert_max_num_queries(20):
        send(*[fact("okr-01", "pupils", grade=grade, value=40) for grade in range(1, 12)])


def test_what_its_sender_has_not_seen_is_not_overwritten(school):
    send(fact("okr-01", "pupils", grade=6, value=27))
    stale = fact("okr-01", "pupils", grade=6, value=30, shown="25")
    with pytest.raises(FactsRefused) as caught:
        send(stale, fact("okr-01", "pupils", grade=7, value=20, shown=""), draft=True)
    assert [(error.row, error.code) for error in caught.value.errors] == [(1, "changed_meanwhile")]
    assert str(caught.value.errors[0]).endswith("здесь уже записано другое: «27».")
    assert send(
        fact("okr-01", "pupils", grade=6, value=27, shown="25"), draft=True
    ).is_empty  # both wrote the same
    assert send(fact("okr-01", "pupils", grade=6, value=30, shown="27"), draft=True).changed == 1


def test_what_was_seen_may_be_spelt_in_any_way(school):
    Metric.objects.create(code="plan", name="План", type=Metric.Type.YES_NO)
    Metric.objects.create(code="sum", name="Средства", decimals=1)
    send(fact("okr-01", "metric", "plan", value=1), fact("okr-01", "metric", "sum", value="1234,5"))
    receipt = send(
        fact("okr-01", "metric", "plan", value="нет", shown="да"),
        fact("okr-01", "metric", "sum", value="", shown="1 234,50"),
        draft=True,
    )
    assert receipt.changed == 2
