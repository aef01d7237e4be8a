"""The first page of a municipality: who has reported, what is missed, what waits for a decision.

Place and year in, one page object out; six queries however many schools. Official values only.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q

from indicators.analysis import Judged, Status, missed_words
from indicators.queries import judged_overview
from monitoring.campaigns import participants
from monitoring.models import Campaign, Submission, Wave
from recommendations.disputes import in_dispute
from recommendations.models import Recommendation
from reports.other_years import answers_of_earlier_years, comments_of, late_in_other_years, waves_in_view
from reports.todo import Task, is_late, tasks_of
from schools.calendar import format_date, year_label
from schools.models import Municipality
from schools.numbers import NBSP, counted, exact, plural

SENT = ("issued", "acknowledged", "in_progress", "done", "confirmed")
NEXT_WAVE_DAYS = 14


@dataclass(frozen=True)
class WaveProgress:
    """One wave: how many of the participating schools are accepted, waiting for a check, returned, late.

    `not_begun` are those of the late ones that have written nothing yet.
    """

    wave: Wave
    total: int
    accepted: int
    submitted: int
    returned: int
    late: int
    not_begun: int

    @property
    def query(self) -> str:
        """Leads the board to this wave."""
        return f"?wave={self.wave.number}"

    @property
    def complete(self) -> bool:
        return self.total > 0 and self.accepted == self.total

    @property
    def caption(self) -> str:
        return f"из {counted(self.total, 'отчёта принят', 'отчётов приняты', 'отчётов приняты')}"

    @property
    def notes(self) -> list[tuple[str, str, str]]:
        """(words, tone, sign) of what is not accepted yet."""
        return [
            (f"{number} {words}", tone, sign)
            for number, words, tone, sign in (
                (self.submitted, "на проверке", "attention", "○"),
                (self.returned, "на доработке", "attention", "↩"),
                (self.late, plural(self.late, "просрочен", "просрочены", "просрочены"), "missed", "!"),
            )
            if number
        ]


@dataclass(frozen=True)
class Home:
    municipality: Municipality
    year: int
    campaign: Campaign | None
    waves: Sequence[WaveProgress]
    values: Sequence[Judged]
    recommendations: dict[str, int]
    overdue: int
    tasks: Sequence[Task]

    @property
    def missed(self) -> list[Judged]:
        """Below plan, the largest relative gap first."""
        return sorted((row for row in self.values if row.missed), key=_relative_gap, reverse=True)

    @property
    def below(self) -> str:
        """What missing a plan is called of these: «ниже плана»."""
        return missed_words(*(row.indicator.better for row in self.missed))

    @property
    def achieved(self) -> int:
        return sum(1 for row in self.values if row.status == Status.ACHIEVED)

    @property
    def judged(self) -> int:
        return self.achieved + len(self.missed)

    @property
    def without_data(self) -> int:
        return sum(1 for row in self.values if row.status == Status.NO_DATA)

    @property
    def figure(self) -> str:
        return str(self.achieved) if self.judged else "–"

    @property
    def caption(self) -> str:
        if not self.judged:
            return "сравнивать с планом пока нечего"
        return f"из {self.judged} {plural(self.judged, 'достигает', 'достигают', 'достигают')} плана"

    @property
    def notes(self) -> list[tuple[str, str, str]]:
        """(words, tone, sign) of the indicators that do not meet a plan."""
        missed, without = len(self.missed), self.without_data
        found = [(f"{missed} {self.below}", "missed", "▼")] if missed else []
        return found + ([(f"{without} без значения", "empty", "–")] if without else [])

    @property
    def sent(self) -> int:
        """Live recommendations the schools have got."""
        return sum(self.recommendations[state] for state in SENT)

    @property
    def answered(self) -> int:
        return self.recommendations["done"] + self.recommendations["confirmed"]

    @property
    def recommendation_figure(self) -> tuple[int, str]:
        """The large number and its caption: what waits for approval, else what was sent."""
        if prepared := self.recommendations["prepared"]:
            return (
                prepared,
                f"{plural(prepared, 'подготовлена, ждёт', 'подготовлены, ждут', 'подготовлено, ждут')} решения",
            )
        return self.sent, plural(self.sent, "направлена", "направлены", "направлено")

    @property
    def recommendation_notes(self) -> list[tuple[str, str, str]]:
        counts = self.recommendations
        noted = (
            (counts["acknowledged"], "ознакомлены", "brand", "✓"),
            (counts["in_progress"], "в работе", "brand", "→"),
            (self.answered, "с ответом", "achieved", "✓"),
            (self.overdue, "просрочено", "missed", "!"),
        )
        return [(f"{number} {words}", tone, sign) for number, words, tone, sign in noted if number]

    @property
    def leading(self) -> WaveProgress | None:
        """The wave that matters now: the first opened one that is not complete, else the last opened."""
        open_ones = [progress for progress in self.waves if not progress.complete]
        return open_ones[0] if open_ones else (self.waves[-1] if self.waves else None)

    @property
    def heading(self) -> str:
        """The finding in one sentence."""
        cycle = f"Цикл {year_label(self.year)}"
        if self.campaign is None:
            return f"{cycle}: сбор данных ещё не открыт"
        if self.campaign.is_planned:
            return f"{cycle}: сбор данных готовится"
        return f"{cycle}: {self._collected}, {self._against_plan}"

    @property
    def _collected(self) -> str:
        wave = self.leading
        if wave is None:
            return "отчётов ещё нет"
        if wave.complete:
            return "данные собраны"
        organisations = plural(wave.total, "организации", "организаций", "организаций")
        accepted = plural(wave.accepted, "принят отчёт", "приняты отчёты", "приняты отчёты")
        return f"{accepted} {wave.accepted} из{NBSP}{wave.total}{NBSP}{organisations}"

    @property
    def _against_plan(self) -> str:
        if not self.judged:
            return "сравнивать с планом пока нечего"
        if not self.missed:
            return "все планы достигнуты"
        return counted(len(self.missed), "показатель", "показателя", "показателей") + f" {self.below}"

    def lead(self, today: dt.date) -> str:
        """What now, by when."""
        if self.campaign is None:
            return "Организации увидят свою форму, когда специалист назначит срок сдачи."
        if self.campaign.is_planned:
            return "Организации увидят свою форму, когда специалист проверит этапы и откроет сбор."
        wave = self.leading
        if wave is not None and not wave.complete and wave.wave.due:
            if wave.wave.due >= today:
                return f"Сейчас: «{wave.wave.name}», срок сдачи {format_date(wave.wave.due)}."
            return f"Сейчас: «{wave.wave.name}», срок прошёл {format_date(wave.wave.due)}."
        due = self.campaign.recommendations_due
        if due and due >= today:
            return f"Сейчас: анализ. Рекомендации – до {format_date(due)}."
        return "Сейчас: рекомендации и меры по итогам года."


def _relative_gap(row: Judged) -> Fraction:
    gap, target = row.gap, row.target
    return gap / exact(target) if gap is not None and target else Fraction(0)


def home_of(municipality: Municipality, year: int, *, today: dt.date) -> Home:
    """Everything the first page shows."""
    campaign = (
        Campaign.objects.filter(municipality=municipality, year=year).select_related("municipality").first()
    )
    counts, answered_before = recommendation_counts(municipality, year, today=today)
    overdue = counts.pop("overdue")
    in_view = waves_in_view(municipality, year, today=today)
    answers = answers_of_earlier_years(answered_before)
    elsewhere = late_in_other_years(in_view, year, today=today)
    if campaign is None:
        values = judged_overview(municipality.pk, year)
        return Home(municipality, year, None, (), values, counts, overdue, [*answers, *elsewhere])
    submissions = list(
        Submission.objects.filter(wave__campaign=campaign)
        .select_related("school", "wave")
        .order_by("submitted_at")
    )
    own = [wave for wave in in_view if wave.campaign_id == campaign.pk]
    waves = _progress(campaign, own, submissions, today)
    comments = [(wave, number) for wave in own if (number := comments_of(wave))]
    not_begun = [(progress.wave, progress.not_begun) for progress in waves if progress.not_begun]
    return Home(
        municipality=municipality,
        year=year,
        campaign=campaign,
        waves=waves,
        values=judged_overview(municipality.pk, year),
        recommendations=counts,
        overdue=overdue,
        tasks=[*answers, *tasks_of(submissions, not_begun, counts, overdue, today, comments), *elsewhere],
    )


def recommendation_counts(
    municipality: Municipality, year: int, *, today: dt.date
) -> tuple[dict[str, int], dict[int, int]]:
    """How many recommendations are in each state, `overdue` and `disputed`; and the answers of earlier years, by year.

    One query.
    """
    state = Recommendation.State
    wanted = {value: Count("pk", filter=Q(state=value)) for value in state.values}
    wanted["disputed"] = Count("pk", filter=in_dispute())
    waiting = Q(due__lt=today, state__in=Recommendation.WAITING)
    asked = Recommendation.objects.filter(
        Q(year=year) | Q(year__lt=year, state=state.DONE), municipality=municipality
    )
    rows = asked.order_by().values("year").annotate(**wanted, overdue=Count("pk", filter=waiting))
    found = {row.pop("year"): row for row in rows}
    counts = found.pop(year, dict.fromkeys([*wanted, "overdue"], 0))
    return counts, {earlier: row[state.DONE] for earlier, row in found.items()}


def _progress(
    campaign: Campaign, waves: Sequence[Wave], submissions: Sequence[Submission], today: dt.date
) -> list[WaveProgress]:
    """Waves that have opened, or open within a fortnight; none of a campaign in preparation."""
    if campaign.is_planned:
        return []
    total = participants(campaign).count()
    soon = today + dt.timedelta(NEXT_WAVE_DAYS)
    return [
        _of_wave(wave, [s for s in submissions if s.wave_id == wave.pk], total, today)
        for wave in waves
        if wave.opens is None or wave.opens <= soon
    ]


def _of_wave(wave: Wave, submissions: Sequence[Submission], total: int, today: dt.date) -> WaveProgress:
    states = Counter(submission.state for submission in submissions)
    late = sum(1 for s in submissions if s.is_late(today))
    not_begun = max(total - len(submissions), 0) if is_late(wave.due, today) else 0
    return WaveProgress(
        wave=wave,
        total=total,
        accepted=states[Submission.State.ACCEPTED],
        submitted=states[Submission.State.SUBMITTED],
        returned=states[Submission.State.RETURNED],
        late=late + not_begun,
        not_begun=not_begun,
    )
