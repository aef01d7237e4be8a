"""A contingent file that was read → its preview: what the pupils of which organisations would become.

Organisations are found by code, or by a name of theirs, now or formerly (`schools.naming`); others are
named and not loaded, and so are those whose report takes no numbers now. A total that is not the sum of its
grades is refused with both numbers. Empty cells, dashes and zeros of grades that are not taught say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitoring.contingent.table import PUPILS, Part, Pupils, read_table
from monitoring.lacking import quoted
from monitoring.register import code_text
from monitoring.tidy import Fact
from monitoring.unreadable import FactsUnreadable
from monitoring.workbook.lines import REFUSED, Line, Preview
from monitoring.workbook.standing import told_closed, why_closed
from monitoring.workbook.trying import Tried, try_rows
from monitoring.workbook.warning import warned, warning_of
from monitoring.workbook.weighing import Desk
from schools.grades import UNGRADED
from schools.models import FormerName, School
from schools.naming import Naming
from schools.numbers import parse_number


def weigh_contingent(content: bytes, desk: Desk) -> Preview:
    """Raises FactsUnreadable for a file that is no contingent, or not of these organisations."""
    table = read_table(content)
    parts, unknown = _with_schools(table.parts, desk)
    if not parts and desk.school is not None and not unknown:
        raise FactsUnreadable(
            f"В файле нет вашей организации ({quoted(str(desk.school))}): загрузите файл, в котором она есть."
        )
    if not parts:
        listed = ", ".join(quoted(name) for name in unknown[:5])
        raise FactsUnreadable(
            f"Не найдена ни одна организация: {listed}. Впишите коды из списка организаций."
        )
    schools = list({school.pk: school for school, _ in parts}.values())
    closed = why_closed(wave=desk.wave, schools=schools, person=desk.person)
    if len(closed) == len(schools):
        raise FactsUnreadable(f"{quoted(str(schools[0]))}: {closed[schools[0].pk]}")
    open_parts = [(school, part) for school, part in parts if school.pk not in closed]
    numbers = [(school, pupils) for school, part in open_parts for pupils in _said(school, part)]
    year = desk.wave.campaign.year_id
    tried = try_rows([_fact(school, pupils, year) for school, pupils in numbers], desk.person)
    lines = [_line(*pair, found) for pair, found in zip(numbers, tried, strict=True) if found.status]
    lines = warned(lines, {school.code: school for school in schools}, desk.wave)
    return Preview(
        [*lines, *_wrong_totals(open_parts)],
        unchanged=len(numbers) - len(lines),
        notes=[*warning_of(lines), *_notes(table.unread, unknown), *told_closed(closed, schools)],
        read=table.read,
    )


def _with_schools(parts: list[Part], desk: Desk) -> tuple[list[tuple[School, Part]], list[str]]:
    if not any(part.code or part.name for part in parts):
        if desk.school is None:
            raise FactsUnreadable(
                "В файле одна организация без названия: загрузите его на странице этой организации."
            )
        return [(desk.school, part) for part in parts], []
    naming = _naming(desk)
    found, unknown = [], []
    for part in parts:
        school = naming.only(part.code) or naming.only(part.name)
        if school is None:
            unknown.append(part.name or part.code)
        elif desk.school is None or school == desk.school:
            found.append((school, part))
    if len({school.pk for school, _ in found}) < len(found):
        raise FactsUnreadable("Одна организация стоит в файле дважды: оставьте одну строку.")
    return found, unknown


def _naming(desk: Desk) -> Naming:
    """All organisations of the municipality, by present and former names."""
    schools = list(
        School.objects.filter(municipality=desk.wave.campaign.municipality).select_related("municipality")
    )
    by_pk = {school.pk: school for school in schools}
    former = FormerName.objects.filter(school__in=schools).values_list("short_name", "school")
    return Naming(schools, [(name, by_pk[key]) for name, key in former])


def _said(school: School, part: Part) -> Iterator[Pupils]:
    """The numbers that say something."""
    for pupils in part.pupils:
        parsed = parse_number(pupils.value)
        if parsed.kind in ("empty", "no_data") or (parsed.value == 0 and pupils.grade not in school.grades):
            continue
        yield pupils


def _fact(school: School, pupils: Pupils, year: int) -> Fact:
    return Fact(school.code, year, pupils.kind, "", pupils.grade, pupils.value)


def _line(school: School, pupils: Pupils, found: Tried) -> Line:
    new = code_text(pupils.value)[:200] if found.status == REFUSED else found.new
    return Line(
        school.code, pupils.kind, "", pupils.grade, found.status, found.old, new, found.why, "", pupils.at
    )


def _wrong_totals(parts: Iterable[tuple[School, Part]]) -> Iterator[Line]:
    for school, part in parts:
        total = parse_number(part.total).value
        numbers = [parse_number(pupils.value).value for pupils in part.pupils if pupils.kind == PUPILS]
        known = [number for number in numbers if number is not None]
        if total is not None and known and total != sum(known):
            why = f"«Всего» в файле – {total:f}, а сумма по классам – {sum(known):f}: проверьте числа."
            yield Line(school.code, PUPILS, "", UNGRADED, REFUSED, "", f"{total:f}", why)


def _notes(unread: list[str], unknown: list[str]) -> list[str]:
    notes = []
    if unread:
        notes.append(f"Не прочитано: {', '.join(unread[:10])}.")
    if unknown:
        listed = ", ".join(quoted(name[:60]) for name in unknown[:10])
        notes.append(f"Не найдены организации: {listed}. Впишите их коды из списка организаций.")
    return notes
