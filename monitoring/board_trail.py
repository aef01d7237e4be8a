"""What has happened with the reports of a campaign: the reports themselves, who did something last, what was said.

One query however many organisations, because a page may make twelve: reports with their open remarks, the last
change of a number and the last step of every organisation, explanations of doubtful numbers, comments of schools that
nobody has answered, and the revision of the year before, against which numbers are doubted.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import (
    CharField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from monitoring.models import Campaign, CellChange, CellComment, Finding, Revision, Submission, Wave
from schools.models import Membership, Transition, User


class Activity(NamedTuple):
    """The last thing done with the reports of an organisation; nobody = the portal itself."""

    at: dt.datetime
    who: str


@dataclass
class Trail:
    """`explained` are the doubts somebody explained, by report, with the figures they were explained for.

    `remarks` counts those without an answer, by report; `comments` counts by (school, kind, code).
    """

    reports: dict[tuple[int, int], Submission] = field(default_factory=dict)
    remarks: dict[int, int] = field(default_factory=dict)
    activity: dict[int, Activity] = field(default_factory=dict)
    explained: dict[int, dict[tuple[str, str, str, int], str]] = field(default_factory=dict)
    comments: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    last_year: int = 0

    def note(self, school: int, at: dt.datetime, who: str) -> None:
        if school not in self.activity or self.activity[school].at <= at:
            self.activity[school] = Activity(at, who)


def board_trail(campaign: Campaign, waves: Sequence[Wave]) -> Trail:
    of_wave = {wave.pk: wave for wave in waves}
    trail = Trail()
    rows = _reports(campaign).union(
        _last_changes(campaign), _last_steps(campaign), _explained(campaign), _unanswered(campaign),
        _revision(campaign), all=True,
    )  # fmt: skip
    schools: dict[int, int] = {}
    for row in sorted(rows, key=lambda row: row[0] != "report"):  # steps name their report by its key alone
        what, key, school, wave, first, second, code, number, more, day, submitted, accepted, at, *names = row
        if what == "report":
            schools[key] = school
            report = Submission(pk=key, wave=of_wave[wave], school_id=school, state=first, extended_to=day,
                                submitted_at=submitted, accepted_at=accepted, changed_at=at)  # fmt: skip
            trail.reports[wave, school] = report
            trail.remarks[key] = number
        elif what in ("change", "step"):
            trail.note(school or schools[key], at, _name(*names))
        elif what == "finding":
            trail.explained.setdefault(key, {})[first, second, code, number] = more
        elif what == "comment":
            trail.comments[school, second, code] = number
        else:
            trail.last_year = number
    return trail


_NO_MOMENT = Cast(Value(None), DateTimeField())
_NOTHING: dict[str, Any] = {
    "key": Value(0), "who": Value(0), "of": Value(0), "first": Value(""), "second": Value(""), "of_code": Value(""),
    "number": Value(0), "more": Value(""), "day": Cast(Value(None), DateField()), "submitted": _NO_MOMENT,
    "accepted": _NO_MOMENT, "moment": _NO_MOMENT, "first_name": Value(""), "patronymic": Value(""),
    "last_name": Value(""), "username": Value(""),
}  # fmt: skip
_TYPES: dict[str, TextField[str, str]] = {
    "what": TextField(),
    "first": TextField(),
    "second": TextField(),
    "of_code": TextField(),
    "more": TextField(),
}


def _rows(rows: QuerySet[Any, Any], what: str, person: str = "", **given: Any) -> QuerySet[Any, Any]:
    """Everything in one shape, `a_` before the names so that they hide no column."""
    names = ("first_name", "patronymic", "last_name", "username") if person else ()
    said = {
        "what": Value(what),
        **_NOTHING,
        **{name: F(f"{person}__{name}") for name in names},
        **given,
    }
    shaped = {
        f"a_{name}": Cast(value, _TYPES.get(name, CharField())) if _is_text(name) else value
        for name, value in said.items()
    }
    return rows.order_by().annotate(**shaped).values_list(*shaped)


def _is_text(name: str) -> bool:
    return name in (*_TYPES, "first_name", "patronymic", "last_name", "username")


def _reports(campaign: Campaign) -> QuerySet[Any, Any]:
    mine = Submission.objects.filter(wave__campaign=campaign)
    remarks = Count("remarks", filter=Q(remarks__resolved_at=None, remarks__answered_at=None))
    return _rows(
        mine, "report", key=_whole("pk"), who=_whole("school_id"), of=_whole("wave_id"), first=F("state"),
        number=remarks, day=F("extended_to"), submitted=F("submitted_at"), accepted=F("accepted_at"),
        moment=F("changed_at"),
    )  # fmt: skip


def _last_changes(campaign: Campaign) -> QuerySet[Any, Any]:
    """The last change of a number of each organisation."""
    of_year = CellChange.objects.filter(
        school__municipality=campaign.municipality_id, year=campaign.year_id
    ).order_by()
    last = of_year.values("school").annotate(last=Max("pk")).values("last")
    changes = CellChange.objects.filter(pk__in=last)
    return _rows(changes, "change", "person", who=_whole("school_id"), moment=F("at"))


def _last_steps(campaign: Campaign) -> QuerySet[Any, Any]:
    """The last step of each report, named by the key of the report."""
    mine = Submission.objects.filter(wave__campaign=campaign).values("pk")
    steps = Transition.objects.filter(entity="submission", entity_id__in=mine).order_by()
    last = steps.values("entity_id").annotate(last=Max("pk")).values("last")
    return _rows(
        Transition.objects.filter(pk__in=last), "step", "person", key=_whole("entity_id"), moment=F("at")
    )


def _explained(campaign: Campaign) -> QuerySet[Any, Any]:
    found = Finding.objects.filter(submission__wave__campaign=campaign).exclude(explanation="")
    return _rows(
        found, "finding", key=_whole("submission_id"), first=F("check_code"), second=F("kind"),
        of_code=F("code"), number=F("grade"), more=F("explained_value"),
    )  # fmt: skip


def unanswered_comments(*, municipality_id: int, year: int) -> QuerySet[CellComment]:
    """The last comment of each cell where it was written by somebody of the school."""
    mine = CellComment.objects.filter(school__municipality=municipality_id, year=year)
    cell = {name: OuterRef(name) for name in ("school", "year", "kind", "code", "grade")}
    later = CellComment.objects.filter(**cell, pk__gt=OuterRef("pk"))
    of_school = Membership.objects.filter(user=OuterRef("author"), school=OuterRef("school"))
    return mine.filter(Exists(of_school), ~Exists(later)).order_by()


def _unanswered(campaign: Campaign) -> QuerySet[Any, Any]:
    open_ones = unanswered_comments(municipality_id=campaign.municipality_id, year=campaign.year_id)
    counts = open_ones.values("school_id", "kind", "code").annotate(cells=Count("pk"))
    return _rows(
        counts, "comment", who=_whole("school_id"), second=F("kind"), of_code=F("code"), number=F("cells")
    )


def _revision(campaign: Campaign) -> QuerySet[Any, Any]:
    before = Revision.objects.filter(municipality=campaign.municipality_id, year=campaign.year_id - 1)
    return _rows(before, "revision", number=_whole("number"))


def _whole(name: str) -> Cast:
    return Cast(name, IntegerField())


def _name(first: str, patronymic: str, last: str, username: str) -> str:
    if not username:
        return ""
    return str(User(first_name=first, patronymic=patronymic, last_name=last, username=username))
