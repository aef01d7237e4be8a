"""Letters of the demonstration: one of the last accepted year, sent and read by some, and two unfinished drafts.

Nobody is written to: the addresses of the demonstration are invented.
"""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from indicators.compute import recompute
from monitoring.campaigns import participants
from monitoring.models import Campaign
from recommendations.issue import issue
from recommendations.letters.drafting import draft_letter, write_draft
from recommendations.letters.proposing import read_ground
from recommendations.letters.registering import register
from recommendations.letters.sending import acknowledge, send
from recommendations.models import LetterRecipient
from schools.models import Municipality, User

YEAR = 2021
DRAFTED = ("kmo-01", "kmo-02")
READ_BY = ("head-draft", "head-ds")


def load_letters(municipality: Municipality, *, officer: User, today: dt.date) -> None:
    """A letter tells of values and recommendations: those of its year are computed and sent first."""
    for year in range(YEAR - 2, YEAR + 1):
        recompute(municipality_id=municipality.pk, year=year)
    issue(municipality_id=municipality.pk, year=YEAR, today=today)
    campaign = Campaign.objects.get(municipality=municipality, year=YEAR)
    schools = list(participants(campaign).order_by("name_key", "code"))
    draft = draft_letter(municipality=municipality, year=YEAR, schools=schools, person=officer, today=today)
    send(
        letters=register(letters=[draft], person=officer, date=today, number="01-12/41", today=today),
        person=officer,
    )
    rows = LetterRecipient.objects.filter(letter=draft)
    rows.update(mail=LetterRecipient.Mail.NONE)
    for head in User.objects.filter(username__in=READ_BY).order_by("username"):
        own = rows.select_related("letter", "school__municipality").get(school__in=head.reach.schools)
        acknowledge(recipient=own, person=head)
    ground, batch = read_ground(municipality, YEAR), uuid4().hex
    for school in schools:
        if school.code in DRAFTED:
            write_draft(ground, [school], person=officer, today=today, batch=batch)
