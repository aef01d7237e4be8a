"""`manage.py recompute [--year Y] [--municipality CODE] [--workers N]`: what is stale, or all of what is named."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import CommandError

from indicators.sweep import Swept, sweep
from schools.arguments import PlainCommand, year_argument
from schools.calendar import year_label
from schools.models import Municipality


class Command(PlainCommand):
    help = "Пересчитывает устаревшие значения показателей или названный год и муниципалитет."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--year", type=year_argument, help="учебный год: 2021 или 2021/2022")
        parser.add_argument("--municipality", metavar="CODE", help="код муниципального образования")
        parser.add_argument(
            "--workers", type=int, choices=range(1, 9), default=2, metavar="1…8",
            help="сколько частей года считать сразу (PostgreSQL); по умолчанию 2",
        )  # fmt: skip

    def handle(
        self, *args: Any, year: int | None, municipality: str | None, workers: int, **options: Any
    ) -> None:
        named = year is not None or municipality is not None
        municipality_id = self.municipality_id(municipality) if municipality else None
        swept = sweep(
            year=year, municipality_id=municipality_id, force=named, workers=workers, tell=self.progress
        )
        if not (swept.slices or swept.failed):
            self.stdout.write(self.nothing(year) if named else "Пересчитывать нечего: всё свежее.")
            return
        seconds = f"{swept.seconds:.2f}".replace(".", ",")
        self.stdout.write(
            f"Пересчитано срезов (муниципалитет и год): {swept.slices}. "
            f"Изменено строк: {swept.rows_changed}. Секунд: {seconds}."
        )
        if swept.failed:
            raise CommandError(
                f"Не пересчитано срезов: {swept.failed}. Причины записаны в журнал; остальное сделано, "
                "повторите команду после их устранения."
            )

    def progress(self, swept: Swept, looked_at: int, total: int) -> None:
        """A line for each part where there are several."""
        if looked_at < total:
            self.stdout.write(
                f"Готово {looked_at} из {total}, изменено строк: {swept.rows_changed}, секунд: {swept.seconds:.0f}"
            )
            self.stdout.flush()

    @staticmethod
    def nothing(year: int | None) -> str:
        when = f" за {year_label(year)} учебный год" if year is not None else ""
        return f"Пересчитывать нечего: кампаний сбора{when} нет."

    @staticmethod
    def municipality_id(code: str) -> int:
        found = Municipality.objects.filter(code=code).values_list("pk", flat=True).first()
        if found is None:
            raise CommandError(f"Нет муниципального образования с кодом «{code}». Проверьте код ОКТМО.")
        return found
