"""Values against plans in the words of a letter: what was found, and which problems follow.

«доля … составляет 40 % при плане 75 % (плановые значения не достигнуты)»; «Низкая доля …». Values without a plan, and
indicators without a value, are not spoken of. The name of an indicator is the sentence's subject, so its first word
says which verb and which adjective fit; a name that begins with none of the known words is quoted as it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from indicators.analysis import Judged, Status
from indicators.formula import lowered
from indicators.models import Indicator

VERDICTS = {
    Status.ACHIEVED: "плановые значения достигнуты",
    Status.MISSED: "плановые значения не достигнуты",
}
TOO_LITTLE = {
    "доля": "Низкая",
    "количество": "Недостаточное",
    "число": "Недостаточное",
    "объём": "Недостаточный",
}
TOO_MUCH = {"доля": "Высокая", "количество": "Большое", "число": "Большое", "объём": "Большой"}


def spoken_of(rows: Iterable[Judged]) -> list[Judged]:
    """Those that have a value and a plan."""
    return [row for row in rows if row.status in VERDICTS]


def finding(row: Judged) -> str:
    """One line of what was found, without its full stop."""
    name, verdict = row.indicator.name, VERDICTS[row.status]
    figures = f"{row.text} при плане {row.target_text}"
    if _first_word(name) in TOO_LITTLE:
        return f"{lowered(name)} составляет {figures} ({verdict})"
    return f"{lowered(name)}: {figures} ({verdict})"


def problem(row: Judged) -> str:
    """What a missed plan is called in the annex, without its full stop."""
    name = row.indicator.name
    words = TOO_MUCH if row.indicator.better == Indicator.Better.LOWER else TOO_LITTLE
    adjective = words.get(_first_word(name))
    if adjective is None:
        return f"Не достигнуто плановое значение показателя «{name}»"
    return f"{adjective} {lowered(name)}"


def _first_word(name: str) -> str:
    return name.split(maxsplit=1)[0].lower() if name.strip() else ""
