"""`manage.py recompute [--year Y] [--municipality CODE]`: what is stale, or all slices of the named year and place."""

from __future__ import annotations

import argparse
import time
from typing import Any

from django.core.management.base import CommandError

from indicators.compute import recompute
from indicators.models import Slice
from indicators.stale import stale_slices
from monitoring.models import Campaign
from schools.arguments import PlainCommand, year_argument
from schools.calendar import year_label
from schools.models import Municipality


class Command(PlainCommand):
    help = "Пересчитывает устаревшие значения показателей или названный год и муниципалитет."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--year", type=year_argument, help="учебный год: 2021 или 2021/2022")
        parser.add_argument("--municipality", metavar="CODE", help="код муниципального образования")

    def handle(self, *args: Any, year: int | None, municipality: str | None, **options: Any) -> None:
        started = time.monotonic()
        named = year is not None or municipality is not None
        municipality_id = self.municipality_id(municipality) if municipality else None
        slices = (
            self.named_slices(year, municipality_id)
            if named
            else stale_slices(year=year, municipality_id=municipality_id)
        )
        changed = 0
        for slice_municipality, slice_year in slices:
            changed += recompute(
                municipality_id=slice_municipality, year=slice_year, force=named
            ).rows_changed
        seconds = f"{time.monotonic() - started:.2f}".replace(".", ",")
        if not slices:
            self.stdout.write(self.nothing(year) if named else "Пересчитывать нечего: всё свежее.")
            return
        self.stdout.write(
            f"Пересчитано срезов (муниципалитет и год): {len(slices)}. "
            f"Изменено строк: {changed}. Секунд: {seconds}."
        )

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

    @staticmethod
    def named_slices(year: int | None, municipality_id: int | None) -> list[tuple[int, int]]:
        wanted = {
            key: value
            for key, value in {"year": year, "municipality_id": municipality_id}.items()
            if value is not None
        }
        campaigns = Campaign.objects.filter(**wanted).values_list("municipality_id", "year_id")
        computed = Slice.objects.filter(**wanted).values_list("municipality_id", "year")
        return sorted({*campaigns, *computed}, key=lambda pair: (pair[1], pair[0]))
