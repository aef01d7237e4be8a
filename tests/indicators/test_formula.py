"""Formulas in words."""

import pytest

from indicators.formula import formula_in_words, term_in_words
from indicators.models import Term
from monitoring.models import Event, Metric
from schools.grades import Grades


def in_words(indicator):
    return formula_in_words(indicator).replace("\u00a0", " ")


def test_a_percentage_names_both_sides(board):
    assert in_words(board.bilet) == (
        "участники: «Билет в будущее», 6–11 классы ÷ все обучающиеся 6–11 классов × 100 %"
    )


def test_a_count_is_its_numerator_and_an_indicator_without_terms_says_so(board):
    assert in_words(board.contracts) == "договоры с предприятиями"
    assert in_words(board.declared) == "формула не задана"


def test_sums_stand_in_brackets(board):
    for grade, position in (("9", 1), ("0", 2)):
        Term.objects.create(
            indicator=board.juniors, side="denominator", position=position,
            kind="pupils_with_disabilities", grades=Grades.parse(grade),
        )  # fmt: skip
    assert in_words(board.juniors) == (
        "участники: «Билет в будущее», 6–11 классы ÷ (все обучающиеся 6–11 классов"
        " + все обучающиеся с ОВЗ и инвалидностью 9 класса"
        " + все обучающиеся с ОВЗ и инвалидностью дошкольных групп) × 100 %"
    )


VISITS = Event(name="Дни открытых дверей", grades=Grades.parse("9-11"), counts="attendances")
YES = Metric(name="Есть договор с колледжем", type="yes_no")


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (Term(kind="schools"), "все организации, к которым относится показатель"),
        (Term(kind="pupils"), "все обучающиеся"),
        (Term(kind="event", event=VISITS), "посещения: «Дни открытых дверей», 9–11 классы"),
        (
            Term(kind="event_with_disabilities", event=VISITS, grades=Grades.parse("9"), counts_schools=True),
            "число организаций, где есть посещения с ОВЗ и инвалидностью: «Дни открытых дверей», 9 класс",
        ),
        (
            Term(kind="metric", metric=YES, counts_schools=True),
            "число организаций, ответивших «да»: есть договор с колледжем",
        ),
        (Term(kind="metric", metric=Metric(name="ОО с планом")), "ОО с планом"),
    ],
)
def test_every_kind_of_summand_has_its_words(term, words):
    assert term_in_words(term).replace("\u00a0", " ") == words
