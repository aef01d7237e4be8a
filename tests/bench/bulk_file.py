"""A large table as XLSX, 100 000 rows × 20 columns: the product's writer against openpyxl write-only.

Both get the rows as they come, texts and numbers mixed; both escape what a spreadsheet would take for a formula. The
memory of the product's way is what its own process took at most, less what it took before.
"""

from __future__ import annotations

import datetime as dt
import logging
import multiprocessing
import sys
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import django

django.setup()
logging.disable(logging.WARNING)

# Below the set-up: our models may be imported only once Django stands.
from openpyxl import Workbook  # noqa: E402

from reports.bulk import write_bulk  # noqa: E402
from reports.writers import Column, Table  # noqa: E402
from schools.spreadsheet import harmless  # noqa: E402
from tests.bench.ratios import Ratio, report, side_by_side  # noqa: E402

ROWS, TEXTS, NUMBERS = 100_000, 6, 14
MOST_MEGABYTES = 64
NOW = dt.datetime(2022, 1, 20, 12, tzinfo=dt.UTC)


def rows(count: int) -> Iterator[list[object]]:
    for number in range(count):
        texts: list[object] = [f"Организация № {number % 997}, графа {column}" for column in range(TEXTS)]
        yield [*texts, *(Decimal(number * column) / 4 for column in range(NUMBERS))]


def headings() -> list[str]:
    return [f"Столбец {number}" for number in range(TEXTS + NUMBERS)]


def by_ours(path: Path, count: int = ROWS) -> None:
    columns = [Column(heading) for heading in headings()]
    assert write_bulk(str(path), [Table("Числа", columns, rows(count))], now=NOW) == count


def by_openpyxl(path: Path, count: int = ROWS) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Числа")
    sheet.freeze_panes = "A2"
    sheet.append(headings())
    for row in rows(count):
        sheet.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    book.save(path)


def extra_megabytes(path: Path) -> float:
    """Measured in a fresh process, after a small table has loaded all that is needed."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak, (str(path),))


def _peak(path: str) -> float:
    by_ours(Path(path), 100)
    before = _most_kilobytes()
    by_ours(Path(path))
    return (_most_kilobytes() - before) / 1024


def _most_kilobytes() -> int:
    """Of this process alone: `ru_maxrss` of a child begins at what its parent held, which would hide it."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = Path(folder) / "ours.xlsx", Path(folder) / "plain.xlsx"
        times = side_by_side(lambda: by_ours(ours), lambda: by_openpyxl(plain), runs=3)
        megabytes = extra_megabytes(ours)
    done = report(
        f"Большая таблица XLSX: {ROWS} строк × {TEXTS + NUMBERS} столбцов, медиана 3",
        [Ratio("запись", *times, floor=5, aim=9)],
        "rustpy-xlsxwriter", "openpyxl",
    )  # fmt: skip
    print(f"память сверх начальной: {megabytes:.0f} МБ, не больше {MOST_MEGABYTES}", flush=True)
    return done if megabytes <= MOST_MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
