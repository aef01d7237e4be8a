"""A table of published figures → rows whose period and grades are understood where they can be.

Columns: table, indicator, period, numerator, denominator, published_percent; where a table goes by schools or groups,
also school. Table, period and school are free text, never refused, and come out as they came in. A period that is a
school year («2019-2020», «2019/20») or a calendar year («2020», the one in which a school year ends) is put on one
axis; other periods stand for themselves. Grades are those the indicator's name speaks of: «9-11 кл.», «9 классов», «в
5–9 классах».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from monitoring.facts import lines_of
from monitoring.unreadable import FactsUnreadable
from schools.calendar import year_meant
from schools.grades import LAST_GRADE, Grades
from schools.numbers import exact, format_number, parse_number

COLUMNS = ("table", "indicator", "period", "numerator", "denominator", "published_percent")
SCHOOL = "school"
EXPECTED = f"В первой строке должны стоять названия столбцов: {', '.join(COLUMNS)}."

_TOTAL = re.compile(r"(?:всего|итого?|в целом|в среднем|среднее)\b", re.IGNORECASE)
_DASH = r"\s*[-‐-―−/\\]\s*"
_GRADES = re.compile(
    rf"(\d{{1,2}})(?:{_DASH}(\d{{1,2}}))?(?:-?(?:х|й|го|е))?\s*кл(?:асс|\b|\.)", re.IGNORECASE
)
_GRADES_AND = re.compile(
    r"(\d{1,2})(?:-?(?:х|й|го))?\s*и\s*(\d{1,2})(?:-?(?:х|й|го))?\s*кл(?:асс|\b|\.)", re.IGNORECASE
)


@dataclass(frozen=True)
class PublishedRow:
    """One printed figure. `percent` is its value, `decimals` how many it was printed with.

    `achieved` is «план достигнут» where a document says only that. `school` is the school or group a line of a table is
    about; empty for the whole, also where the line says «Итого».
    """

    line: int
    table: str
    indicator: str
    period: str
    numerator: Decimal | None
    denominator: Decimal | None
    percent: Decimal | None
    decimals: int
    achieved: bool | None = None
    school: str = ""

    @cached_property
    def year(self) -> int | str:
        """The starting year of the school year meant, or the period's own words."""
        return school_year_meant(self.period)

    @cached_property
    def grades(self) -> Grades:
        return grades_named(self.indicator)

    @cached_property
    def name(self) -> str:
        """The indicator for comparing: lower case, single spaces."""
        return " ".join(self.indicator.lower().split())

    @cached_property
    def place(self) -> str:
        """The school or group for comparing; empty for the whole."""
        return "" if is_total(self.school) else " ".join(self.school.lower().split())

    @property
    def printed(self) -> str:
        return format_number(self.percent, self.decimals)


def is_total(school: str) -> bool:
    """«Итого», «Всего по округу», or nothing at all: the line is about the whole."""
    return not school.strip() or _TOTAL.match(school.strip()) is not None


def school_year_meant(period: str) -> int | str:
    """2019 for «2019-2020», «2019/20» and «2020»; other words, single-spaced, as they are."""
    year = year_meant(period)
    return " ".join(period.split()) if year is None else year


def grades_named(indicator: str) -> Grades:
    """The first grades an indicator's name speaks of; none when it names none."""
    pair = _GRADES_AND.search(indicator)
    match = _GRADES.search(indicator)
    if pair is not None and (match is None or pair.start() <= match.start()):
        found = [int(pair[1]), int(pair[2])]
        return Grades.of(found) if max(found) <= LAST_GRADE else Grades(0)
    if match is None:
        return Grades(0)
    first, last = int(match[1]), int(match[2] or match[1])
    return Grades.of(range(first, last + 1)) if first <= last <= LAST_GRADE else Grades(0)


def read_published(content: bytes) -> list[PublishedRow]:
    """The rows of a CSV or XLSX file; raises FactsUnreadable with every unreadable number."""
    lines = (line for line in lines_of(content) if any(str(cell or "").strip() for cell in line[1]))
    order = _order(next(lines, (0, ()))[1])
    problems: list[str] = []
    rows = [_row(number, cells, order, problems) for number, cells in lines]
    if problems:
        raise FactsUnreadable("\n".join(problems[:100]))
    if not rows:
        raise FactsUnreadable(f"В файле нет ни одной строки с числами. {EXPECTED}")
    return rows


def _order(header: Sequence[object]) -> Mapping[str, int]:
    names = [str(cell or "").strip().lower() for cell in header]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise FactsUnreadable(f"{EXPECTED} Не хватает: {', '.join(missing)}.")
    return {name: names.index(name) for name in (*COLUMNS, SCHOOL) if name in names}


def _row(line: int, cells: Sequence[object], order: Mapping[str, int], problems: list[str]) -> PublishedRow:
    taken = {name: cells[index] if index < len(cells) else None for name, index in order.items()}
    row, wrong = row_of(line, taken)
    problems += [
        f"Строка {line}, столбец {name}, «{text}»: нужно число или пустая ячейка."
        for name, text in wrong.items()
    ]
    return row


def row_of(line: int, taken: Mapping[str, object]) -> tuple[PublishedRow, dict[str, str]]:
    """One row from the cells of COLUMNS, and the texts of those that should be numbers and are not."""
    words = {name: str(taken[name] if taken[name] is not None else "") for name in COLUMNS}
    numbers: dict[str, Decimal | None] = {}
    wrong: dict[str, str] = {}
    for name in COLUMNS[3:]:
        parsed = parse_number(taken[name])
        numbers[name] = parsed.value
        if parsed.kind == "invalid" or (parsed.value is not None and parsed.value < 0):
            wrong[name] = words[name]
    printed = numbers["published_percent"]
    row = PublishedRow(
        line=line,
        table=words["table"],
        indicator=words["indicator"],
        period=words["period"],
        numerator=numbers["numerator"],
        denominator=numbers["denominator"],
        percent=printed,
        decimals=printed_decimals(words["published_percent"]) if printed is not None else 0,
        school=str(taken.get(SCHOOL) or ""),
    )
    return row, wrong


def printed_decimals(text: str) -> int:
    """How many decimals were printed: «57,50 %» has two."""
    _, _, tail = text.strip().rstrip("%").strip().replace(",", ".").partition(".")
    return len(tail)


def by_series(rows: Sequence[PublishedRow]) -> Iterator[list[PublishedRow]]:
    """Rows of one table, indicator and school, in the order of the file."""
    series: dict[tuple[str, str, str], list[PublishedRow]] = {}
    for row in rows:
        series.setdefault((row.table, row.name, row.place), []).append(row)
    yield from series.values()


def amount(number: Decimal | None) -> str:
    return format_number(exact(number)) if number is not None else "–"
