"""Registered letters → their organisations, and back the word that they were read.

Sent once: the organisations see the letter on the portal at once, and a mail with its address waits for those that
have one where the portal sends mail at all (`letters.mailing`). A head acknowledges for the organisation, once, with
name and hour; nobody does it in their place.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from monitoring.addresses import addresses_of
from monitoring.chunks import in_chunks
from recommendations.letters.drafting import demand_officer
from recommendations.letters.steps import STEPS
from recommendations.models import Letter, LetterRecipient
from recommendations.rules import may_answer
from schools.mail import mail_goes_out
from schools.models import Transition, User
from schools.queue import enqueue
from schools.workflow import StepRefused, take_many

TASK = "recommendations.send_letters"
M = LetterRecipient.Mail


@transaction.atomic
def send(*, letters: Sequence[Letter], person: User) -> list[int]:
    """Send those that are registered; returns their keys. A second click sends nothing."""
    for letter in letters:
        demand_officer(person, letter.municipality)
    now = timezone.now()
    chosen = Letter.objects.filter(pk__in=[letter.pk for letter in letters])
    sent = take_many(chosen, STEPS["send"], person=person, sent_at=now)
    rows = list(LetterRecipient.objects.filter(letter__in=sent).select_related("school"))
    reached = addresses_of(list({row.school_id: row.school for row in rows}.values()))
    for row in rows:
        row.sent_at = now
        if mail_goes_out():
            row.mail, row.mail_at = (M.WAITING if row.school_id in reached else M.NOBODY), now
    LetterRecipient.objects.bulk_update(rows, ["sent_at", "mail", "mail_at"], batch_size=200)
    if any(row.mail == M.WAITING for row in rows):
        enqueue(TASK)
    return sent


@transaction.atomic
def acknowledge(*, recipient: LetterRecipient, person: User) -> bool:
    """«Ознакомлен(а)»: False where somebody of the organisation has said so already."""
    if not may_answer(person, recipient.school):
        raise StepRefused("Отметить ознакомление может только руководитель организации.")
    if recipient.letter.state != Letter.State.SENT:
        raise StepRefused("Письмо ещё не отправлено.")
    unread = LetterRecipient.objects.filter(pk=recipient.pk, acknowledged_at__isnull=True)
    if not unread.update(acknowledged_at=timezone.now(), acknowledged_by=person):
        return False
    Transition.objects.create(
        entity="letter", entity_id=recipient.letter_id, step="acknowledge", source=Letter.State.SENT,
        target=Letter.State.SENT, person=person, note=recipient.school.short_name,
    )  # fmt: skip
    return True


def recipients_of(letters: Sequence[Letter]) -> list[LetterRecipient]:
    """The organisations of these letters by name, with who has read; a query for every few hundred letters."""
    found: list[LetterRecipient] = []
    for part in in_chunks([letter.pk for letter in letters]):
        rows = LetterRecipient.objects.filter(letter__in=part).select_related("school", "acknowledged_by")
        found += rows.order_by("school__name_key", "school__code", "pk")
    return found
