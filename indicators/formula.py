"""The formula of an indicator in Russian words: an indicator with its terms read → one sentence without a full stop.

«участники: «Билет в будущее», 6–11 классы ÷ все обучающиеся 6–11 классов × 100 %». Names of events and metrics
are never declined: they stand after a word that is.
"""

from __future__ import annotations

from collections.abc import Iterable

from indicators.models import Indicator, Term
from monitoring.models import Event, Metric
from schools.grades import ALL_GRADES_MASK, EVERYTHING, Grades
from schools.numbers import NBSP

NO_FORMULA = "формула не задана"
_SCHOOL_GRADES = Grades(ALL_GRADES_MASK & ~1)


def formula_in_words(indicator: Indicator) -> str:
    """Reads `indicator.terms.all()`: prefetch them with their events and metrics."""
    terms = sorted(indicator.terms.all(), key=lambda term: term.position)
    numerator = _side(term for term in terms if term.side == Term.Side.NUMERATOR)
    denominator = _side(term for term in terms if term.side == Term.Side.DENOMINATOR)
    if not numerator:
        return NO_FORMULA
    if not denominator:
        return _joined(numerator)
    hundred = f" ×{NBSP}100{NBSP}%" if indicator.is_percent else ""
    return f"{_bracketed(numerator)} ÷ {_bracketed(denominator)}{hundred}"


def term_in_words(term: Term) -> str:
    if term.kind == Term.Kind.SCHOOLS:
        return "все организации, к которым относится показатель"
    words = _metric(term, term.metric) if term.metric is not None else _people(term)
    return f"число организаций, где есть {words}" if term.counts_schools and not _says_yes(term) else words


def denominator_words(indicator: Indicator, taught: Grades | None = None) -> str:
    """Whom the denominator counts, after its number: «в 6–11 классах», «с ОВЗ в 5–9 классах», «(выпускники 9 классов)».

    `taught` leaves the grades an organisation has; nothing is said of organisations themselves.
    """
    terms = [term for term in indicator.terms.all() if term.side == Term.Side.DENOMINATOR]
    if not terms or any(term.kind == Term.Kind.SCHOOLS for term in terms):
        return ""
    if any(term.metric is not None or term.event is not None for term in terms):
        return f"({_joined(_side(terms))})"
    grades = Grades(0)
    for term in terms:
        grades = grades | (EVERYTHING if term.grades is None else term.grades)
    disabled = all(term.kind == Term.Kind.PUPILS_WITH_DISABILITIES for term in terms)
    where = _prepositional(grades if taught is None else grades & taught) if grades != EVERYTHING else ""
    who = "с ОВЗ и инвалидностью" if disabled else "" if where else "обучающихся"
    return " ".join(word for word in (who, where) if word)


def _prepositional(grades: Grades) -> str:
    """«в 6–11 классах», «в 9 классе», «в дошкольных группах»."""
    words = _declined(grades, "дошкольных группах", "классе", "классах")
    return f"в{NBSP}{words}" if words else ""


def _side(terms: Iterable[Term]) -> list[str]:
    return [term_in_words(term) for term in terms]


def _joined(words: list[str]) -> str:
    return " + ".join(words)


def _bracketed(words: list[str]) -> str:
    return f"({_joined(words)})" if len(words) > 1 else words[0]


def _says_yes(term: Term) -> bool:
    return term.metric is not None and term.metric.type == Metric.Type.YES_NO


def _metric(term: Term, metric: Metric) -> str:
    if _says_yes(term):
        return f"число организаций, ответивших «да»: {lowered(metric.name)}"
    return lowered(metric.name)


def _people(term: Term) -> str:
    disabled = term.kind in (Term.Kind.PUPILS_WITH_DISABILITIES, Term.Kind.EVENT_WITH_DISABILITIES)
    if term.event is None:
        return _pupils(term.grades, disabled)
    grades = term.event.grades if term.grades is None else term.grades & term.event.covered
    who = "посещения" if term.event.counts == Event.Counts.ATTENDANCES else "участники"
    with_disabilities = " с ОВЗ и инвалидностью" if disabled else ""
    return f"{who}{with_disabilities}: {quoted(term.event.label)}, {grades.label}"


def _pupils(grades: Grades | None, disabled: bool) -> str:
    where = "" if grades is None or (not grades & _SCHOOL_GRADES and 0 not in grades) else _genitive(grades)
    if grades is not None and grades.mask & ALL_GRADES_MASK == ALL_GRADES_MASK:
        where = ""
    who = "обучающиеся с ОВЗ и инвалидностью" if disabled else "обучающиеся"
    return " ".join(word for word in ("все", who, where) if word)


def _genitive(grades: Grades) -> str:
    """«6–11 классов», «9 класса», «дошкольных групп»."""
    return _declined(grades, "дошкольных групп", "класса", "классов")


def _declined(grades: Grades, preschool: str, one: str, many: str) -> str:
    """Preschool groups and runs of grades with their nouns in a case."""
    classes = (grades & _SCHOOL_GRADES).ranges()
    words = [preschool] if 0 in grades else []
    if classes:
        text = ", ".join(f"{a}–{b}" if a != b else f"{a}" for a, b in classes)
        single = len(classes) == 1 and classes[0][0] == classes[0][1]
        words.append(f"{text}{NBSP}{one if single else many}")
    return " и ".join(words)


def quoted(name: str) -> str:
    return name if "«" in name else f"«{name}»"


def lowered(name: str) -> str:
    """The first letter small, unless the word is an abbreviation («ОО …»)."""
    return name if name[1:2].isupper() or name[:1] == "«" else name[:1].lower() + name[1:]
