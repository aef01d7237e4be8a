"""Placeholders, headlines and reasons, with their numbers in Russian form."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from recommendations.evidence import Evidence
from recommendations.headlines import first_sentence, grades_genitive, headline, now_reads, why
from recommendations.wording import PLACEHOLDERS, check_text, outline, values_for
from schools.grades import Grades
from schools.placeholders import fill

COVERAGE = Evidence(
    year=2021, trigger="below_target", rule="r1", rule_version=3, indicator="bilet_6_11",
    name="Доля обучающихся 6–11 классов, охваченных проектом «Билет в будущее»", heading="Билет в будущее, 6–11",
    event="«Билет в будущее»", counts="participants", of="pupils", grades="6-11", status="missed",
    numerator=Decimal(34), denominator=Decimal(152), target=Decimal(30), target_version=2, short=Decimal(12),
    municipality_numerator=Decimal(566), municipality_denominator=Decimal(2000),
)  # fmt: skip
DUE = dt.date(2022, 5, 15)


def values(evidence: Evidence, due: dt.date | None = DUE) -> dict[str, str]:
    return values_for(evidence, school="Ёлкинская СОШ", municipality="Речной округ", due=due)


def test_every_placeholder_has_its_value():
    assert values(COVERAGE) == {
        "школа": "Ёлкинская СОШ",
        "год": "2021/2022",
        "показатель": "Доля обучающихся 6–11 классов, охваченных проектом «Билет в будущее»",
        "значение": "22,4\u00a0%",
        "план": "30\u00a0%",
        "отставание": "7,6\u00a0п.п.",
        "не_хватает": "12\u00a0чел.",
        "классы": "6–11\u00a0классы",
        "муниципалитет": "Речной округ",
        "значение_муниципалитета": "28,3\u00a0%",
        "срок": "15\u00a0мая\u00a02022\u00a0года",
    }
    assert values(COVERAGE).keys() == PLACEHOLDERS.keys()


def test_missing_figures_still_read_well():
    empty = values(Evidence(year=2021, trigger="always"), due=None)
    text = fill("Охвачено: {значение}, план — {план}, до плана: {не_хватает}. Выполнить до {срок}.", empty)
    assert (
        text
        == "Охвачено: нет данных, план — не установлен, до плана: нет данных. Выполнить до конца учебного года."
    )
    assert (empty["показатель"], empty["отставание"], empty["классы"]) == (
        "нет данных",
        "нет данных",
        "все классы",
    )


def test_a_missed_value_is_never_printed_as_the_plan():
    close = replace(
        COVERAGE, numerator=Decimal(3996), denominator=Decimal(10000), target=Decimal(40), short=Decimal(4)
    )
    assert values(close)["значение"] == "39,96\u00a0%"
    assert values(close)["отставание"] == "0,04\u00a0п.п."


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("Охватить {классы}: {значение} при плане {план}", 0),
        ("", 1),
        ("До {сорк} и {сорк}", 1),
        ("До {срок", 1),
        ("До {}", 1),
        ("До {Срок}", 1),
        ("До { срок }", 1),
        ("До {{срок}}", 1),
        ("{неизвестное} }", 2),
    ],
)
def test_a_text_with_faults_is_refused_with_a_sentence_for_each(text: str, problems: int):
    assert len(check_text(text)) == problems


def test_the_refusal_names_the_unknown_placeholder_and_the_known_ones():
    (problem,) = check_text("До {сорк}.")
    assert problem.startswith("Подстановка {сорк} неизвестна; можно использовать: {школа}, {год}, ")


def test_an_abbreviation_at_the_end_of_a_sentence_has_one_full_stop():
    text = "Отставание – {отставание}. Не хватает {не_хватает}; {отставание}…"
    assert (
        fill(text, values(COVERAGE)) == "Отставание – 7,6\u00a0п.п. Не хватает 12\u00a0чел.; 7,6\u00a0п.п.…"
    )


def test_braces_inside_a_value_are_not_filled_again():
    assert fill("{школа}", {**values(COVERAGE), "школа": "Школа {план}"}) == "Школа {план}"


def test_the_outline_leaves_out_what_differs_between_schools():
    assert outline("Охвачено {значение}, до {срок}") == "Охвачено …, до …"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "Вовлечь в «Билет в будущее» ещё 12\u00a0учеников 6–11\u00a0классов"),
        ({"short": Decimal(1)}, "Вовлечь в «Билет в будущее» ещё 1\u00a0ученика 6–11\u00a0классов"),
        ({"short": Decimal(22)}, "Вовлечь в «Билет в будущее» ещё 22\u00a0учеников 6–11\u00a0классов"),
        ({"short": Decimal(21), "grades": "9"}, "Вовлечь в «Билет в будущее» ещё 21\u00a0ученика 9\u00a0класса"),
        (
            {"event": "Сопровождение", "grades": "0", "short": Decimal(1)},
            "Сопровождение: вовлечь ещё 1\u00a0воспитанника",
        ),
        (
            {"event": "Экскурсии", "grades": "", "short": Decimal(5)},
            "Экскурсии: вовлечь ещё 5\u00a0обучающихся",
        ),
        (
            {"disabilities": True},
            "Вовлечь в «Билет в будущее» ещё 12\u00a0учеников 6–11\u00a0классов с\u00a0ОВЗ и\u00a0инвалидностью",
        ),
        (
            {"outcome": True, "counts": "people", "heading": "Поступление в ПОО", "short": Decimal(3)},
            "Поступление в ПОО: не хватило 3\u00a0чел.",
        ),
        (
            {"counts": "people", "heading": "Консультации родителей"},
            "Консультации родителей: не хватает 12\u00a0чел.",
        ),
        (
            {"counts": "schools", "heading": "Школы с профклассами", "short": Decimal(2)},
            "Школы с профклассами: не хватает 2\u00a0организации",
        ),
        (
            {"unit": "count", "decimals": 0, "heading": "Договоры", "numerator": Decimal(1), "denominator": None,
             "target": Decimal(3), "short": Decimal(2), "counts": "people"},
            "Договоры: 1 при плане 3",
        ),
        ({"trigger": "zero", "numerator": Decimal(0)}, "«Билет в будущее»: участников нет"),
        ({"trigger": "late"}, "Сдать отчёт за 2021/2022 учебный год"),
        ({"trigger": "no_data"}, "Представить данные: Билет в будущее, 6–11"),
        ({"trigger": "always"}, "Провести экскурсии"),
        ({"indicator": ""}, "Провести экскурсии"),
        (
            {"scope": "municipality"},
            "Билет в будущее, 6–11: по муниципалитету 22,4\u00a0% при плане 30\u00a0%",
        ),
    ],
)  # fmt: skip
def test_the_headline_says_what_to_do(changes: dict, line: str):
    assert headline(replace(COVERAGE, **changes), "Провести экскурсии. Составить график.") == line


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {},
            "Участвуют 34 из 152 обучающихся 6–11\u00a0классов – 22,4\u00a0% при плане 30\u00a0%",
        ),
        (
            {"numerator": Decimal(0), "target": None},
            "Участников нет: 0 из 152 обучающихся 6–11\u00a0классов – 0,0\u00a0%",
        ),
        (
            {"denominator": Decimal(151)},
            "Участвуют 34 из 151 обучающегося 6–11\u00a0классов – 22,5\u00a0% при плане 30\u00a0%",
        ),
        ({"numerator": Decimal(1), "of": ""}, "Участвует 1 из 152 – 0,7\u00a0% при плане 30\u00a0%"),
        ({"numerator": None}, "Билет в будущее, 6–11: нет данных"),
        (
            {"trigger": "falling", "previous_numerator": Decimal(45), "previous_denominator": Decimal(150)},
            (
                "Участвуют 34 из 152 обучающихся 6–11\u00a0классов – 22,4\u00a0% при плане 30\u00a0%; "
                "год назад было 30,0\u00a0%"
            ),
        ),
        ({"indicator": ""}, ""),
    ],
)
def test_the_why_is_one_sentence(changes: dict, sentence: str):
    assert why(replace(COVERAGE, **changes)) == sentence


def test_a_note_tells_the_new_figures():
    assert now_reads(COVERAGE) == "22,4\u00a0% при плане 30\u00a0%, не хватает 12\u00a0чел."


def test_grades_are_declined():
    assert [grades_genitive(Grades.parse(text)) for text in ("6-11", "9", "5-7,9", "0")] == [
        "6–11\u00a0классов", "9\u00a0класса", "5–7 и 9\u00a0классов", "0\u00a0класса",
    ]  # fmt: skip
    assert grades_genitive(Grades()) == ""


def test_a_long_first_sentence_is_cut_at_a_word():
    assert first_sentence("Провести встречу. Ещё.") == "Провести встречу"
    assert first_sentence("слово " * 40).endswith("слово…")
    assert first_sentence("Сверить перечень действующих договоров: " + "слово " * 40) == (
        "Сверить перечень действующих договоров"
    )
    assert len(first_sentence("слово " * 40)) <= 141
