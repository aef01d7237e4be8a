"""Lines people type become paragraphs and lists."""

import pytest

from recommendations.letters.text import blocks

pytestmark = pytest.mark.once  # no database


def read(text: str, *, numbered: bool = False) -> list:
    return [
        (block.kind, [(item.text, item.parts) if item.parts else item.text for item in block.items])
        for block in blocks(text, numbered=numbered)
    ]


def test_plain_lines_are_paragraphs_and_dashes_are_lists():
    assert read("Установлено:\n– доля 40\u00a0%;\n-доля  70\u00a0%.\n\n  Далее — вывод.\n• точка") == [
        ("paragraph", ["Установлено:"]),
        ("dashed", ["доля 40\u00a0%;", "доля 70\u00a0%."]),
        ("paragraph", ["Далее — вывод."]),
        ("dashed", ["точка"]),
    ]


def test_numbered_lines_are_numbered_anew_with_their_parts():
    text = "Руководителям:\n1. Обсудить.\n7) Составить план:\n– до мая;\n– до июня.\nСообщить."
    assert read(text, numbered=True) == [
        ("paragraph", ["Руководителям:"]),
        ("numbered", ["Обсудить.", ("Составить план:", ["до мая;", "до июня."]), "Сообщить."]),
    ]


def test_an_introduction_between_numbers_begins_a_list_of_its_own():
    assert read("Раз.\nШколам:\nДва.", numbered=True) == [
        ("numbered", ["Раз."]),
        ("paragraph", ["Школам:"]),
        ("numbered", ["Два."]),
    ]


@pytest.mark.parametrize("text", ["", "\n \n", "\r\n"])
def test_nothing_typed_is_nothing(text):
    assert read(text) == read(text, numbered=True) == []


def test_a_dash_alone_and_a_year_at_the_beginning_are_words():
    assert read("–\n2022 год был удачным.\n2022. Год.", numbered=True) == [
        ("numbered", ["–", "2022 год был удачным.", "2022. Год."])
    ]
