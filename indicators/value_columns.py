"""The columns of `export_values`, in files and in the API: one row is one place and indicator of one year."""

from __future__ import annotations

from decimal import Decimal

from indicators.analysis import Judged

COLUMNS = (
    "year", "level", "place_code", "place", "indicator", "numerator", "denominator", "value", "target", "status",
    "reported", "expected",
)  # fmt: skip

MEANINGS = {
    "year": "Учебный год по году его начала: 2021 – это 2021/2022.",
    "level": "Уровень: school – организация, municipality – муниципалитет, region – регион.",
    "place_code": "Код организации, муниципального образования (ОКТМО) или региона.",
    "place": "Название места.",
    "indicator": "Код показателя; название и формула – на листе «Показатели».",
    "numerator": "Числитель: сумма принятых чисел.",
    "denominator": "Знаменатель: сумма принятых чисел; пусто, если у показателя его нет.",
    "value": "Значение показателя, округлённое один раз по правилам математики до знаков показателя.",
    "target": "Плановое значение; план муниципалитета действует и для организаций без собственного плана.",
    "status": "achieved – план достигнут, missed – план не достигнут, no_target – план не задан, no_data – нет данных, "
    "not_applicable – не применимо (у организаций).",
    "reported": "Сколько организаций представили данные (у организаций пусто).",
    "expected": "Сколько организаций должны представить данные (у организаций пусто).",
}


def value_cells(
    level: str, place_code: str, place: str, judged: Judged
) -> tuple[int | str | Decimal | None, ...]:
    """Typed values in the order of `COLUMNS`; empty ones are None."""
    return (
        judged.year, level, place_code, place, judged.indicator.code, judged.numerator, judged.denominator,
        judged.rounded, judged.target, judged.status.value, judged.reported, judged.expected,
    )  # fmt: skip
