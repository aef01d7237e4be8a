"""An officer's recommendation without a rule: one text to chosen organisations of the municipality.

In: text with the placeholders of rules, organisations, section, audience, term, perhaps an indicator whose figures are
frozen as evidence. Skipped: organisations that do not take part in the year's campaign, and those that already have a
live one with this very text. It is sent at once, since the person who checks has written it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from indicators.models import Indicator
from recommendations.judging import evidence_of
from recommendations.models import IssueState, Recommendation
from recommendations.rules import may_recommend
from recommendations.situation import Situation, read_situation
from recommendations.steps import STEPS
from recommendations.wording import check_text, values_for
from schools.models import Municipality, School, User
from schools.placeholders import fill
from schools.workflow import StepRefused, write_log


@transaction.atomic
def write_own(
    *,
    municipality: Municipality,
    year: int,
    schools: Collection[int],
    section: str,
    audience: str,
    text: str,
    person: User,
    today: dt.date,
    due: dt.date | None = None,
    indicator: Indicator | None = None,
) -> list[Recommendation]:
    """Send one text to the organisations with these ids; returns what was sent."""
    if not may_recommend(person, municipality):
        raise StepRefused("Направить рекомендацию может только: специалист муниципалитета.")
    problems = check_text(text)
    if due is not None and due < today:
        problems.append("Срок уже прошёл: выберите другой.")
    situation = read_situation(
        municipality_id=municipality.pk,
        year=year,
        today=today,
        also={indicator.pk} if indicator else set(),
    )
    addressed = [school for pk, school in situation.schools.items() if pk in schools]
    if not addressed:
        problems.append("Выберите хотя бы одну организацию, участвующую в сборе этого года.")
    if problems:
        raise ValidationError(problems)
    IssueState.objects.get_or_create(municipality=municipality, year=year)
    IssueState.objects.select_for_update().get(
        municipality=municipality, year=year
    )  # a second click waits here
    drafts = [_draft(school, situation, text.strip(), due, indicator) for school in addressed]
    for draft in drafts:
        draft.section, draft.audience = section, audience
        draft.full_clean(
            exclude=["school", "municipality", "year", "rule", "indicator"], validate_constraints=False
        )
    there = _texts_there(situation)
    return _send([draft for draft in drafts if (draft.school_id, draft.text) not in there], person)


def _draft(
    school: School, situation: Situation, text: str, due: dt.date | None, indicator: Indicator | None
) -> Recommendation:
    judged = situation.judged.get((school.pk, indicator.pk)) if indicator else None
    evidence = evidence_of(None, school, situation, judged)
    values = values_for(evidence, school=school.short_name, municipality=situation.municipality.name, due=due)
    return Recommendation(
        municipality=situation.municipality,
        school=school,
        year_id=situation.year,
        indicator=indicator,
        text=fill(text, values),
        evidence=evidence.to_json(),
        due=due,
        state=Recommendation.State.ISSUED,
        issued_at=timezone.now(),
    )


def _texts_there(situation: Situation) -> set[tuple[int, str]]:
    """(organisation, text) of the live ones without a rule."""
    live = Recommendation.objects.live().filter(
        municipality=situation.municipality, year=situation.year, rule__isnull=True
    )
    return set(live.values_list("school_id", "text"))


def _send(drafts: list[Recommendation], person: User) -> list[Recommendation]:
    sent = Recommendation.objects.bulk_create(drafts)
    write_log(Recommendation, [(row.pk, "") for row in sent], STEPS["issue"], person=person)
    return sent
