"""Numbers: proposed, unique in the year, given in a row, kept; two officers at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from recommendations.letters.drafting import Overtaken, change, change_batch, discard, draft_once
from recommendations.letters.registering import (
    NumberRefused,
    following,
    next_number,
    proposed,
    register,
    reopen,
)
from recommendations.models import Letter
from schools.models import Transition
from schools.workflow import StepRefused
from tests.recommendations.letters.world import TODAY, Levels
from tests.recommendations.test_issue_concurrently import at_once


def registered(letters, officer, number="", date=TODAY):
    made = register(letters=letters, person=officer, date=date, number=number, today=TODAY)
    return [letter.number for letter in made]


@pytest.mark.once
@pytest.mark.parametrize(
    ("number", "then"),
    [("45", "46"), ("01-12/099", "01-12/100"), ("837/1", "837/2"), ("9-исх", "10-исх"), ("б/н", "б/н-1")],
)
def test_the_next_number_keeps_its_shape(number, then):
    assert following(number, ()) == then


@pytest.mark.once
def test_a_taken_number_is_passed_over():
    assert following("5", ("6", "7")) == "8"


def test_a_letter_without_a_number_gets_the_next_free_one(levels, officer, okrug):
    first, second = levels.draft(officer), levels.draft(officer)
    assert registered([first], officer, "01-12/7") == ["01-12/7"]
    assert next_number(okrug, 2022) == "01-12/8"
    assert registered([second], officer) == ["01-12/8"]
    assert next_number(okrug, 2023) == "1"
    first.refresh_from_db()
    assert (first.state, first.date, first.calendar_year) == ("registered", TODAY, 2022)
    assert (first.authority, first.letterhead) == (okrug.authority, okrug.letterhead)


def test_a_taken_number_is_refused_with_the_free_one(levels, officer):
    registered([levels.draft(officer)], officer, "5")
    with pytest.raises(NumberRefused) as refused:
        registered([levels.draft(officer)], officer, " 5 ")
    assert str(refused.value).replace("\u00a0", " ") == (
        "Номер 5 в 2022 году уже есть у письма от 20.01.2022. Свободен 6."
    )
    assert registered([levels.draft(officer)], officer, "5", date=dt.date(2021, 12, 30)) == [
        "5"
    ]  # another year


def test_a_batch_is_numbered_in_a_row_past_what_is_taken_or_not_at_all(levels, officer):
    registered([levels.draft(officer)], officer, "12")
    batch = levels.drafts(officer, each=True)
    with pytest.raises(NumberRefused, match="Номер 12"):
        registered(batch, officer, "12")
    assert set(Letter.objects.filter(batch=batch[0].batch).values_list("state", "number")) == {("draft", "")}
    assert registered(batch, officer, "11") == ["11", "13"]


def test_a_reopened_letter_keeps_its_number(levels, officer):
    letter = levels.draft(officer)
    registered([letter], officer, "5")
    letter.refresh_from_db()
    reopen(letter=letter, person=officer)
    change(letter=letter, person=officer, seen=letter.version, fields={"heading": "Иначе"})
    letter = Letter.objects.get(pk=letter.pk)
    assert registered([letter], officer) == ["5"]
    assert list(Transition.objects.filter(entity="letter").values_list("step", flat=True)) == [
        "draft", "register", "reopen", "register",
    ]  # fmt: skip
    assert discard(letters=[letter], person=officer) == 0  # it has a number


def reopened(levels, officer, number: str) -> list[Letter]:
    batch = levels.drafts(officer, each=True)
    registered(batch, officer, number)
    for letter in (letters := list(Letter.objects.filter(batch=batch[0].batch).order_by("pk"))):
        reopen(letter=letter, person=officer)
    return letters


def test_reopened_letters_of_a_batch_keep_their_numbers_while_the_proposed_one_is_shown(levels, officer):
    letters = reopened(levels, officer, "10")
    assert proposed(letters, 2022) == "10"
    assert registered(letters, officer, "10") == ["10", "11"]


def test_another_number_than_the_proposed_one_numbers_reopened_letters_anew(levels, officer):
    assert registered(reopened(levels, officer, "10"), officer, "20") == ["20", "21"]


def test_beside_a_reopened_letter_a_new_one_gets_a_number_that_is_free(levels, officer):
    _, second = levels.draft(officer), levels.draft(officer)
    registered([second], officer, "11")
    reopen(letter=Letter.objects.get(pk=second.pk), person=officer)
    letters = list(Letter.objects.order_by("pk"))
    assert proposed(letters, 2022) == "12"
    assert registered(letters, officer, "12") == ["12", "11"]
    for letter in Letter.objects.order_by("pk"):
        reopen(letter=letter, person=officer)
    third = levels.draft(officer)
    letters = [*Letter.objects.order_by("pk")]
    assert letters[-1] == third
    assert registered(letters, officer, "12") == ["12", "11", "13"]
    assert registered([levels.draft(officer)], officer) == ["14"]


def test_a_number_that_grows_too_long_is_refused_in_words_and_nothing_is_registered(levels, officer):
    batch = levels.drafts(officer, each=True)
    with pytest.raises(NumberRefused, match="длиннее 40 знаков"):
        registered(batch, officer, "9" * 40)
    assert set(Letter.objects.values_list("state", "number")) == {("draft", "")}


def test_drafts_that_are_gone_meanwhile_are_told_of(levels, officer):
    batch = levels.drafts(officer, each=True)
    discard(letters=batch[:1], person=officer)
    with pytest.raises(StepRefused, match="проект письма удалили"):
        registered(batch, officer)
    assert Letter.objects.get().state == "draft"


def test_a_second_click_makes_no_second_draft(levels, officer, school):
    def click(later: int = 0, schools=levels.schools) -> Letter:
        now = timezone.now() + dt.timedelta(seconds=later)
        return draft_once(
            municipality=levels.municipality, year=2021, schools=schools, person=officer, now=now
        )

    first = click()
    assert click() == first
    alone = click(schools=[school])
    assert click(schools=[school]) == alone
    assert click(later=61) != first
    newest = click()
    change(letter=newest, person=officer, seen=1, fields={"heading": "Иначе"})
    assert click() == first  # of the last minute, and untouched
    assert Letter.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_get_numbers_of_their_own(okrug, kindergarten, school, officer):
    levels = Levels(okrug, kindergarten, school)
    drafts = [levels.draft(officer) for _ in range(3)]
    waiting = iter(drafts)
    results = at_once(lambda: registered([next(waiting)], officer))
    assert sorted(results) == [["1"], ["2"], ["3"]]


def test_a_letter_that_nobody_signs_is_not_registered(levels, officer):
    letter = levels.draft(officer)
    change(letter=letter, person=officer, seen=1, fields={"signatory_name": " "})
    with pytest.raises(StepRefused, match="некому подписать"):
        registered([letter], officer)
    assert Letter.objects.get().number == ""


def test_a_strange_date_is_refused(levels, officer):
    for date in (dt.date(1022, 1, 20), dt.date(2122, 1, 20)):
        with pytest.raises(NumberRefused, match="дату"):
            registered([levels.draft(officer)], officer, date=date)


def test_who_saves_over_another_is_told_and_a_registered_letter_is_not_changed(levels, officer):
    letter = levels.draft(officer)
    change(letter=letter, person=officer, seen=1, fields={"heading": "Первый"})
    with pytest.raises(Overtaken):
        change(letter=letter, person=officer, seen=1, fields={"heading": "Второй"})
    change(letter=letter, person=officer, seen=2, fields={"heading": " Второй "})
    letter.refresh_from_db()
    assert letter.heading == "Второй"
    registered([letter], officer)
    with pytest.raises(StepRefused, match="зарегистрировано"):
        change(letter=letter, person=officer, seen=letter.version, fields={"heading": "Третий"})


def test_the_common_text_goes_into_the_drafts_of_a_batch_alone(levels, officer):
    batch = levels.drafts(officer, each=True)
    registered(batch[:1], officer)
    findings = batch[1].findings
    assert change_batch(letters=batch, person=officer, fields={"heading": "Общий", "findings": "Чужое"}) == 1
    assert list(Letter.objects.order_by("pk").values_list("heading", flat=True)) == [
        batch[0].heading,
        "Общий",
    ]
    batch[1].refresh_from_db()
    assert batch[1].findings == findings


def test_only_an_officer_of_the_municipality_writes_and_registers(levels, officer, analyst, head, stranger):
    letter = levels.draft(officer)
    for person in (analyst, head, stranger):
        for act in (
            lambda person=person: levels.draft(person),
            lambda person=person: registered([letter], person),
            lambda person=person: change(letter=letter, person=person, seen=1, fields={"heading": "Нет"}),
            lambda person=person: discard(letters=[letter], person=person),
        ):
            with pytest.raises(StepRefused, match="специалист"):
                act()
    assert Letter.objects.count() == 1
