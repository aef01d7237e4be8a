"""A table of organisations → new organisations of a municipality: all rows or none.

`vet` reads the rows: each fault with its line, column and what to do; codes that are missing are proposed, a kind that
is missing is read from the abbreviation in the name («СОШ», «ООШ») and said to be so. `enrol` writes what was vetted.
Organisations that are already there are refused row by row: the list adds, the card of an organisation changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from schools.codes_proposed import free_codes
from schools.grades import UNGRADED, WITHOUT_GRADES, Grades, GradesError
from schools.models import DEFAULT_GRADES, Kind, Locality, Municipality, School, User
from schools.models.fields import name_key
from schools.models.places import fits_an_address
from schools.parsing import is_storable
from schools.rules import can_manage_people

COLUMNS = {
    "code": "Код", "short_name": "Краткое название", "full_name": "Полное название", "kind": "Вид",
    "grades": "Классы", "locality": "Местность", "email": "Электронная почта",
}  # fmt: skip
LONGEST = {"short_name": 200, "full_name": 500, "code": 50, "email": 254}
MOST_ROWS = 1000
_KINDS = {
    **{label: kind for kind, label in Kind.choices}, **{kind: kind for kind in Kind.values},
    "сош": Kind.SECONDARY, "оош": Kind.BASIC, "нош": Kind.PRIMARY, "лицей": Kind.SECONDARY,
    "гимназия": Kind.SECONDARY, "доу": Kind.PRESCHOOL, "дс": Kind.PRESCHOOL, "детский сад": Kind.PRESCHOOL,
    "удо": Kind.SUPPLEMENTARY, "дополнительное образование": Kind.SUPPLEMENTARY,
    "центр": Kind.AUTHORITY,
}  # fmt: skip
_IN_NAMES = (
    (r"\bсош\b|средняя|лицей|гимнази", Kind.SECONDARY), (r"\bоош\b|основная", Kind.BASIC),
    (r"\bнош\b|начальная", Kind.PRIMARY), (r"детский сад|\bдоу\b|\bмбдоу\b|\bд/с\b", Kind.PRESCHOOL),
    (r"\bддт\b|\bцдт\b|\bдюц\b|\bудо\b|дом творчества|дополнительного образования", Kind.SUPPLEMENTARY),
)  # fmt: skip
_URBAN, _RURAL = (
    ("город", "городская", "г", "г.", "urban"),
    ("село", "сельская", "с", "с.", "деревня", "посёлок", "поселок", "станица", "хутор", "rural"),
)


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, in words."""

    line: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        column = f", столбец «{COLUMNS[self.column]}»" if self.column else ""
        shown = f", «{self.value[:60]}»" if self.value else ""
        return f"строка {self.line}{column}{shown}: {self.message}"


@dataclass
class NewSchool:
    """A row read; `proposed` names what the portal filled in by itself."""

    line: int
    school: School
    proposed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Vetted:
    schools: Sequence[NewSchool]
    faults: Sequence[Fault]
    there: int
    """How many of the rows name organisations the municipality already has."""


class EnrolRefused(Exception):
    """Nothing was written; the message says, in Russian, why."""


def vet(*, municipality: Municipality, rows: Iterable[tuple[int, dict[str, object]]]) -> Vetted:
    """Three queries however many rows; rows are (line of the file, cells by column)."""
    found: list[NewSchool] = []
    faults: list[Fault] = []
    there = 0
    names = {name_key(name): name for name in municipality.schools.values_list("short_name", flat=True)}
    seen: dict[str, int] = {}
    for line, cells in rows:
        row = _read(municipality, line, cells, faults)
        key = row.school.name_key = name_key(row.school.short_name)
        if key and key in names:
            there += 1
            faults.append(_fault(line, "short_name", cells, "такая организация уже есть: уберите строку"))
        elif key and key in seen:
            faults.append(_fault(line, "short_name", cells, f"это название уже стоит в строке {seen[key]}"))
        seen.setdefault(key, line)
        found.append(row)
    _give_codes(municipality, found, faults)
    return Vetted(found, sorted(faults, key=lambda fault: fault.line), there)


@transaction.atomic
def enrol(*, municipality: Municipality, person: User, schools: Sequence[NewSchool]) -> list[School]:
    """Write them all; somebody who was faster with the same codes refuses them all."""
    if not can_manage_people(person, municipality):
        raise EnrolRefused("Организации добавляет специалист их муниципалитета.")
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    try:
        with transaction.atomic():
            return School.objects.bulk_create([row.school for row in schools])
    except IntegrityError as error:
        raise EnrolRefused("Список в это же время менял кто-то ещё: загрузите файл ещё раз.") from error


def _read(municipality: Municipality, line: int, cells: dict[str, object], faults: list[Fault]) -> NewSchool:
    text = {name: _text(cells.get(name)) for name in COLUMNS}
    unstorable = [name for name in COLUMNS if not is_storable(text[name])]
    for name in unstorable:
        faults.append(Fault(line, name, "", "в тексте служебные знаки: наберите его заново"))
        text[name] = ""
    row = NewSchool(line, School(municipality=municipality, code=text["code"]))
    school = row.school
    school.short_name, school.full_name, school.email = text["short_name"], text["full_name"], text["email"]
    if not school.short_name and "short_name" not in unstorable:
        faults.append(Fault(line, "short_name", "", "нет названия: напишите, например, МБОУ «Ёлкинская СОШ»"))
    for name, most in LONGEST.items():
        if len(text[name]) > most:
            faults.append(Fault(line, name, text[name], f"длиннее {most} знаков: сократите"))
    if school.email and not _is_email(school.email):
        faults.append(Fault(line, "email", school.email, "это не адрес почты: например, school@example.ru"))
    _read_kind(row, text["kind"], faults)
    _read_grades(row, text["grades"], faults)
    _read_locality(row, text["locality"], faults)
    return row


def _read_kind(row: NewSchool, text: str, faults: list[Fault]) -> None:
    kind = _KINDS.get(text.lower())
    if not text:
        names = f"{row.school.short_name} {row.school.full_name}".lower()
        kind = next((kind for pattern, kind in _IN_NAMES if re.search(pattern, names)), None)
        if kind:
            row.proposed.append("kind")
    if kind is None:
        kinds = ", ".join(label for _, label in Kind.choices)
        faults.append(Fault(row.line, "kind", text, f"укажите вид: {kinds}"))
        return
    row.school.kind = kind


def _read_grades(row: NewSchool, value: object, faults: list[Fault]) -> None:
    """Left empty they are those of the kind."""
    text = _text(value)
    usual = DEFAULT_GRADES.get(row.school.kind, WITHOUT_GRADES)
    if not text or not row.school.kind:
        row.school.grades = usual
        if row.school.kind:
            row.proposed.append("grades")
        return
    try:
        grades = Grades.parse(text)
    except GradesError as error:
        faults.append(Fault(row.line, "grades", text, str(error)))
        return
    if usual == WITHOUT_GRADES:
        faults.append(
            Fault(row.line, "grades", text, "организации этого вида не работают по классам: очистите ячейку")
        )
    elif UNGRADED in grades:
        faults.append(Fault(row.line, "grades", text, "перечислите классы, например 1-11"))
    row.school.grades = grades


def _read_locality(row: NewSchool, text: str, faults: list[Fault]) -> None:
    if text.lower() in _URBAN:
        row.school.locality = Locality.URBAN
    elif text.lower() in _RURAL:
        row.school.locality = Locality.RURAL
    else:
        faults.append(Fault(row.line, "locality", text, "укажите: город или село"))


def _give_codes(municipality: Municipality, rows: Sequence[NewSchool], faults: list[Fault]) -> None:
    """Propose the missing ones; a code in the address of pages is unique in the whole portal."""
    named = [row for row in rows if row.school.code]
    taken = dict(
        School.objects.filter(code__in=[r.school.code for r in named]).values_list("code", "short_name")
    )
    seen: dict[str, int] = {}
    for row in named:
        code = row.school.code
        if code in taken:
            faults.append(
                Fault(
                    row.line,
                    "code",
                    code,
                    "код занят другой организацией: возьмите другой или оставьте пустым",
                )
            )
        elif code in seen:
            faults.append(Fault(row.line, "code", code, f"этот код уже стоит в строке {seen[code]}"))
        else:
            _check_code(row, faults)
        seen.setdefault(code, row.line)
    missing = [row for row in rows if not row.school.code]
    for row, code in zip(missing, free_codes(municipality, len(missing), besides=set(seen)), strict=True):
        row.school.code = code
        row.proposed.append("code")


def _check_code(row: NewSchool, faults: list[Fault]) -> None:
    try:
        fits_an_address(row.school.code)
    except ValidationError as error:
        faults.append(Fault(row.line, "code", row.school.code, " ".join(error.messages)))


def _fault(line: int, column: str, cells: dict[str, object], message: str) -> Fault:
    return Fault(line, column, _text(cells.get(column)), message)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _text(value: object) -> str:
    """A cell as it prints: 5.0 of a spreadsheet is «5»."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())
