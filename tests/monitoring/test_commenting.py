"""A word beside a number: who may write it, what becomes of a second click, what is no comment."""

from __future__ import annotations

import pytest

from monitoring.commenting import CommentRefused, comment
from monitoring.models import CellComment
from monitoring.sheet import Ref

pytestmark = pytest.mark.django_db
CELL = Ref("event", "bilet", 7)


@pytest.fixture
def write(school, head):
    return lambda text, person=head: comment(school=school, year=2021, ref=CELL, text=text, person=person)


def test_the_school_and_its_officer_talk_about_a_number(write, officer, admin):
    write("  Двое\nперешли из другой школы ")
    write("Приложите приказ", officer)
    write("Спасибо", admin)
    assert list(CellComment.objects.values_list("kind", "code", "grade", "year", "text", "author__username")) == [
        ("event", "bilet", 7, 2021, "Спасибо", "admin"),
        ("event", "bilet", 7, 2021, "Приложите приказ", "officer"),
        ("event", "bilet", 7, 2021, "Двое перешли из другой школы", "head"),
    ]  # fmt: skip


def test_a_second_click_writes_nothing_but_words_may_be_said_again_later(write, officer):
    assert write("Готово") == write("Готово ")
    write("Проверьте", officer)
    write("Готово")
    assert CellComment.objects.count() == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [(" \n", "Напишите"), ("а" * 1001, "длиннее 1000 знаков"), ("а\x00", "Напишите"), ("\ud800", "Напишите")],
)
def test_what_is_no_comment_is_refused_in_words(text, said, write):
    with pytest.raises(CommentRefused, match=said):
        write(text)
    assert not CellComment.objects.exists()


@pytest.mark.parametrize("name", ["analyst", "region", "second_head", "stranger"])
def test_nobody_else_writes(name, write, people):
    with pytest.raises(CommentRefused, match="сама организация и специалист"):
        write("Почему так мало?", people[name])
