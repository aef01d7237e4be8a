"""«Как сделали другие школы»: who reached the plan of a recommendation's indicator, and what the portal knows they did.

Out: `OthersPage`: the organisations on the plan with their value, what they held in the year that the indicator counts,
and what they told of it in a confirmed answer to a recommendation to share their experience. Skipped: the organisation
itself, groups too small to judge, events that are planned or cancelled, answers that nobody has confirmed or that
dispute a number. Names of people and files are never shown. Seven queries, however many organisations.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from indicators.analysis import Judged, Status
from indicators.models import Indicator, SchoolValue
from indicators.pages.printing import is_small
from indicators.queries import judge_school_value, plans_of, with_terms
from monitoring.models import HeldEvent
from recommendations.models import Answer, Recommendation, Rule
from recommendations.pages.card import COMPARABLE
from schools.calendar import format_date
from schools.models import School
from schools.numbers import counted

MOST = 8
MOST_EVENTS = 4


@dataclass(frozen=True)
class Deed:
    """An event that was held."""

    title: str
    when: str
    link: str


@dataclass
class Other:
    """One organisation on its plan; `told` are its confirmed answers."""

    school: School
    judged: Judged
    deeds: list[Deed] = field(default_factory=list)
    told: list[Answer] = field(default_factory=list)

    @property
    def says_how(self) -> bool:
        return bool(self.deeds or self.told)

    @property
    def more(self) -> int:
        """How many events are not named."""
        return max(len(self.deeds) - MOST_EVENTS, 0)

    @property
    def named(self) -> list[Deed]:
        return self.deeds[:MOST_EVENTS]


@dataclass(frozen=True)
class OthersPage:
    """`others`: who says how comes first, then the best; at most MOST, `left` = how many more reached the plan."""

    made: Recommendation
    indicator: Indicator
    others: list[Other]
    left: int

    @property
    def heading(self) -> str:
        count = len(self.others) + self.left
        if not self.indicator.judges_schools:
            return f"{self.indicator.heading}: организации по отдельности не оцениваются"
        if not count:
            return f"{self.indicator.heading}: плана пока не достиг никто из других"
        reached = counted(count, "организация", "организации", "организаций")
        return f"{self.indicator.heading}: план достигли {reached}"

    @property
    def telling(self) -> list[Other]:
        return [other for other in self.others if other.says_how]

    @property
    def quiet(self) -> list[Other]:
        return [other for other in self.others if not other.says_how]


def others_page(of: QuerySet[Recommendation], pk: int) -> OthersPage | None:
    """None = no such recommendation for this person, or none that others can be an example of."""
    made = of.filter(pk=pk).select_related("school", "municipality").first()
    if made is None or made.evidence.get("trigger") not in COMPARABLE:
        return None
    if made.indicator_id is None:
        return None
    indicator = Indicator.objects.filter(pk=made.indicator_id).prefetch_related(with_terms()).get()
    reached = _reached(made, indicator)
    for event in _held(made, indicator, reached):
        reached[event.school_id or 0].deeds.append(Deed(event.title, _when(event), event.link))
    for answer in _told(made, reached):
        reached[answer.recommendation.school_id].told.append(answer)
    sign = 1 if indicator.better == Indicator.Better.LOWER else -1
    order = sorted(
        reached.values(),
        key=lambda one: (not one.says_how, sign * (one.judged.value or 0), one.school.name_key),
    )
    return OthersPage(made, indicator, order[:MOST], len(order[MOST:]))


def _reached(made: Recommendation, indicator: Indicator) -> dict[int, Other]:
    plans = plans_of(made.municipality_id, made.year_id)
    values = SchoolValue.objects.filter(
        indicator=indicator, year=made.year_id, school__municipality=made.municipality_id
    ).exclude(school=made.school_id)
    found = {}
    for value in values.select_related("school"):
        judged = judge_school_value(value, indicator, plans)
        if judged.status == Status.ACHIEVED and not is_small(judged):
            found[value.school_id] = Other(value.school, judged)
    return found


def _held(made: Recommendation, indicator: Indicator, reached: dict[int, Other]) -> list[HeldEvent]:
    """What they held of the events the numerator counts, the newest first."""
    events = {term.event_id for term in indicator.terms.all() if term.event_id and term.side == "numerator"}
    held = HeldEvent.objects.filter(
        school__in=reached, event__in=events, year=made.year_id, state=HeldEvent.State.HELD
    )
    return list(held.order_by("-starts", "title_key"))


def _told(made: Recommendation, reached: dict[int, Other]) -> list[Answer]:
    """Of a recommendation that went back and forth the last words count: those that were confirmed."""
    answers = Answer.objects.filter(
        recommendation__school__in=reached,
        recommendation__indicator=made.indicator_id,
        recommendation__year=made.year_id,
        recommendation__state=Recommendation.State.CONFIRMED,
        recommendation__evidence__trigger=Rule.Trigger.BEST_PRACTICE.value,
        disputes_number=False,
    ).select_related("recommendation")
    last: dict[int, Answer] = {}
    for answer in answers.order_by("pk"):
        if answer.text or answer.link:
            last[answer.recommendation_id] = answer
    return list(last.values())


def _when(event: HeldEvent) -> str:
    if event.ends and event.ends != event.starts:
        return f"{format_date(event.starts, 'digits')}–{format_date(event.ends, 'digits')}"
    return format_date(event.starts, "short")
