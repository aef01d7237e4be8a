"""How far the beginning of a municipality has come: five steps, each done, now or ahead. What is done is seen from the
data, not remembered: any step can be left, taken elsewhere and resumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from indicators.models import Indicator
from monitoring.models import Campaign, Event, Metric
from schools.catalogue_yaml import read_yaml
from schools.models import AccessCode, Membership, Municipality, School
from schools.numbers import counted

START = Path(settings.BASE_DIR) / "fixtures" / "start.yaml"
DONE, NOW, AHEAD = "done", "now", "ahead"


@dataclass(frozen=True)
class Step:
    key: str
    title: str
    is_done: bool
    said: str
    state: str = AHEAD


@dataclass(frozen=True)
class Progress:
    """`municipality` is None for the administrator of an empty portal."""

    municipality: Municipality | None
    steps: Sequence[Step]
    campaign: Campaign | None
    schools: int
    without_account: int
    definitions: int

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.steps)


def progress_of(municipality: Municipality | None) -> Progress:
    """Four queries however many schools; none without a municipality."""
    if municipality is None:
        return _with_states(Progress(None, _steps(None, 0, 0, 0, 0, None), None, 0, 0, 0))
    schools, without, waiting = _schools(municipality)
    definitions = _definitions(municipality)
    campaign = Campaign.objects.filter(municipality=municipality).order_by("-year").first()
    steps = _steps(municipality, schools, without, waiting, definitions, campaign)
    return _with_states(Progress(municipality, steps, campaign, schools, without, definitions))


def _with_states(progress: Progress) -> Progress:
    """The first step that is not done is «now»."""
    now = next((step.key for step in progress.steps if not step.is_done), "")
    steps = [
        Step(s.key, s.title, s.is_done, s.said, DONE if s.is_done else NOW if s.key == now else AHEAD)
        for s in progress.steps
    ]
    return Progress(
        progress.municipality, steps, progress.campaign, progress.schools, progress.without_account,
        progress.definitions,
    )  # fmt: skip


def _steps(
    municipality: Municipality | None, schools: int, without: int, waiting: int, definitions: int,
    campaign: Campaign | None,
) -> list[Step]:  # fmt: skip
    organisations = counted(schools, "организация", "организации", "организаций")
    codes = f"войти могут {schools - without} из {schools}"
    if waiting:
        codes += f", коды выданы и ещё не использованы: {waiting}"
    loaded = f"мероприятий и показателей сбора: {definitions}"
    states = {"planned": "готовится", "open": "открыт", "closed": "закрыт"}
    return [
        Step("municipality", "Муниципалитет", municipality is not None, str(municipality or "")),
        Step("schools", "Организации", schools > 0, organisations if schools else ""),
        Step("accounts", "Вход для организаций", schools > 0 and without <= waiting, codes if schools else ""),
        Step("catalogue", "Что собирать", definitions > 0, loaded if definitions else ""),
        Step("campaign", "Сбор", campaign is not None and campaign.state != Campaign.State.PLANNED,
             f"{campaign.year_id}/{campaign.year_id + 1}, {states[campaign.state]}" if campaign else ""),
    ]  # fmt: skip


def _schools(municipality: Municipality) -> tuple[int, int, int]:
    """Organisations that exist today, those nobody can log in for, and those of them with a code on paper."""
    now = timezone.now()
    heads = Membership.objects.filter(school=OuterRef("pk"))
    codes = AccessCode.objects.filter(school=OuterRef("pk"), used_at__isnull=True, expires_at__gt=now)
    found = open_schools(municipality).annotate(has_head=Exists(heads), has_code=Exists(codes))
    counts = found.aggregate(
        every=Count("pk"),
        without=Count("pk", filter=Q(has_head=False)),
        waiting=Count("pk", filter=Q(has_head=False, has_code=True)),
    )
    return counts["every"], counts["without"], counts["waiting"]


def open_schools(municipality: Municipality) -> QuerySet[School]:
    today = timezone.localdate(timezone=municipality.zone)
    return School.objects.filter(Q(closed__isnull=True) | Q(closed__gt=today), municipality=municipality)


def _definitions(municipality: Municipality) -> int:
    events = Event.objects.available_to(municipality).order_by().values_list("pk")
    return events.union(
        Metric.objects.available_to(municipality).order_by().values_list("pk"), all=True
    ).count()


def may_load(*, is_superuser: bool) -> bool:
    """The catalogue is shared by all: an officer loads it only where there is none at all."""
    return is_superuser or not (
        Event.objects.exists() or Metric.objects.exists() or Indicator.objects.exists()
    )


@cache
def contents() -> list[tuple[str, str]]:
    """What the typical catalogue holds, in words: (how many, what for)."""
    data = read_yaml(START.read_bytes())
    return [
        (counted(len(data.get("events", ())), "мероприятие", "мероприятия", "мероприятий"),
         "«Билет в будущее», профпробы, экскурсии и другие: в них считают участников по классам"),
        (counted(len(data.get("metrics", ())), "показатель сбора", "показателя сбора", "показателей сбора"),
         "выпускники и поступившие, договоры, рабочие места: одно число или ответ на организацию"),
        (counted(len(data.get("indicators", ())), "показатель", "показателя", "показателей"),
         "доли и отношения: портал считает их сам из введённых чисел"),
        (counted(len(data.get("rules", ())), "правило", "правила", "правил"),
         "по ним готовятся адресные рекомендации, когда план не достигнут"),
    ]  # fmt: skip
