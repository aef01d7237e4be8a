"""Words of a form that somebody else has written since it was shown: late arrivals, explanations, answers to remarks.

In: the report, locked by the caller, and what was typed; out: what stands there now, by the name of the field. Not
overtaken: what both wrote alike, an explanation of another figure (the form shows it beside an empty field), and an
answer the portal gave because this person has corrected the number.
"""

from __future__ import annotations

import re
from functools import cache

from monitoring.checks.explained import is_stale, value_at
from monitoring.models import Cohort, Finding, Submission
from monitoring.remarks import CORRECTED
from monitoring.sheet import Ref, Sheet, read_sheet
from monitoring.typed import Entered, Typed, arrived_name, remark_name, why_name
from schools.models import User

LONGEST = 1000
_BY_ITSELF = re.compile(rf"{CORRECTED}(: .* → .*)?")


def overtaken(*, submission: Submission, typed: Typed, person: User) -> dict[str, str]:
    """A query for each sort of words that was typed; the form is read where an explanation may be of another figure."""
    return {
        **(_arrivals(submission, typed) if typed.arrived else {}),
        **(_explanations(submission, typed) if typed.explanations else {}),
        **(_answers(submission, typed, person) if typed.answers else {}),
    }


def _arrivals(submission: Submission, typed: Typed) -> dict[str, str]:
    rows = Cohort.objects.filter(school=submission.school_id, year_id=submission.wave.campaign.year_id)
    stored = {(row.population, row.grade): str(row.arrived_later or "") for row in rows}
    stands = {key: stored.get(key, "") for key in typed.arrived}
    return {
        arrived_name(*key): stands[key]
        for key, entered in typed.arrived.items()
        if stands[key] != entered.shown and stands[key] != entered.text.lstrip("0")
    }


def _explanations(submission: Submission, typed: Typed) -> dict[str, str]:
    @cache
    def sheet() -> Sheet:
        year = submission.wave.campaign.year_id
        return read_sheet(school=submission.school, year=year, wave_id=submission.wave_id)

    def is_of_another_figure(finding: Finding) -> bool:
        return is_stale(
            finding.explained_value, value_at(sheet(), Ref(finding.kind, finding.code, finding.grade))
        )

    found = {}
    for finding in submission.findings.exclude(explanation=""):
        key = (finding.check_code, finding.kind, finding.code, finding.grade)
        entered = typed.explanations.get(key)
        if entered is None or _is_known(finding.explanation, entered):
            continue
        if entered.shown or not is_of_another_figure(finding):
            found[why_name(key)] = finding.explanation
    return found


def _answers(submission: Submission, typed: Typed, person: User) -> dict[str, str]:
    answered = submission.remarks.filter(pk__in=typed.answers, resolved_at__isnull=True).exclude(answer="")
    return {
        remark_name(remark.pk): remark.answer
        for remark in answered
        if not _is_known(remark.answer, typed.answers[remark.pk])
        and not (remark.answered_by_id == person.pk and _BY_ITSELF.fullmatch(remark.answer))
    }


def _is_known(stands: str, entered: Entered) -> bool:
    """The person has seen what stands there, or writes the same."""
    return stands in (" ".join(text.split())[:LONGEST] for text in (entered.shown, entered.text))
