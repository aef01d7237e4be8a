"""A checked document as a page: how many percentages are right, findings by table, tables that are right throughout.

Costs no query: everything is in the document's rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.models import PublishedDocument
from indicators.published.columns import WITHOUT_NUMBER
from indicators.published.rows import restored
from indicators.published.verdicts import ABOVE_ALL, is_above_all
from indicators.published.wording import ADVICE, ADVICE_ABOVE_ALL, NAMES
from indicators.published_checks import Finding, check_published, is_right
from indicators.published_rows import PublishedRow
from schools.numbers import counted, format_number, plural

OF_TABLES = ("repeated_table", "numbering_gap", "period_names")
"""Kinds whose sentence is about the table or says the period itself."""


@dataclass(frozen=True)
class Said:
    """`indicator` only where the table holds several."""

    period: str
    indicator: str
    detail: str


@dataclass(frozen=True)
class FindingLine:
    """All findings of one kind in a table: the advice is said once."""

    name: str
    advice: str
    said: list[Said]


@dataclass(frozen=True)
class TableGroup:
    """One table with its findings; `indicators` are the names printed in it."""

    title: str
    indicators: list[str]
    checked: int
    right: int
    findings: list[FindingLine]

    @property
    def verdict(self) -> str:
        return f"верно {self.right} из {self.checked}" if self.checked else ""


@dataclass(frozen=True)
class DocumentPage:
    document: PublishedDocument
    rows: int
    checked: int
    right: int
    groups: list[TableGroup]
    silent: str

    @property
    def findings(self) -> int:
        return sum(len(line.said) for group in self.groups for line in group.findings)

    @property
    def heading(self) -> str:
        """«Проверено 28 процентных значений, 25 верны»."""
        if not self.checked:
            return "Процентов, которые можно пересчитать, в таблицах нет"
        values = counted(self.checked, "процентное значение", "процентных значения", "процентных значений")
        checked = f"{plural(self.checked, 'Проверено', 'Проверены', 'Проверено')} {values}"
        if self.right == self.checked:
            return f"{checked}, {'оно верно' if self.checked == 1 else 'все верны'}"
        return f"{checked}, {self.right} {plural(self.right, 'верно', 'верны', 'верны')}"

    @property
    def lead(self) -> str:
        rows = counted(self.rows, "строка", "строки", "строк")
        if not self.findings:
            return f"{self.document.name}: {rows}. Замечаний нет."
        return (
            f"{self.document.name}: {rows}, {counted(self.findings, 'замечание', 'замечания', 'замечаний')}."
        )


def document_page(document: PublishedDocument) -> DocumentPage:
    rows = restored(document.rows)
    findings = check_published(rows)
    groups, silent = [], []
    for table in dict.fromkeys(row.table for row in rows):
        group = _group(table, [row for row in rows if row.table == table], findings)
        if group.findings:
            groups.append(group)
        else:
            silent.append(table)
    verdicts = [is_right(row) for row in rows]
    checked, right = sum(verdict is not None for verdict in verdicts), sum(map(bool, verdicts))
    return DocumentPage(document, len(rows), checked, right, groups, _in_line(silent))


def _group(table: str, rows: Sequence[PublishedRow], findings: Iterable[Finding]) -> TableGroup:
    verdicts = [is_right(row) for row in rows]
    indicators = list(dict.fromkeys(row.indicator for row in rows))
    lines: dict[str, FindingLine] = {}

    def say(name: str, advice: str, period: str, indicator: str, detail: str) -> None:
        line = lines.setdefault(name, FindingLine(name, advice, []))
        line.said.append(Said(period, indicator if len(indicators) > 1 else "", detail))

    for one in findings:
        if one.table == table:
            period, indicator = ("", "") if one.kind in OF_TABLES else (one.period, one.indicator)
            say(NAMES[one.kind], ADVICE[one.kind], period, indicator, one.detail)
    for row in filter(is_above_all, rows):
        say(ABOVE_ALL, ADVICE_ABOVE_ALL, row.period, row.indicator, _above_all(row))
    return TableGroup(
        title=title_of(table),
        indicators=indicators,
        checked=sum(verdict is not None for verdict in verdicts),
        right=sum(map(bool, verdicts)),
        findings=list(lines.values()),
    )


def _above_all(row: PublishedRow) -> str:
    sides = f"{format_number(row.numerator)} из {format_number(row.denominator)}."
    return f"{row.school}: {sides}" if row.place else sides


def _in_line(tables: Sequence[str]) -> str:
    """«таблицы 1, 10»; one without a number is said by its words."""
    numbered = [table.strip() for table in tables if table.strip()[:1].isdigit()]
    words = [
        title_of(table).lower() if not table.strip() else title_of(table)
        for table in tables
        if table.strip() not in numbered
    ]
    if numbered:
        words.insert(0, f"{'таблица' if len(numbered) == 1 else 'таблицы'} {', '.join(numbered)}")
    return ", ".join(words)


def title_of(table: str) -> str:
    if not table.strip():
        return "Таблица без номера"
    numbered = table.strip()[:1].isdigit() or table.startswith(WITHOUT_NUMBER)
    return f"Таблица {table.strip()}" if numbered else table.strip()
