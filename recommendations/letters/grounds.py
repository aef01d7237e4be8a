"""What a letter rests on: whose accepted reports its figures come from, and which figures are an organisation's own.

Of a municipality some of whose organisations are not in the figures it says «по данным 8 из 19 организаций»
(`indicators.reporting`). An organisation without any accepted value gets no word of a monitoring held there. Indicators
that count organisations, or are judged for the municipality alone, say nothing of one organisation and are left out of
its letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from indicators.analysis import Judged, Status
from indicators.formula import lowered
from indicators.models import Term
from indicators.reporting import Reporting, is_known
from recommendations.letters.wording import problem
from recommendations.models import Letter
from schools.calendar import year_label
from schools.models import Municipality, School

MONITORING = "мониторинга профессионального самоопределения обучающихся"
NOTHING = "не представлены или не приняты"
_PARTLY = re.compile(r"по данным (\d+) из\s(\d+\sорганизаци\w+)")
REACHED = {Status.ACHIEVED: "достигнут", Status.MISSED: "не достигнут"}


def basis(
    where: Municipality | School,
    year: int,
    values: Sequence[Judged],
    *,
    found: bool,
    whose: Reporting,
) -> str:
    """The first sentence; `values` are of the place, `whose` of the municipality, `found` = findings follow."""
    of_year = f"за\u00a0{year_label(year)} учебный год"
    if isinstance(where, School):
        if not any(map(is_known, values)):
            return (
                f"Данные организации {where.short_name} {of_year} {NOTHING}: "
                f"в итоги {MONITORING} они не вошли."
            )
        place = f"в организации {where.short_name}"
    else:
        partly = f" по данным {whose.text}" if whose.is_partial else ""
        place = f"в {where.name_prepositional}{partly}"
    if found:
        return f"По итогам {MONITORING} {of_year} {place} установлено:"
    return f"Мониторинг профессионального самоопределения обучающихся {of_year} проведён {place}."


def own_rows(rows: Iterable[Judged]) -> list[Judged]:
    """Those that say something of an organisation itself; terms are read with the indicators."""
    return [row for row in rows if row.indicator.judges_schools and not _counts_schools(row)]


def _counts_schools(row: Judged) -> bool:
    return any(term.counts_schools or term.kind == Term.Kind.SCHOOLS for term in row.indicator.terms.all())


def own_finding(row: Judged) -> str:
    """«по организации: доля обучающихся …: 70 % (план 75 %, не достигнут)», without its full stop."""
    name = lowered(row.indicator.name)
    return f"по организации: {name}: {row.text} (план {row.target_text}, {REACHED[row.status]})"


def own_problem(row: Judged) -> str:
    return f"По организации: {lowered(problem(row))}"


def without_data(letter: Letter) -> bool:
    """Whether the letter says that its organisation's data are not there."""
    return NOTHING in letter.basis


def warning(letter: Letter) -> str:
    """What its author has to know before the letter goes out; empty = nothing."""
    if without_data(letter):
        return "У организации нет принятых данных этого года: письмо говорит об этом вместо итогов."
    partly = _PARTLY.search(letter.basis)
    if partly is None:
        return ""
    return (
        f"Письмо написано по данным {partly[1]} из {partly[2]}: остальные отчёты не приняты, "
        "и значения ещё изменятся."
    )
