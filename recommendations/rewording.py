"""The text of one organisation's prepared recommendation, changed by an officer: a rule does not fit everybody.

In: the recommendation, the new text (with the placeholders of rules, if any) and the text the officer had seen. Out:
the `Transition` that holds old and new text, or None where nothing is new. Refused in words: what is sent already,
a text somebody else has changed meanwhile (StepRefused), a wrong text (ValidationError). Guaranteed: the frozen
evidence and the texts of other organisations stay; where corrected data replace the recommendation before it is sent,
the new one keeps these words (`recommendations.settling`).
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from recommendations.evidence import Evidence
from recommendations.models import Recommendation
from recommendations.rules import why_not
from recommendations.steps import STEPS
from recommendations.wording import check_text, values_for
from schools.models import Transition, User
from schools.placeholders import fill
from schools.workflow import StepRefused, take


@transaction.atomic
def reword(*, recommendation: Recommendation, person: User, text: str, seen: str) -> Transition | None:
    """Word it anew for its organisation alone."""
    if reason := why_not(person, "reword", recommendation):
        raise StepRefused(reason)
    if problems := check_text(text):
        raise ValidationError(problems)
    old = Recommendation.objects.select_for_update().get(pk=recommendation.pk).text
    new = fill(_plain(text), _values(recommendation))
    if new == _plain(old):
        return None
    if _plain(seen) != _plain(old):
        raise StepRefused(
            "Пока вы писали, текст изменил кто-то другой или портал по новым данным. Посмотрите, каким он стал, "
            "и сохраните свой ещё раз, если он нужен."
        )
    return take(
        recommendation,
        STEPS["reword"],
        person=person,
        note=f"Было: «{old}»\nСтало: «{new}»",
        fields={"text": new, "reworded": True},
    )


def _plain(text: str) -> str:
    """Browsers send lines ended by two signs."""
    return text.replace("\r\n", "\n").strip()


def _values(made: Recommendation) -> dict[str, str]:
    return values_for(
        Evidence.from_json(made.evidence),
        school=made.school.short_name,
        municipality=made.municipality.name,
        due=made.due,
    )
