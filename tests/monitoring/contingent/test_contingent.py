"""Contingent files as people have them: recognised by their headings alone, previewed, never guessed."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from openpyxl import Workbook

from monitoring.campaigns import open_campaign
from monitoring.contingent import headings
from monitoring.contingent.weighing import weigh_contingent
from monitoring.headings import said_grade
from monitoring.models import Cohort, Submission
from monitoring.unreadable import FactsUnreadable
from monitoring.uploading import apply, keep, read_upload
from monitoring.workbook.weighing import Desk
from schools.grades import Grades
from schools.models import FormerName
from tests.monitoring.workbook.books import the_wave
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.django_db


def xlsx(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def csv(*rows) -> bytes:
    return "\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in rows).encode(
        "cp1251"
    )


@pytest.fixture
def world(okrug, school, small_school, kindergarten):
    school.grades = Grades.parse("1-4")
    school.save()
    send(fact("okr-01", "pupils", grade=1, value=20), fact("okr-01", "pupils", grade=2, value=21))
    return open_campaign(municipality=okrug, year=2021)


@pytest.fixture
def weigh(world, head, school):
    return lambda content, person=head, at=school: weigh_contingent(content, Desk(the_wave(), at, person))


def told(preview):
    return [(line.school, line.grade, line.status, line.old, line.new) for line in preview.lines]


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("1 класс", 1), ("11 кл.", 11), ("5-й класс", 5), ("Класс 7", 7), ("9КЛ", 9), ("10-е классы", 10),
        ("Дошкольные группы", 0), ("1а класс", None), ("13 класс", None), ("1", None), ("5–9 классы", None), ("", None),
    ],
)  # fmt: skip
def test_a_heading_is_a_grade_only_where_it_says_so(text, grade):
    assert said_grade(headings.plain(text)) == grade


ROWS = (
    ("Сведения о контингенте", None, None, None),
    (None, None, None, None),
    ("Класс", "Кол-во классов", "Обучающихся", "из них с ОВЗ"),
    ("1", 2, 20, 1), ("2 класс", 1, 25, "–"), (3, 1, 18, 2), ("Итого", 4, 63, 3),
)  # fmt: skip


@pytest.mark.parametrize("as_file", [xlsx, csv])
def test_grades_as_rows_of_one_school(as_file, weigh):
    preview = weigh(as_file(*ROWS))
    assert told(preview) == [
        ("okr-01", 1, "new", "", "1"), ("okr-01", 2, "changed", "21", "25"), ("okr-01", 3, "new", "", "18"),
        ("okr-01", 3, "new", "", "2"),
    ]  # fmt: skip
    assert [line.kind for line in preview.lines].count("pupils_with_disabilities") == 2
    assert (preview.unchanged, preview.refused) == (1, False)
    assert (preview.read, preview.notes) == (
        "узнано: классы – строками", ["Не прочитано: «кол-во классов» (столбец B)."],
    )  # fmt: skip


WIDE = (
    ("№", "Наименование ОО", "1 кл.", "2 кл.", "3 класс", "11 класс", "Всего"),
    (1, "ЁЛКИНСКАЯ СОШ", 20, 25, 18, 0, 63), (2, "Берёзовская ООШ", 10, None, 8, "-", 18),
    (3, "Неизвестная школа", 5, 5, 5, 0, 15), ("", "Итого по округу", 35, 30, 31, 0, 96),
)  # fmt: skip


@pytest.mark.parametrize("as_file", [xlsx, csv])
def test_organisations_as_rows_of_a_municipality(as_file, weigh, officer):
    preview = weigh(as_file(*WIDE), person=officer, at=None)
    assert told(preview) == [
        ("okr-01", 2, "changed", "21", "25"), ("okr-01", 3, "new", "", "18"),
        ("okr-02", 1, "new", "", "10"), ("okr-02", 3, "new", "", "8"),
    ]  # fmt: skip
    assert preview.unchanged == 1
    assert preview.notes[-1] == (
        "Не найдены организации: «Неизвестная школа». Впишите их коды из списка организаций."
    )


BARE = [
    [("Организация", 1, 2, 3, "Всего"), ("Ёлкинская СОШ", 20, 25, 18, 63)],
    [("№", "Организация", "1.", "2.", "3."), (1, "Ёлкинская СОШ", 20, 25, 18)],
]


@pytest.mark.parametrize("as_file", [xlsx, csv])
@pytest.mark.parametrize("rows", BARE, ids=["numbers", "with a dot"])
def test_bare_numbers_above_organisations_are_grades_when_they_run(rows, as_file, weigh):
    preview = weigh(as_file(*rows))
    assert told(preview) == [("okr-01", 2, "changed", "21", "25"), ("okr-01", 3, "new", "", "18")]
    assert (preview.unchanged, preview.notes) == (1, [])


@pytest.mark.parametrize("numbers", [(1, 2), (1, 3, 5), (11, 12, 13)])
def test_bare_numbers_that_are_no_run_of_grades_are_none(numbers, weigh):
    with pytest.raises(FactsUnreadable, match="Заголовки не узнаны"):
        weigh(xlsx(("Организация", *numbers), ("Ёлкинская СОШ", *numbers)))


def test_a_head_takes_their_own_row_out_of_the_file_of_all(weigh):
    assert {line.school for line in weigh(xlsx(*WIDE)).lines} == {"okr-01"}


def test_a_file_of_others_says_that_the_own_organisation_is_not_in_it(weigh):
    with pytest.raises(FactsUnreadable, match=r"В файле нет вашей организации \(«Ёлкинская СОШ»\)"):
        weigh(xlsx(("Код", "1 класс"), ("okr-02", 9)))


def test_codes_former_names_and_quotes_lead_to_the_school(weigh, officer, small_school):
    FormerName.objects.create(school=small_school, short_name="МБОУ «Лесная ООШ»", until=dt.date(2020, 1, 1))
    rows = (("Код", "Организация", "1 класс"), ("okr-01", "как угодно", 19), (None, 'МБОУ "лесная  ООШ"', 9))
    assert told(weigh(xlsx(*rows), person=officer, at=None)) == [
        ("okr-01", 1, "changed", "20", "19"), ("okr-02", 1, "new", "", "9"),
    ]  # fmt: skip


def test_a_name_two_organisations_bear_leads_to_neither(weigh, officer, small_school):
    small_school.short_name = "Ёлкинская СОШ"
    small_school.save()
    with pytest.raises(FactsUnreadable, match="Не найдена ни одна организация: «Ёлкинская СОШ»"):
        weigh(xlsx(("Школа", "1 класс"), ("Ёлкинская СОШ", 9)), person=officer, at=None)


def test_a_total_that_is_no_sum_is_refused_with_both_numbers(weigh):
    line = weigh(xlsx(("Класс", "Всего"), (1, 20), (2, 25), ("Всего", 47))).lines[-1]
    assert (line.status, line.why) == (
        "refused", "«Всего» в файле – 47, а сумма по классам – 45: проверьте числа.",
    )  # fmt: skip


def test_pupils_of_a_grade_the_school_does_not_teach_are_refused(weigh):
    lines = weigh(xlsx(("Класс", "Обучающихся"), (1, 22), (9, 15), (10, 0))).lines
    assert [(line.grade, line.status, line.why[:28]) for line in lines] == [
        (1, "changed", ""), (9, "refused", "у «Ёлкинская СОШ» нет этого "),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("Ученики", "Кол-во"), (1, 20)], "Заголовки не узнаны.*В файле: «Ученики», «Кол-во»"),
        ([("Класс", "Обучающихся"), ("1а", 20)], "нет ни одного класса"),
        ([("Школа", "1 класс", "1 кл"), ("okr-01", 1, 2)], "подходит двум столбцам, B и C"),
        ([("Школа", "1 класс"), (None, 5)], "нет ни одной организации"),
        ([("Код", "1 класс"), ("okr-01", 5), ("okr-01", 6)], "стоит в файле дважды"),
    ],
)
def test_what_is_not_recognised_is_said_not_guessed(rows, words, weigh):
    with pytest.raises(FactsUnreadable, match=words):
        weigh(xlsx(*rows))


def test_a_file_of_one_school_is_brought_to_its_own_page(weigh, officer):
    with pytest.raises(FactsUnreadable, match="загрузите его на странице этой организации"):
        weigh(xlsx(*ROWS), person=officer, at=None)


def test_an_officer_of_another_municipality_cannot_bring_it(weigh, stranger):
    with pytest.raises(FactsUnreadable, match="могут она сама и специалист"):
        weigh(xlsx(*WIDE), person=stranger, at=None)


def test_reports_handed_in_stay_as_they_are_and_hold_up_no_other(weigh, officer, school):
    Submission.objects.filter(school=school).update(state="accepted")
    preview = weigh(xlsx(*WIDE), person=officer, at=None)
    assert {line.school for line in preview.lines} == {"okr-02"}
    assert preview.notes[-1] == (
        "Не изменятся: «Ёлкинская СОШ»: Отчёт – «принят»: чтобы изменить числа, откройте его для исправлений."
    )
    with pytest.raises(FactsUnreadable, match="откройте его для исправлений"):
        weigh(xlsx(*ROWS), person=officer)


def test_what_was_confirmed_waits_for_the_school(world, officer):
    content = xlsx(*WIDE)
    upload = keep(
        kind="contingent", file=BytesIO(content), name="оо-1.xlsx", wave=the_wave(), school=None, person=officer
    )  # fmt: skip
    read_upload(upload.pk)
    upload.refresh_from_db()
    assert upload.state == "ready"
    apply(upload=upload, person=officer)
    rows = Cohort.objects.filter(year=2021).order_by("school__code", "grade")
    assert list(rows.values_list("school__code", "grade", "value", "unconfirmed")) == [
        ("okr-01", 1, 20, False), ("okr-01", 2, 25, True), ("okr-01", 3, 18, True),
        ("okr-02", 1, 10, True), ("okr-02", 3, 8, True),
    ]  # fmt: skip
