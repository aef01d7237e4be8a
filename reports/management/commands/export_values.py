"""`manage.py export_values --year Y [--level …] [--municipality CODE] --output FILE.csv|.xlsx`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from reports.computed import computed_words
from reports.value_file import export_csv, export_xlsx
from reports.value_rows import LEVELS, ValueRow, value_rows
from schools.arguments import PlainCommand, why_unreachable, year_argument
from schools.calendar import year_label
from schools.models import Municipality, Region
from schools.snapshot import one_snapshot


class Command(PlainCommand):
    help = "Выгружает официальные значения показателей в CSV или XLSX."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--year", type=year_argument, required=True, help="учебный год: 2021 или 2021/2022"
        )
        parser.add_argument("--level", choices=LEVELS, help="без него – все уровни")
        parser.add_argument("--municipality", metavar="CODE", help="код муниципального образования")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="файл .csv или .xlsx")

    def handle(
        self,
        *args: Any,
        year: int,
        level: str | None,
        municipality: str | None,
        output: Path,
        **options: Any,
    ) -> None:
        suffix = output.suffix.lower()
        if suffix not in (".csv", ".xlsx"):
            raise CommandError(f"Файл «{output.name}»: укажите имя с окончанием .csv или .xlsx.")
        municipalities = self.municipalities(municipality)
        if level is not None:
            levels: tuple[str, ...] = (level,)
        else:
            levels = LEVELS if municipality is None else ("school", "municipality")
        regions = list(Region.objects.filter(municipalities__in=municipalities).distinct())
        rows = value_rows(year=year, levels=levels, municipalities=municipalities, regions=regions)
        try:
            with one_snapshot():
                count = self.written(output, rows, year, municipalities)
        except OSError as error:
            raise CommandError(f"Не удалось записать «{output}»: {why_unreachable(error)}.") from error
        self.stdout.write(f"{year_label(year)}: строк выгружено {count} в «{output}».")

    @staticmethod
    def written(output: Path, rows: Iterator[ValueRow], year: int, municipalities: list[Municipality]) -> int:
        """Values and the moment of their computation, of one snapshot."""
        if output.suffix.lower() == ".csv":
            with output.open("w", encoding="utf-8", newline="") as stream:
                return export_csv(stream, rows)
        now = timezone.localtime()
        computed = computed_words(municipalities, [year], now.tzinfo)
        return export_xlsx(output, rows, now=now, computed=computed)

    @staticmethod
    def municipalities(code: str | None) -> list[Municipality]:
        found = Municipality.objects.all()
        if code is not None:
            found = found.filter(code=code)
            if not found:
                raise CommandError(f"Нет муниципального образования с кодом «{code}». Проверьте код ОКТМО.")
        return list(found)
