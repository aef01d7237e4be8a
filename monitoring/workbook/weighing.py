"""A workbook that was read → its preview: what would be new, changed, left, refused, or has changed on the portal.

Raises FactsUnreadable for a workbook that does not belong here: of another portal, municipality, year, wave or
organisation, or of one the person may not fill in. A cell nobody touched (it says what it said at the download) is
unchanged, whatever the portal says by now. A cell of a report that takes no numbers now is left as it is, and told;
where there is nothing else it is refused. Numbers that would contradict others are no refusal, and are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from monitoring.history import last_changes_of
from monitoring.lacking import quoted
from monitoring.models import CellChange, Metric, Wave
from monitoring.register import code_text
from monitoring.rules import roles_in
from monitoring.sheet import Ref
from monitoring.tidy import Fact
from monitoring.unreadable import FactsUnreadable
from monitoring.values import ValueRefused, is_shown_as, read_metric, read_people
from monitoring.workbook.keys import Meta
from monitoring.workbook.lines import CONFLICT, LEFT, REFUSED, Line, Preview
from monitoring.workbook.reading import Book, BookCell
from monitoring.workbook.standing import told_closed, why_closed
from monitoring.workbook.trying import Tried, try_rows
from monitoring.workbook.warning import warned, warning_of
from schools.calendar import format_date, year_label
from schools.grades import UNGRADED
from schools.models import School, User

LONGEST_SHOWN = 200


@dataclass(frozen=True)
class Desk:
    """Where a workbook was handed in: the wave, one organisation or all (`school` None), and by whom."""

    wave: Wave
    school: School | None
    person: User


def weigh_book(book: Book, desk: Desk) -> Preview:
    """What the workbook would do."""
    _check_origin(book.keys.meta, desk)
    schools = _schools(book, desk)
    metrics = _metrics(desk.wave.campaign.municipality_id)
    touched = [cell for cell in book.cells if _is_touched(cell, book.keys.shown, metrics)]
    closed = why_closed(wave=desk.wave, schools=list(schools.values()), person=desk.person)
    left = {
        code: Tried(LEFT, why=closed[school.pk]) for code, school in schools.items() if school.pk in closed
    }
    open_cells = [cell for cell in touched if not cell.problem and cell.school not in left]
    year = desk.wave.campaign.year_id
    tried = try_rows([_fact(cell, year, book.keys.shown) for cell in open_cells], desk.person)
    answers = dict(zip(open_cells, tried, strict=True))
    lines = []
    for cell in touched:
        found = left.get(cell.school) or answers.get(cell) or Tried(REFUSED, why=cell.problem)
        if found.status:
            lines.append(_line(cell, found, book.keys.shown[cell.school, cell.ref]))
    if all(line.status == LEFT for line in lines):
        lines = [line._replace(status=REFUSED) for line in lines]
    lines = warned(_with_authors(lines, schools, desk.wave), schools, desk.wave)
    codes = sorted({line.school for line in lines if line.status == LEFT})
    notes = [*warning_of(lines), *told_closed(closed, [schools[code] for code in codes]), *_notes(book)]
    return Preview(lines, len(book.cells) - len(lines), notes)


def _check_origin(meta: Meta, desk: Desk) -> None:
    campaign = desk.wave.campaign
    again = "Скачайте книгу на этой странице."
    if not meta.is_ours:
        whose = f" ({meta.portal})" if meta.portal else ""
        raise FactsUnreadable(f"Книга скачана с другого портала{whose}. {again}")
    if meta.municipality != campaign.municipality.code:
        raise FactsUnreadable(f"Это книга другого муниципалитета (код {meta.municipality}). {again}")
    if meta.year != campaign.year_id:
        mine, other = year_label(campaign.year_id), year_label(meta.year)
        raise FactsUnreadable(
            f"Это книга за {other} учебный год, а открыт {mine}: выберите год вверху справа или скачайте новую."
        )
    if meta.wave != desk.wave.number:
        raise FactsUnreadable(f"Это книга другого этапа сбора: загрузите её на его странице. {again}")


def _schools(book: Book, desk: Desk) -> dict[str, School]:
    """The organisations of the sheets, each of which the person may fill in."""
    codes = {cell.school for cell in book.cells}
    if not codes:
        raise FactsUnreadable(
            "В книге не осталось листов с данными или служебной строки в них: скачайте книгу заново."
        )
    rows = School.objects.filter(code__in=codes, municipality=desk.wave.campaign.municipality)
    found = {school.code: school for school in rows.select_related("municipality")}
    names = book.keys.sheets
    if desk.school is not None and codes != {desk.school.code}:
        others = ", ".join(quoted(names[code]) for code in sorted(codes - {desk.school.code})[:3])
        raise FactsUnreadable(f"Это книга другой организации: {others}. Загрузите её на её странице.")
    foreign = [code for code in sorted(codes) if code not in found or not roles_in(desk.person, found[code])]
    if foreign:
        listed = ", ".join(quoted(names[code]) for code in foreign[:3])
        raise FactsUnreadable(f"Эти организации вы заполнять не можете: {listed}. Уберите их листы из книги.")
    return found


def _metrics(municipality: int) -> dict[str, Metric]:
    return {metric.code: metric for metric in Metric.objects.available_to(municipality)}


def _is_touched(cell: BookCell, shown: Mapping[tuple[str, Ref], str], metrics: Mapping[str, Metric]) -> bool:
    """Whether somebody wrote into the cell; a problem that changes nothing is still told."""
    was = shown[cell.school, cell.ref]
    if cell.problem:
        return True
    if code_text(cell.value) == was:
        return False
    metric = metrics.get(cell.ref.code) if cell.ref.kind == "metric" else None
    try:
        value = read_people(cell.value) if metric is None else read_metric(metric, cell.value)
    except ValueRefused:
        return True
    return not is_shown_as(value, was, metric)


def _fact(cell: BookCell, year: int, shown: Mapping[tuple[str, Ref], str]) -> Fact:
    kind, code, grade = cell.ref
    was = shown[cell.school, cell.ref]
    return Fact(cell.school, year, kind, code, None if grade == UNGRADED else grade, cell.value, shown=was)


def _line(cell: BookCell, found: Tried, shown: str) -> Line:
    """A cell that is refused or left shows what was written in it."""
    if found.status not in (LEFT, REFUSED):
        return Line(cell.school, *cell.ref, found.status, found.old, found.new, "", cell.sheet, cell.at)
    written = code_text(cell.value)[:LONGEST_SHOWN]
    return Line(cell.school, *cell.ref, found.status, shown, written, found.why, cell.sheet, cell.at)


def _with_authors(lines: list[Line], schools: Mapping[str, School], wave: Wave) -> list[Line]:
    """A conflict says who changed the number when."""
    refs: dict[int, list[Ref]] = {}
    for line in lines:
        if line.status == CONFLICT:
            refs.setdefault(schools[line.school].pk, []).append(line.ref)
    zone = wave.campaign.municipality.zone
    changes = last_changes_of(refs, wave.campaign.year_id)
    found = {key: _author(change, zone) for key, change in changes.items()}
    return [
        line._replace(why=found.get((schools[line.school].pk, line.ref), ""))
        if line.status == CONFLICT
        else line
        for line in lines
    ]


def _author(change: CellChange, zone: object) -> str:
    at = timezone.localtime(change.at, zone)  # type: ignore[arg-type]  # a zone of the municipality
    who = str(change.person) if change.person else change.get_door_display()
    was, now = change.old or "пусто", change.new or "пусто"
    return f"{who}, {format_date(at.date(), 'day')} в {at:%H:%M}: {was} → {now}"


def _notes(book: Book) -> list[str]:
    notes = []
    if book.missing:
        notes.append(f"В книге нет листов: {_listed(book.missing)}. Их числа не изменятся.")
    if book.foreign:
        notes.append(f"Не прочитаны листы другого года, этапа или организации: {_listed(book.foreign)}.")
    return notes


def _listed(titles: Iterable[str]) -> str:
    found = [quoted(title) for title in titles]
    rest = f" и ещё {len(found) - 5}" if len(found) > 5 else ""
    return ", ".join(found[:5]) + rest
