"""What a number is made of, as a sheet: every cell with who entered it and when."""

from __future__ import annotations

from collections.abc import Mapping

from indicators.cells import TermLines
from indicators.pages.trace import trace_page
from reports.page_tables.cells import EXACT
from reports.writers import Cell, Column, Table, shortest
from schools.parsing import parse_number
from schools.place import Place

COLUMNS = (
    Column("Сторона", "Числитель или знаменатель."),
    Column("Слагаемое", "Что складывается."),
    Column("Ячейка", "Класс или ответ."),
    Column("Принято", "Принятое число: из него считаются официальные значения.", EXACT),
    Column("Сейчас в отчёте", "Если отличается от принятого.", EXACT),
    Column("Кто внёс", "Последняя запись; пусто – сам портал."),
    Column("Когда", "По часам муниципалитета.", "dd.mm.yyyy hh:mm"),
    Column("Чем", "Форма, вставка, файл, API."),
)


def trace_tables(place: Place, _: Mapping[str, str], code: str) -> list[Table]:
    assert place.school is not None  # named by the address
    page = trace_page(place.school, place.year, code)
    if page is None:
        return []
    zone = place.municipality.zone
    rows: list[list[Cell]] = []
    for side, terms in (("числитель", page.numerator), ("знаменатель", page.denominator)):
        rows += [line for term in terms for line in _cells(side, term, zone)]
    return [Table("Из чего сложилось", COLUMNS, rows, [page.heading, page.formula])]


def _cells(side: str, term: TermLines, zone: object) -> list[list[Cell]]:
    found: list[list[Cell]] = []
    for cell in term.cells:
        change = cell.change
        who = str(change.person or "") if change else ""
        at = change.at.astimezone(zone).replace(tzinfo=None, microsecond=0) if change else None  # type: ignore[arg-type]
        door = change.get_door_display() if change else ""
        found.append([side, term.words, cell.label, _number(cell.accepted), _number(cell.now), who, at, door])
    return found


def _number(printed: str) -> Cell:
    """A number as a number; «н/д», «не введено», «0, учеников нет» in their words."""
    read = parse_number(printed)
    return shortest(read.value) if read.value is not None else printed
