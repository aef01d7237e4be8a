"""The municipality's document of addressed recommendations: values and what was sent in, an official document out.

First what was found: values against plans by level of education with «плановые значения достигнуты / не достигнуты»,
and the problems that follow. Then the recommendations by section, each text once, after the words that say whom it
asks: organisations of a type, by name where not all of them are meant; what differs between them (values, grades)
stands behind the name. Only what was sent and still stands is printed, with the frozen figures. Seven queries, however
many organisations there are; one more where a rule says something else by now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indicators.analysis import Judged
from indicators.levels import EducationLevel, level_of
from monitoring.campaigns import participants
from monitoring.models import Campaign
from recommendations.letters.addressing import after_colon, types_of, whom
from recommendations.letters.advice import common_text, figures_of, one_line
from recommendations.letters.proposing import Ground, read_ground
from recommendations.letters.wording import VERDICTS, problem, spoken_of
from recommendations.models import Recommendation, Section
from recommendations.texts import OneText, by_text
from reports.documents import Document, compose
from schools.calendar import year_label
from schools.models import Municipality, School
from schools.numbers import plural

LEVELS: tuple[tuple[EducationLevel, str], ...] = (
    (EducationLevel.PRESCHOOL, "Дошкольное образование"),
    (EducationLevel.PRIMARY, "Начальное общее образование"),
    (EducationLevel.BASIC, "Основное общее образование"),
    (EducationLevel.SECONDARY, "Среднее общее образование"),
    (EducationLevel.SUPPLEMENTARY, "Дополнительное образование"),
)
SEVERAL = "Несколько уровней образования"


@dataclass(frozen=True)
class Level:
    """One level of education: its values against plans, and what is wrong."""

    title: str
    rows: list[tuple[Judged, str]]

    @property
    def problems(self) -> list[str]:
        return [f"{problem(row)}." for row, _ in self.rows if row.missed]


@dataclass(frozen=True)
class Advice:
    """One text, and the words that say whom it asks."""

    whom: str
    text: str


@dataclass(frozen=True)
class Part:
    title: str
    items: list[Advice]


def recommendation_document(municipality: Municipality, year: int) -> Document | None:
    """None = nothing has been sent that still stands."""
    ground = read_ground(municipality, year)
    if not ground.recommendations:
        return None
    campaign = Campaign.objects.filter(municipality=municipality, year=year).first()
    everybody = list(participants(campaign)) if campaign else []
    levels = _levels(ground)
    context = {
        "municipality": municipality,
        "years": year_label(year),
        "reported": _reported(ground),
        "levels": levels,
        "has_problems": any(level.problems for level in levels),
        "parts": _parts(ground, everybody),
        "organisations": len({row.school_id for row in ground.recommendations}),
        "signatory": municipality.signatory_name.replace(" ", "\u00a0"),
    }
    title = f"Адресные рекомендации за {year_label(year)} учебный год"
    return compose("documents/recommendations.html", context, title=title, author=municipality.authority)


def _levels(ground: Ground) -> list[Level]:
    """Values that have a plan, by the one level they count; those that count several stand last."""
    titles = dict(LEVELS)
    found: dict[str, list[tuple[Judged, str]]] = defaultdict(list)
    for row in spoken_of(ground.of_municipality):
        level = level_of(row.indicator, ground.year)
        found[titles[level] if level else SEVERAL].append((row, VERDICTS[row.status]))
    return [Level(title, found[title]) for title in (*titles.values(), SEVERAL) if title in found]


def _reported(ground: Ground) -> str:
    """«Данные представили 8 из 9 организаций.»; empty where nobody was asked."""
    whose = ground.reporting
    verb = plural(whose.reported, "представила", "представили", "представили")
    return f"Данные {verb} {whose.text}." if whose.expected else ""


def _parts(ground: Ground, everybody: Sequence[School]) -> list[Part]:
    """Section by section: what is for several types of organisation, then type by type, in the order of the rules."""
    of_section: dict[str, dict[str, list[Recommendation]]] = defaultdict(lambda: defaultdict(list))
    for row in ground.recommendations:
        of_section[row.section][row.audience].append(row)
    parts = []
    for section in Section.values:
        texts = [same for rows in of_section[section].values() for same in by_text(rows, ground.said)]
        texts.sort(key=_place)
        if texts:
            parts.append(
                Part(Section(section).label, [item for one in texts for item in _advice(one, everybody)])
            )
    return parts


def _place(same: OneText) -> tuple[int, ...]:
    types = types_of(same.rows)
    return types if len(types) == 1 else (-1,)


def _advice(same: OneText, everybody: Sequence[School]) -> list[Advice]:
    """One text; organisation by organisation where nothing common remains of it."""
    rows = same.rows
    if len({row.text for row in rows}) == 1:
        return [_said(rows, everybody, one_line(rows[0].text))]
    common = common_text(same)
    if not common:
        return [_said([row], everybody, one_line(row.text)) for row in rows]
    return [_said(rows, everybody, common, named=_with_figures)]


def _said(
    rows: Sequence[Recommendation],
    everybody: Sequence[School],
    text: str,
    named: Callable[[Recommendation], str] | None = None,
) -> Advice:
    return Advice(whom(rows, everybody, text, named), after_colon(text))


def _with_figures(row: Recommendation) -> str:
    return f"{row.school.short_name}{figures_of(row)}"
