"""«Подтвердить контингент»: the school stands for the pupils that a contingent file has brought into its form.

Allowed to whoever may fill in the report. Skipped: cells somebody has typed since, they are confirmed by that, and
cells that say another number than was shown: a second file has brought it meanwhile. Returns how many cells were
confirmed and how many were not; when some were, the trail of the report keeps who did it.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from monitoring.models import Submission
from monitoring.rules import FILLABLE, why_not_fill
from monitoring.sheet import Ref
from monitoring.storing import confirm_cohorts
from schools.models import Transition, User
from schools.numbers import counted
from schools.workflow import StepRefused

STEP = "confirm_contingent"


@transaction.atomic
def confirm_contingent(*, submission: Submission, person: User, shown: Mapping[Ref, str]) -> tuple[int, int]:
    """`shown`: the texts of the cells as the person has seen them."""
    campaign, school = submission.wave.campaign, submission.school
    Submission.objects.select_for_update().get(pk=submission.pk)
    reason = why_not_fill(person, school, submission, campaign, opens=submission.wave.opens)
    if reason or submission.state not in FILLABLE:
        raise StepRefused(f"Не подтверждено: {reason or 'отчёт уже направлен.'}")
    confirmed, left = confirm_cohorts(school, campaign.year_id, shown)
    if confirmed:
        Transition.objects.create(
            entity="submission",
            entity_id=submission.pk,
            step=STEP,
            source=submission.state,
            target=submission.state,
            person=person,
            note=f"Подтверждено: {counted(confirmed, 'ячейка', 'ячейки', 'ячеек')}",
        )
    return confirmed, left
