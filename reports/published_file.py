"""Findings of a published document as a file: CSV as `check_published --output` writes it, XLSX with what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import IO, Any

from indicators.models import PublishedDocument
from indicators.published.rows import restored
from indicators.published.wording import ADVICE, NAMES
from indicators.published_checks import Finding, check_published
from reports.writers import Column, Table, write_csv, write_xlsx

COLUMNS = ("table", "indicator", "period", "kind", "detail")
SHEET = (
    Column("Таблица", "Номер таблицы, как в документе."),
    Column("Показатель", "Название, как в документе."),
    Column("Период", "Период, как в документе."),
    Column("Замечание", "Вид замечания."),
    Column("Что напечатано и что выходит", "Числа документа и то, что дают они сами."),
    Column("Что сделать", "Как исправить или объяснить."),
)


def findings_of(document: PublishedDocument) -> list[Finding]:
    return check_published(restored(document.rows))


def export_findings_csv(stream: IO[str], findings: Sequence[Finding]) -> int:
    return write_csv(stream, COLUMNS, ([getattr(one, name) for name in COLUMNS] for one in findings))


def export_findings(stream: Any, document: PublishedDocument, *, now: dt.datetime) -> int:
    rows = [
        [one.table, one.indicator, one.period, NAMES[one.kind], one.detail, ADVICE[one.kind]]
        for one in findings_of(document)
    ]
    return write_xlsx(stream, [Table("Замечания", SHEET, rows, (f"Документ: {document.name}.",))], now=now)
