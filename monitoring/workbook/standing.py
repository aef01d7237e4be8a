"""Why nothing may be written into the report of an organisation, for many at once: the rules of the form's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from monitoring.campaigns import participants
from monitoring.lacking import quoted
from monitoring.models import Submission, Wave
from monitoring.rules import FILLABLE, why_not_fill
from schools.models import School, User


def why_closed(*, wave: Wave, schools: Sequence[School], person: User) -> dict[int, str]:
    """Sentences by organisation; one that is open has none. Two queries however many organisations."""
    campaign = wave.campaign
    taking_part = set(participants(campaign).values_list("pk", flat=True))
    submissions = {row.school_id: row for row in Submission.objects.filter(wave=wave, school__in=schools)}
    found = {}
    for school in schools:
        submission = submissions.get(school.pk)
        if school.pk not in taking_part:
            reason = "организация не участвует в сборе этого года."
        elif submission is not None and submission.state not in FILLABLE:
            reason = f"отчёт – «{submission.get_state_display()}»: чтобы изменить числа, откройте его для исправлений."
        else:
            reason = why_not_fill(person, school, submission, campaign, opens=wave.opens)
        if reason:
            found[school.pk] = f"{reason[0].upper()}{reason[1:]}"
    return found


def told_closed(closed: Mapping[int, str], schools: Iterable[School]) -> list[str]:
    """One sentence about those of the organisations that are closed, or none."""
    left = [f"{quoted(str(school))}: {closed[school.pk]}" for school in schools if school.pk in closed]
    if not left:
        return []
    rest = f" И ещё {len(left) - 5}." if len(left) > 5 else ""
    return [f"Не изменятся: {' '.join(left[:5])}{rest}"]
