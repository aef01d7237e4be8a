"""Tidy facts out of a workbook of 20 000 rows: by calamine, as the product reads them, against openpyxl read-only.

Both include the look from outside (size, compression); the same facts come out.
"""

from __future__ import annotations

import io
import logging
import sys
from random import Random
from unittest.mock import patch

import django

django.setup()
logging.disable(logging.WARNING)

# Below the set-up: our models may be imported only once Django stands.
from openpyxl import Workbook  # noqa: E402

from monitoring import facts_workbook  # noqa: E402
from monitoring.facts import read_facts  # noqa: E402
from monitoring.tidy import COLUMNS  # noqa: E402
from tests.bench.ratios import Ratio, report, side_by_side  # noqa: E402

ROWS, RUNS = 20_000, 3


def workbook() -> bytes:
    random = Random(1)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(COLUMNS)
    for number in range(ROWS):
        school, event, grade = f"school-{number // 66:05}", f"event-{number % 5}", number % 11 + 1
        sheet.append([school, 2021, "event", event, grade, random.randrange(100)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def lines_by_openpyxl(content: bytes) -> list[tuple]:
    facts_workbook._check_size(content)
    return [
        (number, tuple(cells)[: len(COLUMNS)]) for number, cells in facts_workbook._streamed_rows(content)
    ]


def lines_of_ours(content: bytes) -> list[tuple]:
    return [(number, tuple(cells)) for number, cells in facts_workbook.read_workbook(content)]


def main() -> int:
    content = workbook()
    assert lines_of_ours(content) == lines_by_openpyxl(content)
    lines = side_by_side(lambda: lines_of_ours(content), lambda: lines_by_openpyxl(content), runs=RUNS)

    def facts_by_openpyxl() -> None:
        with patch.object(facts_workbook, "_is_plain", return_value=False):
            assert len(read_facts(content)) == ROWS

    facts = side_by_side(lambda: read_facts(content), facts_by_openpyxl, runs=RUNS)
    return report(
        f"Факты из книги XLSX: {ROWS} строк, {len(content) // 1024} КБ, медиана {RUNS}",
        [
            Ratio("строки книги", *lines, floor=5, aim=7),
            Ratio("то же до готовых фактов", *facts, floor=4, aim=5),
        ],
        "python-calamine", "openpyxl",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
