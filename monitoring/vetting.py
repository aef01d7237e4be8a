"""Rows as sent → cells with typed values, and every error of every row.

One bad row hides no other, and one bad field hides no other field of the row that can be judged without it. A row
whose address is good and whose value is not stays known as a cell without value, so that nothing is compared with
the number it was meant to replace. The second row for one cell is an error that names the first.

Guaranteed for what comes out: the cell exists for that school, year, event or metric, and the value is allowed there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from monitoring.models import CellKind, Event, Metric
from monitoring.register import Register, code_text
from monitoring.sheet import Ref
from monitoring.tidy import Fact, FactError
from monitoring.values import CellValue, ValueRefused, read_metric, read_people
from schools.calendar import parse_year
from schools.grades import LAST_GRADE, UNGRADED, Grades, grade_label
from schools.models import Kind, School
from schools.numbers import parse_number

PUPIL_KINDS = (CellKind.PUPILS.value, CellKind.PUPILS_WITH_DISABILITIES.value)
METRIC = CellKind.METRIC.value
PRESCHOOL_GRADES = Grades.of([0])
UNKNOWN = -1


@dataclass(slots=True)
class Entry:
    """One good address; `value` None = the row's value was refused."""

    row: int
    fact: Fact
    school: School
    year: int
    ref: Ref
    event: Event | None
    metric: Metric | None
    value: CellValue | None


class _RowRefused(Exception):
    def __init__(self, field: str, code: str, message: str) -> None:
        self.field, self.code, self.message = field, code, message
        super().__init__(message)


@dataclass
class Vetting:
    """Reads rows one by one; `draft` lets an empty value clear a cell."""

    register: Register
    draft: bool = False
    entries: list[Entry] = field(default_factory=list)
    errors: list[FactError] = field(default_factory=list)
    _seen: dict[tuple[int, int, Ref], Entry] = field(default_factory=dict, repr=False)
    _years: dict[str, int] = field(default_factory=dict, repr=False)
    _people: dict[tuple[type, object], CellValue] = field(default_factory=dict, repr=False)

    def vet(self, facts: Iterable[Fact]) -> None:
        for row, fact in enumerate(facts, start=1):
            if fact.problem:
                self._refuse(row, fact, "", "columns", fact.problem)
            else:
                self._vet_row(row, fact)

    def refuse(self, entry: Entry, field: str, code: str, message: str, *, stands: str = "") -> None:
        """Add an error of a row that was good by itself."""
        self._refuse(entry.row, entry.fact, field, code, message, stands)

    def _refuse(self, row: int, fact: Fact, field: str, code: str, message: str, stands: str = "") -> None:
        value = code_text(getattr(fact, field)) if field else code_text(fact.school)
        self.errors.append(FactError(row, fact.line, field, code, value, message, stands))

    def _try(self, row: int, fact: Fact, read: Callable[..., object], *args: object) -> object:
        try:
            return read(*args)
        except _RowRefused as refused:
            self._refuse(row, fact, refused.field, refused.code, refused.message)
            return None

    def _vet_row(self, row: int, fact: Fact) -> None:
        errors_before = len(self.errors)
        school = self._try(row, fact, self._school, fact)
        year = self._try(row, fact, self._year, fact)
        kind = self._try(row, fact, _kind, fact)
        definition = self._try(row, fact, self._definition, kind, fact) if kind else None
        known = bool(kind) and (definition is not None or kind in PUPIL_KINDS)
        grade = self._try(row, fact, _grade, fact, kind, school) if kind and school else None
        value = self._try(row, fact, self._value, fact, kind, definition) if known else None
        if school is None or year is None or grade is None or not known:
            return
        assert isinstance(school, School)
        assert isinstance(year, int)
        assert isinstance(grade, int)
        event = definition if isinstance(definition, Event) else None
        metric = definition if isinstance(definition, Metric) else None
        self._try(row, fact, self._fits, school, year, str(kind), event, metric, grade)
        bad = len(self.errors) > errors_before + (value is None)
        ref = Ref(str(kind), definition.code if isinstance(definition, Event | Metric) else "", grade)
        if not bad and (value is None or isinstance(value, CellValue)):
            self._add(Entry(row, fact, school, year, ref, event, metric, value))

    def _add(self, entry: Entry) -> None:
        first = self._seen.setdefault((entry.school.pk, entry.year, entry.ref), entry)
        if first is not entry:
            place = f"в строке {first.fact.line}" if first.fact.line else f"в записи {first.row}"
            self.refuse(
                entry, "value", "duplicate", f"эта ячейка уже есть {place}: оставьте одну из двух строк."
            )
        else:
            self.entries.append(entry)

    def _school(self, fact: Fact) -> School:
        code = code_text(fact.school)
        school = self.register.schools.get(code)
        if school is None:
            message = (
                f"неизвестный код организации.{self.register.advice('school', code)} Коды – в списке организаций."
                if code
                else "нет кода организации: впишите его."
            )
            raise _RowRefused("school", "unknown_school", message)
        return school

    def _year(self, fact: Fact) -> int:
        text = code_text(fact.year)
        if text not in self._years:
            try:
                self._years[text] = parse_year(text)
            except ValueError:
                self._years[text] = UNKNOWN
        if self._years[text] == UNKNOWN:
            message = (
                "учебный год – четырёхзначный год его начала, от 1990 до 2099: например, 2021 или 2021/2022."
            )
            raise _RowRefused("year", "unknown_year", message)
        return self._years[text]

    def _definition(self, kind: str, fact: Fact) -> Event | Metric | None:
        code = code_text(fact.code)
        if kind in PUPIL_KINDS:
            if code:
                raise _RowRefused(
                    "code", "code_not_allowed", "для обучающихся код не нужен: оставьте столбец пустым."
                )
            return None
        what = "metric" if kind == METRIC else "event"
        found = self.register.metrics.get(code) if kind == METRIC else self.register.events.get(code)
        if found is None:
            word = "показателя" if kind == METRIC else "мероприятия"
            message = (
                f"неизвестный код {word}.{self.register.advice(what, code)}" if code else f"нет кода {word}."
            )
            raise _RowRefused("code", f"unknown_{what}", f"{message} Коды – в справочнике.")
        return found

    def _value(self, fact: Fact, kind: str, definition: Event | Metric | None) -> CellValue:
        try:
            if isinstance(definition, Metric):
                value = read_metric(definition, fact.value)
            else:
                value = self._read_people(fact.value)
        except ValueRefused as refused:
            raise _RowRefused("value", refused.code, str(refused)) from None
        if value.is_empty and not self.draft:
            raise _RowRefused("value", "empty", "пустое значение: напишите число, 0 или н/д.")
        return value

    def _read_people(self, raw: object) -> CellValue:
        """Numbers of people repeat: each spelling is read once."""
        if not isinstance(raw, str | int | float):
            return read_people(raw)
        key = (type(raw), raw)
        if key not in self._people:
            self._people[key] = read_people(raw)
        return self._people[key]

    def _fits(
        self, school: School, year: int, kind: str, event: Event | None, metric: Metric | None, grade: int
    ) -> None:
        """The rules that need more than one field."""
        reason = self.register.why_not_in(school, year)
        if reason:
            raise _RowRefused("school", "not_participating", reason)
        definition = event or metric
        if definition is not None and definition.municipality_id not in (None, school.municipality_id):
            raise _RowRefused(
                "code",
                "foreign_code",
                f"{_quoted(definition)} принадлежит другому муниципалитету: возьмите общий код или свой.",
            )
        if event is not None:
            _check_event(event, year, kind, grade)
        if metric is not None and not metric.asked_of(school.kind):
            message = (
                f"{_quoted(metric)} не спрашивается у этого вида организаций ({school.get_kind_display()}): "
                "уберите строку."
            )
            raise _RowRefused("code", "metric_not_asked", message)


def _kind(fact: Fact) -> str:
    kind = code_text(fact.kind).lower()
    if kind not in CellKind.values:
        raise _RowRefused(
            "kind", "unknown_kind", f"неизвестный вид: нужен один из {', '.join(CellKind.values)}."
        )
    return kind


def _grade(fact: Fact, kind: str, school: School) -> int:
    """The grade of the cell; organisations and metrics without grades have UNGRADED, preschools grade 0."""
    parsed = parse_number(fact.grade)
    if kind == METRIC:
        if parsed.kind != "empty":
            raise _RowRefused(
                "grade", "grade_not_allowed", "у показателя нет классов: оставьте столбец пустым."
            )
        return UNGRADED
    if not school.works_by_grades:
        if parsed.kind != "empty":
            message = f"«{school}» работает без классов: оставьте столбец пустым."
            raise _RowRefused("grade", "grade_not_allowed", message)
        return UNGRADED
    if parsed.kind == "empty":
        if school.kind == Kind.PRESCHOOL or school.grades == PRESCHOOL_GRADES:
            return 0
        raise _RowRefused(
            "grade", "grade_missing", "нет класса: впишите число от 0 (дошкольные группы) до 12."
        )
    if parsed.value is None or parsed.is_percent or parsed.value not in range(LAST_GRADE + 1):
        raise _RowRefused("grade", "unknown_grade", "класс – целое число от 0 (дошкольные группы) до 12.")
    grade = int(parsed.value)
    if grade not in school.grades:
        message = (
            f"у «{school}» нет этого класса, есть {school.grades.label}: уберите строку или поправьте класс."
        )
        raise _RowRefused("grade", "untaught_grade", message)
    return grade


def _check_event(event: Event, year: int, kind: str, grade: int) -> None:
    name = _quoted(event.label)
    if not event.runs_in(year):
        years = f"с {event.first_year or '…'} по {event.last_year or '…'}"
        message = f"{name} в этом году не проводится ({years}): уберите строку или поправьте год."
        raise _RowRefused("year", "event_not_running", message)
    if kind == CellKind.EVENT_WITH_DISABILITIES and event.audience == Event.Audience.DISABILITIES:
        message = f"все участники {name} – с ОВЗ или инвалидностью: укажите их один раз, видом event."
        raise _RowRefused("kind", "all_with_disabilities", message)
    if grade not in event.covered:
        covered = f"{name} охватывает {event.grades.label}, а не {grade_label(grade)}"
        message = f"{covered}: уберите строку или поправьте класс."
        raise _RowRefused("grade", "outside_event", message)


def _quoted(name: object) -> str:
    """In quotes; a name that has some stays as it is."""
    return str(name) if "«" in str(name) else f"«{name}»"


def school_codes(facts: Sequence[Fact]) -> set[str]:
    return {code_text(fact.school) for fact in facts}
