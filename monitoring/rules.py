"""Who may take which step with a school's report: predicates for pages, API and verbs.

Which rows a person sees is `visible_to`; here is what they may do with one. `why_not_fill` and `why_not_step` give the
reason in words, so that a refusal says what to do. Administrators have the officer's rights. A day begins and ends at
midnight in the time zone of the municipality.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from monitoring.models import Campaign, Submission, Upload
from monitoring.steps import HEAD, OFFICER, STEPS
from schools.access import Permission, may
from schools.calendar import format_date
from schools.models import Municipality, Role, School, User

FILLABLE = (Submission.State.DRAFT, Submission.State.RETURNED)


def is_officer_of(user: User, school: School) -> bool:
    return may(user, Permission.REVIEW, school)


def is_head_of(user: User, school: School) -> bool:
    """Fills the form of the school, without the officer's rights."""
    return may(user, Permission.FILL, school) and not is_officer_of(user, school)


def writes_on_behalf(user: User | None, school: School) -> bool:
    """Whoever is not of the organisation writes for it: an officer or administrator; the command line does not."""
    return user is not None and all(role.school_id != school.pk for role in user.roles)


def roles_in(user: User, school: School) -> frozenset[str]:
    """The roles of a table of steps that the person has towards this school."""
    if is_officer_of(user, school):
        return frozenset({Role.OFFICER.value})
    return frozenset({Role.HEAD.value}) if is_head_of(user, school) else frozenset()


def why_not_fill(
    user: User,
    school: School,
    submission: Submission | None,
    campaign: Campaign | None,
    *,
    opens: dt.date | None = None,
) -> str:
    """Empty when the person may write numbers of this school; else the reason and what to do.

    Officer of the municipality: always, also before the wave opens. Head: from the day the wave `opens`, while the
    report is a draft or returned and the campaign is open; in a closed one only a report that was handed in and has
    been opened for corrections.
    """
    if is_officer_of(user, school):
        return ""
    if not is_head_of(user, school):
        return "изменять данные этой организации могут она сама и специалист муниципалитета."
    if campaign is None:
        return "сбор за этот год ещё не открыт: обратитесь к специалисту муниципалитета."
    if reason := _why_not_now(school, submission, campaign, opens):
        return reason
    if submission is not None and submission.state not in FILLABLE:
        return f"отчёт в состоянии «{submission.get_state_display()}»: попросите специалиста вернуть его на доработку."
    return ""


def why_not_draw_back(submission: Submission | None) -> str:
    """Whoever fills in a form changes no report that was handed in meanwhile; empty for a draft and a returned one."""
    if submission is None or submission.state in FILLABLE:
        return ""
    state = submission.get_state_display()
    return f"Отчёт уже – «{state}». Чтобы изменить числа, его открывают для исправлений."


def opens_later(opens: dt.date | None, school: School) -> bool:
    """The day the wave opens has not begun where the school is."""
    return opens is not None and opens > timezone.localdate(timezone=school.municipality.zone)


def why_not_step(user: User, submission: Submission, step: str) -> str:
    """Why the person may not take this step of `monitoring.steps`; empty when they may. The state is not looked at.

    Heads hand in and take back while they may fill, too: the campaign open, the wave begun.
    """
    school, wave = submission.school, submission.wave
    if not roles_in(user, school) & set(STEPS[step].roles):
        return f"Шаг «{STEPS[step].label}» может сделать только: {_who(step)}."
    if step not in ("submit", "recall") or is_officer_of(user, school):
        return ""
    reason = _why_not_now(school, submission, wave.campaign, wave.opens)
    return f"{reason[0].upper()}{reason[1:]}" if reason else ""


def _why_not_now(
    school: School, submission: Submission | None, campaign: Campaign, opens: dt.date | None
) -> str:
    """What the dates and the state of the collection say to a head."""
    if campaign.state != Campaign.State.OPEN and not _is_being_corrected(submission, campaign):
        return f"сбор за этот год {campaign.collection}: обратитесь к специалисту муниципалитета."
    return f"сбор откроется {format_date(opens, 'short')}." if opens_later(opens, school) else ""


def _who(step: str) -> str:
    roles = STEPS[step].roles
    if not roles:
        return "сам портал"
    who = {HEAD: "руководитель организации", OFFICER: "специалист муниципалитета"}
    return " или ".join(who[role] for role in roles)


def _is_being_corrected(submission: Submission | None, campaign: Campaign) -> bool:
    """Accepted once or returned, and open again although the collection is over."""
    if submission is None or campaign.state != Campaign.State.CLOSED:
        return False
    corrects = submission.state == Submission.State.DRAFT and submission.accepted_at is not None
    return corrects or submission.state == Submission.State.RETURNED


def may_review(user: User, school: School) -> bool:
    """Return and accept reports, change states of campaigns."""
    return is_officer_of(user, school)


def may_handle(user: User, upload: Upload) -> bool:
    """See, confirm and withdraw an uploaded file: the municipality's officer, and those of its organisation.

    Whoever has sent it may no more once the role there is gone.
    """
    if may(user, Permission.REVIEW, upload.municipality):
        return True
    return upload.school is not None and may(user, Permission.FILL, upload.school)


def may_keep(user: User, place: School | Municipality) -> bool:
    """Keep the registers: of the whole municipality its officer, of a school the school itself, too."""
    return may(user, Permission.FILL, place)
