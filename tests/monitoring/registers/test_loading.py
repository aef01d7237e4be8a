"""A file of a register: what is read, every fault of every line, what is changed, all of it or nothing."""

from __future__ import annotations

import datetime as dt
from io import BytesIO, StringIO

import pytest
from django.utils import timezone
from openpyxl import Workbook

from monitoring.facts import FactsUnreadable
from monitoring.models import Agreement, HeldEvent, ResponsiblePerson
from monitoring.registers.kinds import AGREEMENTS, HELD_EVENTS, RESPONSIBLE, around
from monitoring.registers.loading import Loaded, LoadRefused, load
from monitoring.registers.planning import plan
from monitoring.registers.reading import MOST_BYTES, MOST_ROWS, Line, pack, read_table, unpack
from reports.register_file import export_register, export_register_csv, write_template
from schools.models import Transition

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def bring(register, text: str, municipality, person, own=None) -> Loaded:
    lines = read_table(register, text.encode(), own_school=own is not None)
    return load(register=register, lines=lines, places=around(municipality, own), person=person)


def faults(register, text: str, municipality, own=None) -> list[tuple[int, str, str, str]]:
    lines = read_table(register, text.encode(), own_school=own is not None)
    made = plan(register=register, lines=lines, places=around(municipality, own))
    return [(each.line, each.column, each.value, each.message) for each in made.errors]


def test_events_come_in_with_words_periods_and_names(okrug, school, officer):
    text = (
        "Мероприятие;Дата;Состояние;Уровень;Организация;Участников\n"
        "Ярмарка;12–14.03.2022;проведено;муниципальный;;1 200\n"
        "День дверей;05.10.2021;Запланировано;;елкинская сош;\n"
    )
    assert bring(HELD_EVENTS, text, okrug, officer) == Loaded(2, 0, 0)
    rows = HeldEvent.objects.order_by("starts").values_list(
        "title", "starts", "ends", "state", "level", "school__code", "participants", "year"
    )
    assert list(rows) == [
        ("День дверей", dt.date(2021, 10, 5), None, "planned", "municipal", "okr-01", None, 2021),
        ("Ярмарка", dt.date(2022, 3, 12), dt.date(2022, 3, 14), "held", "municipal", None, 1200, 2021),
    ]
    assert bring(HELD_EVENTS, text, okrug, officer) == Loaded(0, 0, 2)
    assert set(Transition.objects.values_list("step", "person")) == {("record", officer.pk)}


def test_a_changed_file_changes_only_what_differs_and_says_so_in_the_log(okrug, officer):
    bring(
        HELD_EVENTS,
        "Мероприятие,Дата,Состояние,Примечание\nЯрмарка,12.03.2022,запланировано,зал\n",
        okrug,
        officer,
    )
    Transition.objects.all().delete()
    text = "Мероприятие,Дата,Состояние,Участников\nярмарка,12.03.2022,проведено,90\n"
    assert bring(HELD_EVENTS, text, okrug, officer) == Loaded(0, 1, 0)
    row = HeldEvent.objects.get()
    assert (row.title, row.title_key, row.state, row.participants, row.note) == (
        "ярмарка",
        "ярмарка",
        "held",
        90,
        "зал",
    )
    told = "Мероприятие: Ярмарка → ярмарка; Состояние: запланировано → проведено; Участников: – → 90"
    assert list(Transition.objects.order_by("pk").values_list("step", "source", "target", "note")) == [
        ("hold", "planned", "held", "Из файла"),
        ("change", "held", "held", told),
    ]  # fmt: skip


def test_every_fault_of_every_line_is_told_and_nothing_is_saved(okrug, school, officer):
    text = (
        "Мероприятие,Дата,По,Состояние,Уровень,Организация,Проект,Участников,Ссылка,Учебный год\n"
        ",12.03.2022,,,,,,,,\n"
        "Без дня,март 2022,,,,,,,,\n"
        "Конец,12.03.2022,11.03.2022,,,,,,,\n"
        "Слова,12.03.2022,,скоро,сельский,нет такой,нет такого,12.5,javascript:x,\n"
        "Год,12.03.2022,,,,,,,,2022/2023\n"
        "Впереди,12.03.2098,,проведено,,,,,,\n"
        "Хорошая,12.03.2022,,,,,,,,2021/2022\n"
        "хорошая,12.03.2022,,,,,,,,\n"
    )
    with pytest.raises(LoadRefused):
        bring(HELD_EVENTS, text, okrug, officer)
    assert not HeldEvent.objects.exists()
    found = faults(HELD_EVENTS, text, okrug)
    assert [(line, column, value) for line, column, value, _ in found] == [
        (2, "Мероприятие", ""),
        (3, "Дата", "март 2022"),
        (4, "По", "11.03.2022"),
        (5, "Состояние", "скоро"), (5, "Уровень", "сельский"), (5, "Организация", "нет такой"),
        (5, "Проект", "нет такого"), (5, "Участников", "12.5"), (5, "Ссылка", "javascript:x"),
        (6, "Учебный год", "2022/2023"),
        (7, "Дата", "12.03.2098"),
        (9, "", "«хорошая» от 12\xa0марта\xa02022"),
    ]  # fmt: skip
    assert found[1][3] == "назван только месяц: укажите день, например 12.03.2022, или период 12–14.03.2022."
    assert found[-1][3] == "повторяет строку 8: оставьте одну из двух."


def test_likely_repeats_are_pointed_out_but_do_not_hinder(okrug, officer):
    bring(HELD_EVENTS, "Мероприятие,Дата\nЯрмарка вакансий,12.03.2022\n", okrug, officer)
    lines = [
        Line(number, {"title": title, "starts": "14.03.2022"})
        for number, title in ((2, "«Ярмарка» вакансий"), (3, "Иное"))
    ]
    made = plan(register=HELD_EVENTS, lines=lines, places=around(okrug, None))
    assert [change.doubles for change in made.changes] == [["«Ярмарка вакансий» от 12\xa0марта\xa02022"], []]
    assert load(register=HELD_EVENTS, lines=lines, places=around(okrug, None), person=officer).created == 2


def test_a_head_need_not_name_the_school_and_may_name_no_other(okrug, school, small_school, head):
    text = "Партнёр,Номер,Дата\nЗавод,1,01.09.2021\n"
    assert bring(AGREEMENTS, text, okrug, head, own=school).created == 1
    assert Agreement.objects.get().school == school
    foreign = "Организация,Партнёр,Номер,Дата\nokr-02,Завод,2,01.09.2021\n"
    assert [fault[:3] for fault in faults(AGREEMENTS, foreign, okrug, own=school)] == [
        (2, "Организация", "okr-02")
    ]
    with pytest.raises(FactsUnreadable, match="не хватает: «Организация»"):
        read_table(AGREEMENTS, text.encode(), own_school=False)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Файл пуст"),
        (b"x" * (MOST_BYTES + 1), "больше 2 МБ"),
        (b"\xd0\xcf\x11\xe0old", "старый формат"),
        (b"PK\x03\x04damaged", "повреждена"),
        ("Партнёр,Цвет,Партнёр\nа,б,в\n".encode(), "неизвестны: «Цвет»; повторены: «Партнёр»"),
        ("Организация,Партнёр,Номер,Дата\n".encode(), "только названия столбцов"),
        (("Организация,Партнёр,Номер,Дата\n" + "a,b,c,d\n" * (MOST_ROWS + 1)).encode(), "больше 2000 строк"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(content, words):
    with pytest.raises(FactsUnreadable, match=words):
        read_table(AGREEMENTS, content, own_school=False)


def test_a_workbook_with_real_dates_and_numbers_is_read(okrug, school, officer):
    book = Workbook()
    book.active.append(["Организация", "Партнёр", "Номер", "Дата", "Действует до"])
    book.active.append(["okr-01", "Завод", 17, dt.date(2021, 9, 1), "31.08.2024"])
    file = BytesIO()
    book.save(file)
    lines = read_table(AGREEMENTS, file.getvalue(), own_school=False)
    load(register=AGREEMENTS, lines=lines, places=around(okrug, None), person=officer)
    row = Agreement.objects.get()
    assert (row.number, row.signed, row.valid_until) == ("17", dt.date(2021, 9, 1), dt.date(2024, 8, 31))


def test_what_is_exported_comes_back_unchanged_and_harmless(okrug, school, officer, year):
    sample = {
        HELD_EVENTS: HeldEvent(municipality=okrug, year=year, title="=1+1; ярмарка", starts=dt.date(2022, 3, 12),
                               ends=dt.date(2022, 3, 14), school=school, participants=5, note="@зал"),
        AGREEMENTS: Agreement(school=school, partner="+7 завод", number="-1", signed=dt.date(2021, 9, 1)),
        RESPONSIBLE: ResponsiblePerson(school=school, name="Ёлкина О. И.", post="завуч", phone="+7 (384) 00-00-00"),
    }  # fmt: skip
    for register, row in sample.items():
        row.save()
        text, book = StringIO(), BytesIO()
        export_register_csv(text, register, [row])
        export_register(book, register, [row], now=NOW)
        assert not any(
            cell.startswith(("=", "+", "@")) for cell in text.getvalue().splitlines()[1].split(",")
        )
        for content in (text.getvalue().encode(), book.getvalue()):
            lines = read_table(register, content, own_school=False)
            assert load(register=register, lines=lines, places=around(okrug, None), person=officer) == Loaded(
                0, 0, 1
            )


@pytest.mark.parametrize("register", [HELD_EVENTS, AGREEMENTS, RESPONSIBLE])
def test_the_template_is_read_with_its_example(register, okrug, school):
    file = BytesIO()
    write_template(file, register, now=NOW)
    lines = read_table(register, file.getvalue(), own_school=True)
    made = plan(register=register, lines=lines, places=around(okrug, school))
    assert (len(made.changes), made.errors) == (1, [])


def test_the_lines_of_a_preview_travel_unharmed_and_nothing_else_is_taken_for_them():
    lines = [Line(2, {"partner": "Завод «Свет»", "number": "1"})]
    assert unpack(AGREEMENTS, pack(lines)) == lines
    for packed in (
        "",
        "[]",
        "{}",
        "[1]",
        '[[1, {"pk": "1"}]]',
        '[["x", {}]]',
        '[[1, {"partner": "a\\u0000"}]]',
        '[[Infinity, {"partner": "a"}]]',
        "[" * 100_000,
    ):
        with pytest.raises(FactsUnreadable, match="загрузите файл ещё раз"):
            unpack(AGREEMENTS, packed)


def test_a_file_costs_the_same_queries_however_long(okrug, school, officer, django_assert_num_queries):
    Agreement.objects.create(school=school, partner="Завод", number="0", signed=dt.date(2021, 9, 1))
    places = around(okrug, None)
    assert officer.roles  # read once
    for start, rows in ((1, 1), (100, 60)):
        lines = [
            Line(n, {"school": "okr-01", "partner": f"Завод {n}", "number": str(n), "signed": "01.09.2021"})
            for n in range(start, start + rows)
        ]
        with django_assert_num_queries(10):
            load(register=AGREEMENTS, lines=lines, places=places, person=officer)


def test_a_head_is_told_of_doubles_in_the_municipality_and_holds_only_own_rows_meanwhile(
    okrug, school, small_school, year, django_assert_num_queries
):
    day = dt.date(2022, 3, 12)
    for title, starts, of in (
        ("Ярмарка", day, None), ("Ярмарка", day, small_school), ("Слёт", day, school),
        ("Слёт", dt.date(2021, 3, 12), school),
    ):  # fmt: skip
        HeldEvent.objects.create(municipality=okrug, year=year, title=title, starts=starts, school=of)
    text = "Мероприятие,Дата\nЯрмарка,14.03.2022\nСлёт,12.03.2022\nСлёт,когда-то\n"
    lines = read_table(HELD_EVENTS, text.encode(), own_school=True)
    places = around(okrug, school)
    read = {}
    for lock in (False, True):
        with django_assert_num_queries(1) as asked:
            made = plan(register=HELD_EVENTS, lines=lines, places=places, lock=lock)
        assert ([row.line for row in made.new], made.unchanged, len(made.errors)) == ([2], 1, 1)
        read[lock] = made.new[0].doubles
        assert "2022-03-05" in asked[0]["sql"], "only the days around those of the file"
    assert read == {False: ["«Ярмарка» от 12\xa0марта\xa02022"], True: []}
