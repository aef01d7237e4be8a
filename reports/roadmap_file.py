"""The roadmap as a workbook: the lines in view in, one sheet close to the official table out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from reports.writers import Column, Table, write_xlsx
from roadmap.pages.table import Row, TablePage

COLUMNS = (
    Column("№ п/п", "Номер раздела и мероприятия."),
    Column("Раздел", "Направление дорожной карты."),
    Column("Мероприятие", "Что нужно сделать."),
    Column("Срок исполнения", "Срок словами, как в дорожной карте."),
    Column("С", "Начало ближайшего срока.", "dd.mm.yyyy"),
    Column("По", "Конец ближайшего срока.", "dd.mm.yyyy"),
    Column("Ответственный", "Исполнители; пусто, если не указаны."),
    Column("Тема", "Тема мониторинга."),
    Column("Показатели", "Коды показателей, которым служит мероприятие."),
    Column(
        "Состояние", "На день выгрузки: исполнено, сейчас, скоро, впереди, просрочено, постоянно, по графику."
    ),
    Column("Исполнили", "Сколько организаций отметили исполнение; пусто, если отвечают не они.", "0"),
    Column("Из", "Сколько организаций должны исполнить.", "0"),
    Column("Исполнено", "День, отмеченный специалистом или организацией.", "dd.mm.yyyy"),
    Column("Подтверждение", "Чем подтверждается исполнение."),
)


def export_roadmap(path_or_stream: Any, page: TablePage, *, now: dt.datetime) -> int:
    """Returns the number of lines; a page without a roadmap gives an empty sheet."""
    rows = [_cells(row) for group in page.groups for row in group.rows]
    notes = [page.roadmap.title] if page.roadmap else []
    return write_xlsx(path_or_stream, [Table("Дорожная карта", COLUMNS, rows, notes)], now=now)


def _cells(row: Row) -> list[Any]:
    line, measure = row.line, row.line.measure
    mark = line.whole or line.own
    return [
        line.number,
        str(measure.section),
        measure.text,
        measure.term,
        line.standing.span.starts,
        line.standing.span.ends,
        ", ".join(body.name for body in measure.responsible.all()),
        row.topic,
        ", ".join(indicator.code for indicator in measure.indicators.all()),
        line.standing.state.label,
        len(line.schools) if line.expected else None,
        line.expected or None,
        mark.done_on if mark else None,
        " ".join(part for part in (mark.text, mark.link) if part) if mark else "",
    ]
