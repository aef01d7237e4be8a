"""Recommendations as a workbook: those in view in, one line each and how far organisations are out.

Figures are the frozen ones a recommendation was judged by; a value is rounded once, half up, as it is printed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from recommendations.evidence import Evidence
from recommendations.models import Audience, Recommendation, Section
from recommendations.pages.progress import Line, ProgressPage
from recommendations.queries import OfficerList, Row
from reports.writers import Column, Table, shortest, write_xlsx
from schools.numbers import decimals_against_plan, round_half_up

DAY, MOMENT = "dd.mm.yyyy", "dd.mm.yyyy hh:mm"
COLUMNS = (
    Column("Раздел", "Раздел документа."),
    Column("Кому", "К кому обращена рекомендация."),
    Column("Правило", "Код правила; пусто, если рекомендацию написал специалист."),
    Column("Код", "Код организации."),
    Column("Организация", "Краткое название."),
    Column("Что сделать", "Одной строкой, как у руководителя."),
    Column("Текст", "Полный текст, как он направлен."),
    Column("Показатель", "Код показателя, если рекомендация следует из него."),
    Column("Единица", "В чём значение и план."),
    Column("Значение", "Значение, по которому рекомендация направлена.", "0.0"),
    Column("План", "План, действовавший тогда.", "General"),
    Column("Не хватает", "Сколько человек или единиц до плана.", "General"),
    Column("Срок", "До какого дня исполнить.", DAY),
    Column("Состояние", "Подготовлена, направлена, ознакомлены, в работе, выполнена, подтверждена…"),
    Column("Просрочена", "«да», если на день выгрузки срок прошёл, а ответа нет."),
    Column("Не согласны", "«да», если организация не согласилась с числом."),
    Column("Направлена", "Когда направлена.", MOMENT),
    Column("Ответ дан", "Когда пришёл последний ответ.", MOMENT),
    Column("Ответ", "Последний ответ организации."),
    Column("Ссылка", "Ссылка из последнего ответа."),
    Column("Файл", "Имя файла последнего ответа; сам файл – на портале."),
    Column("Почему закрыта", "Причина, если рекомендация отозвана или отклонена."),
)
PROGRESS = (
    Column("Код", "Код организации."),
    Column("Организация", "Краткое название."),
    Column("Направлено", "Сколько рекомендаций направлено; отозванные не считаются.", "0"),
    Column("Ознакомлены", "Со сколькими ознакомились.", "0"),
    Column("Ответили", "На сколько ответили.", "0"),
    Column("Подтверждено", "Исполнение скольких подтвердил специалист.", "0"),
    Column("Просрочено", "У скольких прошёл срок, а ответа нет.", "0"),
    Column("Напоминали", "День последнего напоминания специалиста."),
)
UNITS = {"percent": "%", "ratio": "", "count": "", "money": ""}


def export_recommendations(
    path_or_stream: Any, found: OfficerList, progress: ProgressPage, *, now: dt.datetime
) -> int:
    """Returns the number of lines of both sheets."""
    rows = [row for section in found.sections for group in section.groups for row in group.rows]
    formats = [_formats(row.evidence) for row in rows]
    return write_xlsx(
        path_or_stream,
        [
            Table("Рекомендации", COLUMNS, [_cells(row, now) for row in rows], formats=formats),
            Table("Исполнение", PROGRESS, [_counts(line) for line in progress.schools]),
        ],
        now=now,
    )


def _cells(row: Row, now: dt.datetime) -> list[Any]:
    made, evidence = row.recommendation, row.evidence
    last = row.answers[-1] if row.answers else None
    return [
        Section(made.section).label,
        Audience(made.audience).label,
        made.rule.code if made.rule else "",
        made.school.code,
        made.school.short_name,
        row.headline,
        made.text,
        evidence.indicator,
        (UNITS.get(evidence.unit, "") or evidence.unit_name) if evidence.indicator else "",
        _value(evidence),
        shortest(evidence.target),
        shortest(evidence.short),
        made.due,
        Recommendation.State(made.state).label,
        "да" if row.overdue else "",
        "да" if row.disputed else "",
        _local(made.issued_at, now),
        _local(last.at if last else None, now),
        last.text if last else "",
        last.link if last else "",
        last.file_name if last else "",
        made.closed_reason,
    ]


def _value(evidence: Evidence) -> Decimal | None:
    return None if evidence.value is None else round_half_up(evidence.value, _places(evidence))


def _places(evidence: Evidence) -> int:
    """One more where rounding would show a missed value as the plan."""
    if evidence.value is None or evidence.target is None:
        return evidence.decimals
    return decimals_against_plan(evidence.value, evidence.target, evidence.decimals, evidence.better)


def _formats(evidence: Evidence) -> Sequence[str | None]:
    places = _places(evidence)
    own = {"Значение": "0." + "0" * places if places else "0"}
    return [own.get(column.heading) for column in COLUMNS]


def _counts(line: Line) -> list[Any]:
    return [
        line.code, line.label, line.sent, line.seen, line.answered, line.confirmed, line.overdue, line.reminded,
    ]  # fmt: skip


def _local(moment: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """By the municipality's clock, without a zone: a workbook knows none."""
    return moment.astimezone(now.tzinfo).replace(tzinfo=None, microsecond=0) if moment else None
