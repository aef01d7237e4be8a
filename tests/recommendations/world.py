"""A small world for recommendations: one indicator (participants of an event among pupils of grade 9).

`World` writes accepted cells as the intake does, counts the revision, computes and issues; whole results are read
back by `standing()`.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from indicators.compute import recompute
from indicators.models import Indicator, Target, Term
from monitoring.models import Campaign, Cohort, Event, Participation, Population, Submission, Wave
from monitoring.revisions import bump
from recommendations.issue import Issued, issue
from recommendations.models import Recommendation, Rule
from schools.grades import Grades
from schools.models import Municipality, School, SchoolYear

TODAY = dt.date(2022, 1, 20)
YEAR = 2021


class World:
    def __init__(self, municipality: Municipality, *schools: School) -> None:
        self.municipality, self.schools = municipality, schools
        self.event = Event.objects.create(
            code="bilet",
            name="Проект «Билет в будущее»",
            short_name="Билет в будущее",
            grades=Grades.parse("6-11"),
        )
        self.indicator = Indicator.objects.create(
            code="bilet_9", name="Охват проектом", short_name="Билет, 9 класс"
        )
        nine = Grades.parse("9")
        Term.objects.create(
            indicator=self.indicator, side="numerator", kind="event", event=self.event, grades=nine
        )
        Term.objects.create(indicator=self.indicator, side="denominator", kind="pupils", grades=nine)
        self.campaigns = {YEAR: self.open(YEAR)}
        self.target: Target | None = None

    def open(self, year: int) -> Campaign:
        SchoolYear.objects.get_or_create(year=year)
        campaign = Campaign.objects.create(municipality=self.municipality, year_id=year)
        Wave.objects.create(campaign=campaign, name="Годовой отчёт", due=dt.date(year + 1, 6, 1))
        return campaign

    def plan(self, value: str | int | None, school: School | None = None) -> None:
        """Set, change or drop a plan as the targets' verb does."""
        place = {"school": school} if school else {"municipality": self.municipality}
        if value is None:
            Target.objects.filter(indicator=self.indicator, year=YEAR, **place).delete()
            return
        target, created = Target.objects.get_or_create(
            indicator=self.indicator, year_id=YEAR, **place, defaults={"value": Decimal(value)}
        )
        if not created:
            target.value, target.version = Decimal(value), target.version + 1
            target.save()

    def rule(self, code: str = "r1", **fields) -> Rule:
        values = {
            "trigger": "below_target",
            "indicator": self.indicator,
            "text": "Охвачено {значение} при плане {план}.",
            "due": "05-15",
        }
        return Rule.objects.create(code=code, **{**values, **fields})

    def accept(
        self,
        school: School,
        took_part: int | None,
        pupils: int | None = 100,
        year: int = YEAR,
        state: str = "accepted",
    ) -> None:
        """Accept the report of a school with these numbers (None = «н/д»)."""
        if year not in self.campaigns:
            self.campaigns[year] = self.open(year)
        cell = {"school": school, "year_id": year, "grade": 9, "population": Population.ALL}
        for model, extra, number in ((Cohort, {}, pupils), (Participation, {"event": self.event}, took_part)):
            mark = "n" if number is None else ""
            model.objects.update_or_create(
                **cell, **extra,
                defaults={"value": number, "accepted": number, "mark": mark, "accepted_mark": mark},
            )  # fmt: skip
        self.report(school, state, year)
        bump([(self.municipality.pk, year)])

    def report(self, school: School, state: str, year: int = YEAR, **fields) -> None:
        wave = self.campaigns[year].waves.get()
        Submission.objects.update_or_create(wave=wave, school=school, defaults={"state": state, **fields})

    def issue(self, today: dt.date = TODAY, *, force: bool = False) -> Issued:
        for year in sorted(self.campaigns):
            recompute(municipality_id=self.municipality.pk, year=year)
        return issue(municipality_id=self.municipality.pk, year=YEAR, today=today, force=force)


def standing() -> list[tuple[str, str, str, int]]:
    """(rule, school, state, issue) of every recommendation, in the order of their making."""
    return list(
        Recommendation.objects.order_by("pk").values_list("rule__code", "school__code", "state", "issue")
    )
