"""The official values of one municipality and year as a workbook made in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from reports.value_file import export_xlsx
from reports.value_rows import LEVELS, value_rows
from reports.work import JobRefused, Work
from schools.calendar import year_label


def value_title(parameters: Mapping[str, Any]) -> str:
    return f"Значения показателей, {year_label(parameters['year'])}"


def value_name(parameters: Mapping[str, Any]) -> str:
    return f"znacheniya-{parameters['year']}.xlsx"


def write_values(work: Work) -> str:
    """Parameters: year, and level (empty = organisations and municipality)."""
    if work.municipality is None:
        raise JobRefused("Муниципалитета больше нет: выберите другой и закажите файл заново.")
    level = work.parameters.get("level", "")
    levels = (level,) if level in LEVELS[:2] else LEVELS[:2]
    rows = value_rows(
        year=work.parameters["year"], levels=levels, municipalities=[work.municipality], regions=[]
    )
    now = timezone.localtime(timezone=work.municipality.zone)
    return f"Строк: {export_xlsx(work.file, rows, now=now)}."
