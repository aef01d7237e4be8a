"""A municipality with 40, 80, 70 and 80 % on four levels of education against a plan of 75 % each.

kindergarten 40 of 100; school 80 of 100 (1–4), 70 of 100 (5–9), 80 of 100 (10–11). The two misses lead to
recommendations to the two organisations, a third text goes to everybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from indicators.compute import recompute
from indicators.models import Indicator, Target, Term
from monitoring.models import Campaign, Metric, MetricValue, Submission, Wave
from monitoring.revisions import bump
from recommendations.issue import issue
from recommendations.letters.drafting import draft_letter
from recommendations.letters.ordering import draft_waiting, order
from recommendations.models import Letter, Rule
from schools.models import Municipality, School, SchoolYear, User

TODAY = dt.date(2022, 1, 20)
YEAR = 2021
LEVELS = {
    "doo": ("обучающихся дошкольных образовательных организаций", "preschool", 40),
    "noo": ("обучающихся по программам начального общего образования", "secondary", 80),
    "ooo": ("обучающихся по программам основного общего образования", "secondary", 70),
    "soo": ("обучающихся по программам среднего общего образования", "secondary", 80),
}
TEXT = "Расширить охват: сейчас {значение} при плане {план}."


class Levels:
    def __init__(self, municipality: Municipality, *schools: School) -> None:
        SchoolYear.objects.get_or_create(year=YEAR)
        self.municipality, self.schools = municipality, schools
        municipality.letterhead = "ул. Речная, д. 1, г. Речной, 650000\nтел. (3842) 00-00-00"
        municipality.signatory_post, municipality.signatory_name = "Начальник управления", "М. А. Речная"
        municipality.executor_name, municipality.executor_phone = "Соколова А. П.", "8 (3842) 00-00-01"
        municipality.save()
        campaign = Campaign.objects.create(municipality=municipality, year_id=YEAR, state="open")
        wave = Wave.objects.create(campaign=campaign, name="Год", number=1)
        for school in schools:
            Submission.objects.create(wave=wave, school=school, state=Submission.State.ACCEPTED)
        for position, (code, words) in enumerate(LEVELS.items()):
            self._level(code, *words, position=position)
        Rule.objects.create(
            code="all", trigger="always", text="Назначить ответственного за профориентацию.", position=9
        )
        bump([(municipality.pk, YEAR)])
        recompute(municipality_id=municipality.pk, year=YEAR)
        issue(municipality_id=municipality.pk, year=YEAR, today=TODAY)

    def _level(self, code: str, name: str, kind: str, share: int, *, position: int) -> None:
        indicator = Indicator.objects.create(
            code=code, name=f"Доля {name}, охваченных мероприятиями", decimals=0, position=position
        )
        for side, number in (("numerator", share), ("denominator", 100)):
            metric = Metric.objects.create(code=f"{code}_{side}", name=f"{code} {side}", kinds=[kind])
            Term.objects.create(indicator=indicator, side=side, kind="metric", metric=metric)
            for school in self.schools:
                if school.kind == kind:
                    MetricValue.objects.create(
                        school=school, year_id=YEAR, metric=metric, value=number, accepted=number
                    )
        Target.objects.create(
            indicator=indicator, year_id=YEAR, municipality=self.municipality, value=Decimal(75)
        )
        Rule.objects.create(
            code=f"below_{code}", trigger="below_target", indicator=indicator, text=TEXT, due="06-15",
            position=position,
        )  # fmt: skip

    def drafts(self, officer: User, *, each: bool = False) -> list[Letter]:
        """One to all; or one to each, drafted at once as a worker does."""
        if not each:
            return [self.draft(officer)]
        batch = self.order(officer)
        draft_waiting()
        return list(Letter.objects.filter(batch=batch).select_related("municipality").order_by("pk"))

    def draft(self, officer: User) -> Letter:
        return draft_letter(
            municipality=self.municipality, year=YEAR, schools=self.schools, person=officer, today=TODAY
        )

    def order(self, officer: User, *, later: int = 0, schools: Sequence[School] = ()) -> str:
        now = dt.datetime.combine(TODAY, dt.time(12), dt.UTC) + dt.timedelta(seconds=later)
        return order(
            municipality=self.municipality,
            year=YEAR,
            schools=schools or self.schools,
            person=officer,
            now=now,
        )
