"""The municipality's document of addressed recommendations: values and what was sent in, an official document out.

First what was found: values against plans by level of education with «плановые значения достигнуты / не достигнуты»,
and the problems that follow. Then the recommendations by section, each text once: for all organisations of a type, or
with its organisations by name; what differs between them (values, grades) stands behind the name. Only what was sent
and still stands is printed, with the frozen figures. Seven queries, however many organisations there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from indicators.analysis import Judged
from indicators.levels import EducationLevel, concerns
from monitoring.campaigns import participants
from monitoring.models import Campaign
from recommendations.letters.advice import GENERAL, common_text, figures_of, one_line
from recommendations.letters.proposing import Ground, read_ground
from recommendations.letters.wording import VERDICTS, problem, spoken_of
from recommendations.models import Audience, Recommendation, Section
from reports.documents import Document, compose
from schools.calendar import year_label
from schools.models import Kind, Municipality, School

LEVELS: tuple[tuple[EducationLevel, str], ...] = (
    (EducationLevel.PRESCHOOL, "Дошкольное образование"),
    (EducationLevel.PRIMARY, "Начальное общее образование"),
    (EducationLevel.BASIC, "Основное общее образование"),
    (EducationLevel.SECONDARY, "Среднее общее образование"),
    (EducationLevel.SUPPLEMENTARY, "Дополнительное образование"),
)
SEVERAL = "Несколько уровней образования"
EVERYBODY: tuple[tuple[str, Collection[str]], ...] = (
    ("все", Kind.values),
    ("все общеобразовательные", GENERAL),
    ("все дошкольные", (Kind.PRESCHOOL.value,)),
    ("все организации дополнительного образования", (Kind.SUPPLEMENTARY.value,)),
)


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
    """One text, with whom it asks and which organisations it is addressed to."""

    text: str
    audience: str
    organisations: str


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
        "reported": _reported(ground.of_municipality),
        "levels": levels,
        "has_problems": any(level.problems for level in levels),
        "parts": _parts(ground.recommendations, everybody),
        "organisations": len({row.school_id for row in ground.recommendations}),
        "signatory": municipality.signatory_name.replace(" ", "\u00a0"),
    }
    title = f"Адресные рекомендации за {year_label(year)} учебный год"
    return compose("documents/recommendations.html", context, title=title, author=municipality.authority)


def _levels(ground: Ground) -> list[Level]:
    """Values that have a plan, by the one level they count; those that count several stand last."""
    found: dict[str, list[tuple[Judged, str]]] = defaultdict(list)
    for row in spoken_of(ground.of_municipality):
        counted = [words for level, words in LEVELS if concerns(row.indicator, level, ground.year)]
        found[counted[0] if len(counted) == 1 else SEVERAL].append((row, VERDICTS[row.status]))
    order = [*(words for _, words in LEVELS), SEVERAL]
    return [Level(title, found[title]) for title in order if title in found]


def _reported(rows: Sequence[Judged]) -> tuple[int, int] | None:
    """(reported, expected) of the indicator most organisations answer for."""
    widest = max(rows, key=lambda row: (row.expected or 0, row.reported or 0), default=None)
    return (widest.reported or 0, widest.expected) if widest is not None and widest.expected else None


def _parts(rows: Sequence[Recommendation], everybody: Sequence[School]) -> list[Part]:
    texts: dict[str, dict[object, list[Recommendation]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        texts[row.section][row.text_key].append(row)
    return [
        Part(
            Section(section).label,
            [advice for same in texts[section].values() for advice in _advice(same, everybody)],
        )
        for section in Section.values
        if section in texts
    ]


def _advice(rows: Sequence[Recommendation], everybody: Sequence[School]) -> list[Advice]:
    """One text; organisation by organisation where nothing common remains of it."""
    audience = Audience(rows[0].audience).label
    if len({row.text for row in rows}) == 1:
        return [Advice(one_line(rows[0].text), audience, _whom(rows, everybody))]
    common = common_text(rows)
    if not common:
        return [Advice(one_line(row.text), audience, row.school.short_name) for row in rows]
    named = ", ".join(f"{row.school.short_name}{figures_of(row)}" for row in rows)
    return [Advice(common, audience, named)]


def _whom(rows: Sequence[Recommendation], everybody: Sequence[School]) -> str:
    """«все общеобразовательные», or the organisations by name."""
    addressed = {row.school_id for row in rows}
    for words, kinds in EVERYBODY:
        members = {school.pk for school in everybody if school.kind in kinds}
        if len(members) > 1 and addressed == members:
            return words
    return ", ".join(row.school.short_name for row in rows)
