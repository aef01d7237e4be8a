"""A block from a spreadsheet over the form of a school: what is promised, and that this is written, whole or not."""

from __future__ import annotations

import datetime as dt

import pytest

from monitoring.campaigns import open_campaign
from monitoring.clipboard import ClipboardRefused
from monitoring.models import Agreement, CellChange, Cohort, Event, Metric, Participation, Wave
from monitoring.pasting import PasteRefused, paste, preview
from monitoring.sheet import Ref, read_sheet
from monitoring.typed import Entered
from schools.grades import Grades
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(year, school):
    school.grades = Grades.parse("5-8")
    school.save()
    make_catalogue()
    return open_campaign(municipality=school.municipality, year=2021).waves.get()


@pytest.fixture
def look(wave, school, head):
    def ask(text, start=("pupils", "", 5), **more):
        return preview(
            sheet=read_sheet(school=school, year=2021), person=head, text=text, start=Ref(*start), **more
        )

    return ask


def said(found):
    return [
        (pasted.cell.ref.code or pasted.cell.ref.kind, pasted.cell.ref.grade, pasted.state, str(pasted.old),
         str(pasted.new), pasted.why)
        for pasted in found.cells
    ]  # fmt: skip


def write(found, wave, school, person):
    cells = {cell.cell.ref: Entered(str(cell.new), str(cell.old)) for cell in found.written}
    return paste(wave=wave, school=school, cells=cells, person=person)


def test_the_clipboard_of_libreoffice_is_understood_cell_by_cell(look):
    send(fact("okr-01", "pupils", grade=6, value=60), fact("okr-01", "event", "bilet", 6, 5))
    text = (
        "Класс\tОбучающихся\tБилет в будущее\r\n5\u00a0класс\t1\u00a0234\t7\r\n6 класс\t60\tн/д\r\n"
        "7 класс\t17,8\tх\r\n8 класс\t–\t\r\nИтого\t1\u00a0311\t12\r\n"
    )
    assert said(look(text)) == [
        ("pupils", 5, "new", "", "1234", ""),
        ("bilet", 5, "none", "", "", ""),  # grades 6–11
        ("pupils", 6, "same", "60", "60", ""),
        ("bilet", 6, "changed", "5", "н/д", ""),
        ("pupils", 7, "refused", "", "", "людей считают целыми числами: уберите дробную часть."),
        ("bilet", 7, "refused", "", "", "«x» пишут только для показателей; поставьте число, 0 или н/д."),
        ("pupils", 8, "new", "", "н/д", ""),
        ("bilet", 8, "empty", "", "", ""),
    ]  # fmt: skip
    assert look(text).said == ("Строка «Итого» пропущена: итоги портал считает сам.",)


@pytest.mark.parametrize("length", [131_073, 200_001])
def test_a_cell_of_endless_text_is_refused_in_words(length, look):
    with pytest.raises(ClipboardRefused, match="скопируйте только таблицу с числами"):
        look(f'"{"а" * length}"\t5')


def test_a_contradiction_is_written_as_in_a_draft_and_warned_of(look):
    send(fact("okr-01", "pupils", grade=6, value=20))
    found = look("25", ("event", "bilet", 6))
    (cell,) = found.cells
    assert cell.state == "new"
    assert cell.why.startswith("6\xa0класс: участников 25, а обучающихся 20; проверьте оба числа или укажите")


def test_answers_to_single_questions_are_pasted_as_a_list(look):
    found = look("Средства\t17,8\nЕсть план\tда\nДоговоры\t2,5", ("metric", "contracts", 13))
    assert said(found) == [
        ("money", 13, "new", "", "17,8", ""),
        ("has_plan", 13, "new", "", "1", ""),
        ("contracts", 13, "refused", "", "", "здесь нужно целое число."),
    ]  # fmt: skip


def test_what_a_register_counts_is_refused_as_at_every_door(look, school):
    Metric.objects.filter(code="contracts").update(register=Metric.Register.AGREEMENTS)
    Agreement.objects.create(school=school, partner="Завод", number="7", signed=dt.date(2021, 10, 1))
    found = look("3", ("metric", "contracts", 13))
    assert [(state, why) for _, _, state, _, _, why in said(found)] == [
        (
            "refused",
            "это число считается по реестру договоров, там 1\xa0договор: исправьте реестр, а не число.",
        )
    ]
    assert [cell.state for cell in look("1", ("metric", "contracts", 13)).cells] == ["new"]


def test_two_rows_of_one_grade_are_refused_and_said(look):
    assert [(state, new, why) for _, _, state, _, new, why in said(look("5а\t20\n5б\t21\n6\t40"))] == [
        ("refused", "", "в скопированном для этой ячейки несколько строк: сложите их и вставьте одну."),
        ("refused", "", "в скопированном для этой ячейки несколько строк: сложите их и вставьте одну."),
        ("new", "40", ""),
    ]  # fmt: skip


def test_what_was_promised_is_written_through_the_door_of_pasting(look, wave, school, head):
    found = look("50\t1\n60\t2")
    receipt = write(found, wave, school, head)
    assert (receipt.created, receipt.changed) == (4, 0)
    assert set(CellChange.objects.values_list("door", "on_behalf", "person__username")) == {
        ("paste", False, "head")
    }
    assert list(Cohort.objects.order_by("grade", "population").values_list("grade", "population", "value")) == [
        (5, 0, 50), (5, 1, 1), (6, 0, 60), (6, 1, 2),
    ]  # fmt: skip
    assert [cell.state for cell in look("50\t1\n60\t2").cells] == ["same"] * 4
    assert write(found, wave, school, head).is_empty  # a second click


def test_nothing_is_written_where_one_number_has_changed_meanwhile(look, wave, school, head, officer):
    found = look("50\n60")
    send(fact("okr-01", "pupils", grade=6, value=61), person=officer)
    with pytest.raises(PasteRefused) as refused:
        write(found, wave, school, head)
    assert refused.value.errors == {Ref("pupils", "", 6): "здесь уже записано другое: «61»."}
    assert list(Cohort.objects.values_list("grade", "value")) == [(6, 61)]


def test_who_may_not_fill_and_a_collection_not_yet_open_are_refused_whole(look, wave, school, head, analyst):
    found = look("50")
    with pytest.raises(PasteRefused) as refused:
        write(found, wave, school, analyst)
    assert "могут она сама и специалист" in refused.value.whole
    Wave.objects.update(opens=dt.date(2100, 1, 1))
    with pytest.raises(PasteRefused, match="сбор откроется 1\xa0января\xa02100"):
        write(found, Wave.objects.get(), school, head)
    assert not Cohort.objects.exists()


def test_where_nothing_is_asked_nothing_is_pasted(look, wave):
    Wave.objects.update(whole=False)
    with pytest.raises(ClipboardRefused, match="вставлять некуда"):
        look("50")


def test_five_hundred_cells_are_one_writing(look, wave, school, head, django_assert_max_num_queries):
    school.grades = Grades.parse("1-11")
    school.save()
    for number in range(46):
        Event.objects.create(code=f"event-{number}", name=f"Событие {number}", position=10)
    text = "\n".join("\t".join("5" for _ in range(46)) for _ in range(11))
    found = look(text, ("event", "event-0", 1))  # SQLite takes about a hundred rows at a time
    assert found.counts == {"new": 506}
    with django_assert_max_num_queries(34):
        write(found, wave, school, head)
    assert Participation.objects.count() == 506
