"""What may be taken away, as data: name, words for the page, forms, and the functions that weigh and write it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import TextIOWrapper
from typing import IO

from reports.choice import CSV, XLSX, Scope
from reports.tables import analyst, comparison, facts, heatmap, values

Write = Callable[[Scope, IO[bytes]], int]
OF_SCHOOLS = ("schools", "kind", "locality", "level")
FILTERS = ("indicators", "topic", *OF_SCHOOLS)
BOM = "\ufeff"  # Excel takes a CSV for Windows-1251 without it


@dataclass(frozen=True)
class Export:
    """`rows` counts beforehand about how many rows it has; `write` returns how many were written.

    `asks` names the filters that change it, `fewest_years` how many years it needs.
    """

    name: str
    title: str
    about: str
    stem: str
    rows: Callable[[Scope], int]
    xlsx: Write
    csv: Callable[[Scope, IO[str]], int] | None = None
    asks: tuple[str, ...] = FILTERS
    fewest_years: int = 1

    @property
    def forms(self) -> tuple[str, ...]:
        return (XLSX, CSV) if self.csv else (XLSX,)

    def write(self, scope: Scope, file: IO[bytes]) -> int:
        if scope.choice.form != CSV or self.csv is None:
            return self.xlsx(scope, file)
        text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        text.write(BOM)
        count = self.csv(scope, text)
        text.detach()
        return count


EXPORTS: dict[str, Export] = {
    export.name: export
    for export in (
        Export(
            "values", "Значения показателей",
            "Числитель, знаменатель, значение, план и статус организаций и муниципалитета – строкой на показатель.",
            "znacheniya", values.count, values.xlsx, values.csv,
            asks=("whose", *FILTERS),
        ),
        Export(
            "comparison", "Сравнение лет",
            "Показатель – строка, годы – столбцы: значение, план, изменение; муниципалитет и организации.",
            "sravnenie", comparison.count, comparison.xlsx, comparison.csv, fewest_years=2,
        ),
        Export(
            "heatmap", "Тепловая карта",
            "Организации и показатели с цветом, знаком и словами статуса, как на странице анализа; лист на год.",
            "teplovaya-karta", heatmap.count, heatmap.xlsx,
        ),
        Export(
            "analyst", "Книга аналитика",
            "Сводка по годам и диаграммы Excel: динамика с линией плана, организации против плана.",
            "kniga-analitika", analyst.count, analyst.xlsx,
        ),
        Export(
            "facts", "Исходные числа",
            "Ячейки отчётов: что внесено и что принято, строкой на число, в столбцах файла загрузки.",
            "ishodnye-chisla", facts.count, facts.xlsx, facts.csv, asks=OF_SCHOOLS,
        ),
    )
}  # fmt: skip
