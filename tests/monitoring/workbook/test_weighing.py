"""The preview of a workbook: what is new, changed, refused, or was changed on the portal meanwhile."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from monitoring.models import Agreement, CellChange, Cohort, Metric, Participation, Submission, Wave
from monitoring.registers.keeping import keep
from monitoring.registers.kinds import AGREEMENTS
from monitoring.unreadable import FactsUnreadable
from monitoring.workbook.keys import KEY_SHEET
from monitoring.workbook.reading import read_book
from monitoring.workbook.weighing import Desk, _with_authors, weigh_book
from schools.models import School
from tests.monitoring.workbook.books import download, edit, fill, the_wave
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.django_db
SCHOOL = "Ёлкинская СОШ"


@pytest.fixture
def book(campaign, head, school):
    return download(head, school)


@pytest.fixture
def weigh(campaign, head, school):
    def look(content, person=head, at=school):
        return weigh_book(read_book(content), Desk(the_wave(), at, person))

    return look


def told(preview):
    return {(line.kind, line.code, line.grade): line[4:7] for line in preview.lines}


def test_new_changed_cleared_and_unchanged_cells(book, weigh):
    filled = fill(book, SCHOOL, C5=29, C6=25, C7="н/д", G5=None, C12="нет", C13=17.5, H6=7.0)
    preview = weigh(filled)
    assert told(preview) == {
        ("pupils", "", 6): ("changed", "28", "29"),
        ("pupils", "", 7): ("new", "", "25"),
        ("pupils", "", 8): ("new", "", "н/д"),
        ("event", "bilet", 6): ("changed", "5", ""),
        ("event", "lessons", 7): ("new", "", "7"),
        ("metric", "has_plan", 13): ("changed", "1", "0"),
    }
    assert (preview.unchanged, preview.notes, preview.refused) == (13, [], False)
    assert not CellChange.objects.filter(door="workbook").exists()


def test_the_untouched_workbook_changes_nothing_even_if_the_portal_has_moved_on(book, weigh):
    send(fact("okr-01", "pupils", grade=6, value=31))
    assert weigh(book).lines == []


def test_what_is_written_on_both_sides_alike_is_unchanged(book, weigh):
    send(fact("okr-01", "pupils", grade=6, value=31))
    assert weigh(fill(book, SCHOOL, C5=31)).lines == []


def test_a_number_somebody_changed_meanwhile_says_who_when_and_what(book, weigh, officer):
    send(fact("okr-01", "pupils", grade=6, value=31), person=officer, door="form")
    CellChange.objects.update(at=dt.datetime(2021, 11, 12, 7, 2, tzinfo=dt.UTC))
    lines = weigh(fill(book, SCHOOL, C5=29, C6=25)).lines
    assert [(line[4:7], line.why) for line in lines] == [
        (("conflict", "31", "29"), "А.\xa0П.\xa0Соколова, 12\xa0ноября в 10:02: 28 → 31"),
        (("new", "", "25"), ""),
    ]


def test_the_last_changes_of_many_organisations_cost_one_query(
    campaign, weigh, officer, django_assert_num_queries
):
    book = download(officer)
    for value in (31, 32):
        send(
            fact("okr-01", "pupils", grade=6, value=value), fact("okr-02", "pupils", grade=6, value=value),
            person=officer, door="form",
        )  # fmt: skip
    book = fill(fill(book, SCHOOL, C5=29), "Берёзовская ООШ", C10=17)
    lines = weigh(book, person=officer, at=None).lines
    assert [(line[4:7], line.why[-7:]) for line in lines] == [
        (("conflict", "32", "17"), "31 → 32"), (("conflict", "32", "29"), "31 → 32"),
    ]  # fmt: skip
    schools = {school.code: school for school in School.objects.all()}
    wave = the_wave()
    with django_assert_num_queries(1):
        assert _with_authors(lines, schools, wave) == lines


def test_a_newer_number_that_a_register_counts_is_refused_and_no_other_conflict_is_lost(
    campaign, weigh, school, officer, head
):
    Metric.objects.filter(code="contracts").update(register="agreements")
    book = download(head, school)
    signed = dt.date(2021, 9, 10)
    keep(
        register=AGREEMENTS,
        row=Agreement(school=school, partner="Завод", number="1", signed=signed),
        person=officer,
    )
    send(fact("okr-01", "pupils", grade=6, value=31), person=officer, door="form")
    found = told(weigh(fill(book, SCHOOL, C5=29, C11=3)))
    assert found["pupils", "", 6] == ("conflict", "31", "29")
    assert found["metric", "contracts", 13] == ("refused", "", "3")


def test_impossible_values_are_refused_each_with_its_reason_and_contradictory_ones_are_not(book, weigh):
    preview = weigh(fill(book, SCHOOL, C5="много", C6=-3, C7=2.5, G5=400, C12="иногда"))
    assert {key: line[:1] for key, line in told(preview).items()} == {
        ("pupils", "", 6): ("refused",), ("pupils", "", 7): ("refused",), ("pupils", "", 8): ("refused",),
        ("metric", "has_plan", 13): ("refused",), ("event", "bilet", 6): ("changed",),
    }  # fmt: skip
    assert preview.refused
    why = {line.at: line.why for line in preview.lines if line.why}
    assert why["C6"] == "число человек не может быть отрицательным: напишите 0 или больше."
    assert told(preview)["pupils", "", 6] == ("refused", "28", "много")


def test_numbers_that_would_contradict_others_are_told_and_taken(book, weigh):
    preview = weigh(fill(book, SCHOOL, C5=4, C6=25, G6=26, H6=90))
    advice = "проверьте оба числа или укажите в форме, сколько прибыло после даты учёта."
    assert {line.at: (line.status, line.why) for line in preview.lines} == {
        "C5": ("changed", f"6\xa0класс: участников 5, а обучающихся 4; {advice}"),
        "C6": ("new", ""),
        "G6": ("new", f"7\xa0класс: участников 26, а обучающихся 25; {advice}"),
        "H6": ("new", ""),
    }
    assert (preview.refused, preview.notes) == (
        False,
        [
            "2\xa0числа противоречат другим: в черновик они встанут, но отчёт с ними не направить. Проверьте их."
        ],
    )


@pytest.mark.parametrize("state", ["submitted", "accepted"])
@pytest.mark.parametrize("who", ["head", "officer"])
def test_a_report_handed_in_meanwhile_is_not_written_into(state, who, book, weigh, people, school):
    Submission.objects.filter(school=school).update(state=state)
    line = weigh(fill(book, SCHOOL, C6=25), person=people[who]).lines[0]
    assert (line.status, "откройте его для исправлений" in line.why) == ("refused", True)


def with_a_closed_school(officer, **cells):
    """The workbook of all, filled in for both, the report of one of them accepted meanwhile."""
    book = fill(fill(download(officer), "Берёзовская ООШ", C5=20), SCHOOL, **cells)
    Submission.objects.filter(school__code="okr-01", wave=the_wave()).update(state="accepted")
    return book


def test_cells_of_an_accepted_report_are_left_and_named_and_the_others_can_be_written(
    campaign, weigh, officer
):
    preview = weigh(with_a_closed_school(officer, C6=25, C7=17.8), person=officer, at=None)
    why = "Отчёт – «принят»: чтобы изменить числа, откройте его для исправлений."
    assert [(line.school, line.status, line.old, line.new, line.why) for line in preview.lines] == [
        ("okr-02", "new", "", "20", ""), ("okr-01", "left", "", "25", why), ("okr-01", "left", "", "17.8", why),
    ]  # fmt: skip
    assert (preview.refused, preview.summary["schools"]) == (False, 1)
    assert preview.notes == [f"Не изменятся: «Ёлкинская СОШ»: {why}"]


def test_a_mistake_beside_an_accepted_report_still_stops_the_file(campaign, weigh, officer):
    book = fill(with_a_closed_school(officer, C6=25), "Берёзовская ООШ", C5=17.8)
    preview = weigh(book, person=officer, at=None)
    assert [(line.school, line.status) for line in preview.lines] == [
        ("okr-02", "refused"),
        ("okr-01", "left"),
    ]
    assert preview.refused


def test_a_wave_that_has_not_opened_takes_nothing(book, weigh):
    Wave.objects.update(opens=timezone.localdate() + dt.timedelta(days=3), due=None)
    assert "Сбор откроется" in weigh(fill(book, SCHOOL, C6=25)).lines[0].why


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"C9": "поддельная подпись"}, "с другого портала"),
        ({"C3": "32701000"}, "с другого портала"),
    ],
)
def test_a_workbook_of_another_portal_is_known_by_its_signature(cells, words, book, weigh):
    with pytest.raises(FactsUnreadable, match=words):
        weigh(fill(book, KEY_SHEET, **cells))


def test_a_workbook_of_another_municipality_year_wave_or_school_says_whose_it_is(
    campaign, book, weigh, officer, stranger, neighbour, small_school, head, school, okrug
):
    from monitoring.campaigns import open_campaign

    open_campaign(municipality=neighbour, year=2021)
    theirs = Wave.objects.select_related("campaign__municipality").get(campaign__municipality=neighbour)
    last = Wave.objects.select_related("campaign__municipality").get(campaign__year_id=2020)
    second = Wave.objects.create(campaign=campaign, number=2, name="Итоги", whole=False)
    for wave, words in (
        (theirs, "другого муниципалитета"), (last, "за 2021/2022 учебный год, а открыт 2020/2021"),
        (second, "другого этапа"),
    ):  # fmt: skip
        with pytest.raises(FactsUnreadable, match=words):
            weigh_book(read_book(book), Desk(wave, school, officer))
    with pytest.raises(FactsUnreadable, match="книга другой организации: «Ёлкинская СОШ»"):
        weigh(book, person=officer, at=small_school)


def test_a_book_with_a_school_the_person_may_not_fill_is_refused_by_name(
    campaign, weigh, officer, head, analyst
):
    everybody = edit(download(officer), lambda workbook: None)
    with pytest.raises(FactsUnreadable, match="заполнять не можете: «Берёзовская ООШ», Детский сад «Ручеёк»"):
        weigh(everybody, person=head, at=None)
    with pytest.raises(FactsUnreadable, match="заполнять не можете"):
        weigh(everybody, person=analyst, at=None)


def test_the_officer_fills_for_all_at_once(campaign, weigh, officer):
    book = fill(download(officer), "Берёзовская ООШ", C5=20)
    book = fill(book, SCHOOL, C6=25)
    preview = weigh(book, person=officer, at=None)
    assert [(line.school, line.new, line.sheet) for line in preview.lines] == [
        ("okr-02", "20", "Берёзовская ООШ"), ("okr-01", "25", SCHOOL),
    ]  # fmt: skip
    assert (Cohort.objects.filter(year=2021).count(), Participation.objects.count()) == (1, 1)
