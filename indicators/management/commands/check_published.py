"""`manage.py check_published FILE.csv [--output FINDINGS.csv]`: what is wrong with published tables, in words.

Exit code 0 whether or not it finds something: the findings are the result.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from indicators.published_checks import Finding, check_published
from indicators.published_rows import read_published
from monitoring.unreadable import FactsUnreadable
from schools.arguments import PlainCommand, why_unreachable
from schools.numbers import counted

COLUMNS = ("table", "indicator", "period", "kind", "detail")


class Command(PlainCommand):
    help = "Проверяет опубликованные таблицы: округление, знаменатели, повторы, нумерацию, названия лет."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="ФАЙЛ", help="CSV или XLSX")
        parser.add_argument("--output", type=Path, metavar="ФАЙЛ", help="записать замечания в CSV")

    def handle(self, *_: Any, file: Path, output: Path | None, **options: Any) -> None:
        try:
            rows = read_published(file.read_bytes())
        except OSError as error:
            raise CommandError(f"Файл «{file}» не прочитан: {why_unreachable(error)}.") from None
        except FactsUnreadable as error:
            raise CommandError(str(error)) from None
        findings = check_published(rows)
        for finding in findings:
            place = ", ".join(part for part in (f"таблица {finding.table}", finding.period) if part.strip())
            self.stdout.write(f"{place} [{finding.kind}]: {finding.detail}")
        if output is not None:
            self.write(output, findings)
        checked = counted(len(rows), "строка", "строки", "строк")
        found = counted(len(findings), "замечание", "замечания", "замечаний") if findings else "замечаний нет"
        self.stdout.write(f"Проверено: {checked}; {found}.")

    @staticmethod
    def write(output: Path, findings: list[Finding]) -> None:
        try:
            with output.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(COLUMNS)
                writer.writerows([getattr(finding, name) for name in COLUMNS] for finding in findings)
        except OSError as error:
            raise CommandError(f"Файл «{output}» не записан: {why_unreachable(error)}.") from None
