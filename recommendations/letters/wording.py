"""Values against plans in the words of a letter: what was found, and which problems follow.

«доля … составляет 40 % при плане 75 % (плановые значения не достигнуты)»; «Низкая доля …». Values without a plan, and
indicators without a value, are not spoken of. The name of an indicator is the sentence's subject, so its first word
says which verb and which adjective fit; a name that begins with none of the known words is quoted as it is.
"""

from __future__ import annotations

import re
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
_QUOTED = re.compile(r"«[^»]*»|\([^)]*\)")
_OPENS = re.compile(
    r"(?:не\s+)?(?:\w+(?:ущ|ющ|ащ|ящ|вш|дш|нн|ем|им|ят|ыт|ут)"
    r"(?:ий|ый|ая|яя|ое|ее|ие|ые|их|ых|его|ого|ей|ой|ему|ому|им|ым|ую|юю)(?:ся)?|котор\w+)\b",
    re.IGNORECASE,
)
"""A participle, or «которые …», at the beginning of a clause."""


def spoken_of(rows: Iterable[Judged]) -> list[Judged]:
    """Those that have a value and a plan."""
    return [row for row in rows if row.status in VERDICTS]


def finding(row: Judged) -> str:
    """One line of what was found, without its full stop.

    A name that ends inside a participial phrase («…, охваченных мероприятиями») has it closed by a comma; with other
    commas nobody knows what is open, so the figures follow after a colon.
    """
    name, verdict = row.indicator.name, VERDICTS[row.status]
    figures = f"{row.text} при плане {row.target_text}"
    clauses = _QUOTED.sub("", name).split(", ")
    opened = len(clauses) > 1 and _OPENS.match(clauses[-1]) is not None
    if _first_word(name) in TOO_LITTLE and (opened or len(clauses) == 1):
        return f"{lowered(name)}{',' if opened else ''} составляет {figures} ({verdict})"
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
