"""What a head sees first: the headline («what to do») and one sentence of reasons («why»), built from evidence by rule.

A coverage by one event: «Вовлечь в «Билет в будущее» ещё 12 учеников 6–11 классов». A closed result (admissions) cannot
be caught up: «не хватило 3 чел.». Without figures the headline is the first sentence of the text, and there is no why.
"""

from __future__ import annotations

import re
from fractions import Fraction

from recommendations.evidence import Evidence
from recommendations.wording import NO_DATA, gap_text, lack_words, short_text, value_text
from schools.grades import Grades
from schools.numbers import NBSP, counted, format_number, format_plan, format_value, plural

SHORTEST, LONGEST = 25, 140
PRESCHOOL = Grades.of([0])
_SENTENCE = re.compile(r".+?[.!?…](?=\s|$)", re.DOTALL)


def headline(evidence: Evidence, text: str) -> str:
    """One line that says what to do or what is wrong."""
    return _by_trigger(evidence) or _by_gap(evidence) or first_sentence(text)


def _by_trigger(evidence: Evidence) -> str:
    if evidence.trigger == "late":
        return f"Сдать отчёт за {evidence.year_label} учебный год"
    if not evidence.indicator or evidence.trigger == "always":
        return ""
    less = evidence.better == "lower"
    return {
        "no_data": f"Представить данные: {evidence.heading}",
        "best_practice": f"Поделиться опытом: {evidence.heading}",
        "falling": f"{evidence.heading}: {'рост' if less else 'снижение'} второй год подряд",
        "below_municipality": f"{evidence.heading}: {'выше' if less else 'ниже'} муниципального значения",
    }.get(evidence.trigger, "")


def _by_gap(evidence: Evidence) -> str:
    if not evidence.indicator or evidence.trigger == "always" or evidence.value is None:
        return ""
    if evidence.scope == "municipality":
        return f"{evidence.heading}: по муниципалитету {value_text(evidence)}{_plan(evidence)}"
    if evidence.trigger == "zero" and evidence.counts == "participants":
        return f"{evidence.event or evidence.heading}: участников нет"
    if not evidence.short or evidence.unit != "percent" or evidence.better == "lower":
        return f"{evidence.heading}: {value_text(evidence)}{_plan(evidence)}"
    return _to_catch_up(evidence)


def _to_catch_up(evidence: Evidence) -> str:
    """People are missing: a closed result only says so, a coverage says whom to involve."""
    if evidence.outcome:
        return f"{evidence.heading}: {lack_words(evidence)} {short_text(evidence)}"
    if evidence.counts != "participants":
        return f"{evidence.heading}: {lack_words(evidence)} {short_text(evidence)}"
    involved = f"ещё {_pupils_to_involve(evidence)}"
    if evidence.event.startswith("«"):
        return f"Вовлечь в {evidence.event} {involved}"
    return f"{evidence.event or evidence.heading}: вовлечь {involved}"


def _plan(evidence: Evidence) -> str:
    plan = format_plan(evidence.target, evidence.unit, evidence.unit_name, empty="")
    return f" при плане {plan}" if plan else ""


def _pupils_to_involve(evidence: Evidence) -> str:
    """«12 учеников 6–11 классов», «1 воспитанника»."""
    assert evidence.short is not None
    if evidence.grade_set == PRESCHOOL:
        words = ("воспитанника", "воспитанников", "воспитанников")
    elif evidence.grade_set:
        words = ("ученика", "учеников", "учеников")
    else:
        words = ("обучающегося", "обучающихся", "обучающихся")
    return f"{counted(evidence.short, *words)}{_of_grades(evidence)}"


def _of_grades(evidence: Evidence) -> str:
    """« 6–11 классов», « 6–11 классов с ОВЗ и инвалидностью»; nothing where grades say nothing."""
    grades = grades_genitive(evidence.grade_set - PRESCHOOL)
    ability = " с\u00a0ОВЗ и\u00a0инвалидностью" if evidence.disabilities else ""
    return (f" {grades}" if grades else "") + ability


def grades_genitive(grades: Grades) -> str:
    """«6–11 классов», «9 класса», «5–7 и 9 классов»; empty without classes."""
    runs = [f"{first}–{last}" if first != last else f"{first}" for first, last in grades.ranges()]
    if not runs:
        return ""
    word = "класса" if len(grades) == 1 else "классов"
    return f"{', '.join(runs[:-1])}{' и ' if runs[1:] else ''}{runs[-1]}{NBSP}{word}"


def why(evidence: Evidence) -> str:
    """«Участвуют 34 из 152 обучающихся 6–11 классов – 22,4 % при плане 30 %»; empty without figures."""
    if not evidence.indicator:
        return ""
    if evidence.status == "no_data" or evidence.value is None:
        return f"{evidence.heading}: {NO_DATA}"
    return f"{_figures(evidence)}{_plan(evidence)}{_comparison(evidence)}"


def _figures(evidence: Evidence) -> str:
    value = value_text(evidence)
    if evidence.scope == "municipality":
        return f"{evidence.heading}: по муниципалитету {value}"
    if evidence.unit != "percent":
        return f"{evidence.heading}: {value}"
    assert evidence.numerator is not None
    part = f"{format_number(evidence.numerator)} из {format_number(evidence.denominator)}"
    population = _population(evidence)
    if evidence.counts != "participants":
        return f"{evidence.heading}: {part}{population} – {value}"
    if not evidence.numerator:
        return f"Участников нет: 0 из {format_number(evidence.denominator)}{population} – {value}"
    verb = plural(evidence.numerator, "Участвует", "Участвуют", "Участвуют")
    return f"{verb} {part}{population} – {value}"


def _population(evidence: Evidence) -> str:
    if evidence.of != "pupils":
        return ""
    one, many = (
        ("воспитанника", "воспитанников")
        if evidence.grade_set == PRESCHOOL
        else ("обучающегося", "обучающихся")
    )
    return f" {plural(evidence.denominator or 0, one, many, many)}{_of_grades(evidence)}"


def _comparison(evidence: Evidence) -> str:
    if evidence.trigger == "falling" and evidence.previous_value is not None:
        return f"; год назад было {_rounded(evidence.previous_value, evidence)}"
    if evidence.trigger == "below_municipality" and evidence.municipality_value is not None:
        return f"; по муниципалитету {_rounded(evidence.municipality_value, evidence)}"
    return ""


def _rounded(value: Fraction, evidence: Evidence) -> str:
    return format_value(value, evidence.unit, evidence.decimals, evidence.unit_name)


def now_reads(evidence: Evidence) -> str:
    """How a note tells of corrected figures: «22,4 % при плане 30 %, не хватает 12 чел.»."""
    text = f"{value_text(evidence)}{_plan(evidence)}"
    if evidence.short:
        return f"{text}, {lack_words(evidence)} {short_text(evidence)}"
    return f"{text}, отставание {gap_text(evidence)}" if evidence.gap else text


def remark(beginning: str, evidence: Evidence) -> str:
    """«Данные уточнены: 25,0 % при плане 30 %, не хватает 5 чел.», with one full stop."""
    if evidence.value is None:
        return f"{beginning}."
    return f"{beginning}: {now_reads(evidence).rstrip('.')}."


def first_sentence(text: str) -> str:
    """The first sentence of a text; a long one ends at its first colon or semicolon, else at a word."""
    match = _SENTENCE.match(text.strip())
    sentence = (match[0] if match else text.strip()).rstrip(".")
    if len(sentence) <= LONGEST:
        return sentence
    clause = re.split(r"[:;]", sentence, maxsplit=1)[0]
    if SHORTEST <= len(clause) <= LONGEST:
        return clause
    return sentence[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:–—") + "…"
