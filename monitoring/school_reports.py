"""School and year → its reports, wave by wave, and what was said and done about one of them.

Two queries however many waves, remarks and steps: one for the campaign with its waves, their columns and the school's
reports, one for the trail of a report. A page may make twelve.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

from monitoring.columns import WavePlan
from monitoring.models import Campaign, CellChange, CellComment, Finding, Remark, Submission, Wave
from monitoring.sheet import Ref
from schools.models import Membership, School, Transition, User

_OF_REPORT = ("pk", "state", "extended_to", "submitted_at", "accepted_at", "changed_at")


@dataclass(frozen=True)
class SchoolReports:
    """The campaign of the year as one school sees it; a wave it has not started has no report."""

    school: School
    campaign: Campaign
    waves: tuple[Wave, ...]
    plan: WavePlan
    submissions: dict[int, Submission]
    listed: bool

    @property
    def takes_part(self) -> bool:
        """Is the school to report: named where the campaign lists its participants, else open in the year?"""
        if self.campaign.all_open:
            return existed_in(self.school, self.campaign.year_id)
        return self.listed

    def of(self, wave: Wave) -> Submission | None:
        return self.submissions.get(wave.pk)


def school_reports(school: School, year: int) -> SchoolReports | None:
    """None while the year has no campaign. One query."""
    waves: dict[int, Wave] = {}
    named: dict[tuple[str, str], int] = {}
    submissions: dict[int, Submission] = {}
    for row in _waves(school, year):
        wave = waves.setdefault(row.pk, row)
        extra = vars(row)  # annotations are attributes no type knows
        if extra["column_kind"]:
            named.setdefault((extra["column_kind"], extra["column_code"]), row.pk)
        if extra["report_pk"] and row.pk not in submissions:
            fields = {name: extra[f"report_{name}"] for name in _OF_REPORT}
            submissions[row.pk] = Submission(wave=wave, school=school, **fields)
    if not waves:
        return None
    first = next(iter(waves.values()))
    listed = bool(vars(first)["listed"])
    whole = next((pk for pk, wave in waves.items() if wave.whole), None)
    plan = WavePlan(tuple(waves), whole, named, {pk: wave.opens for pk, wave in waves.items()})
    return SchoolReports(school, first.campaign, tuple(waves.values()), plan, submissions, listed)


def _waves(school: School, year: int) -> QuerySet[Wave]:
    mine = FilteredRelation("submissions", condition=Q(submissions__school=school))
    lists = Campaign.schools.through.objects.filter(campaign=OuterRef("campaign"), school=school)
    return (
        Wave.objects.filter(campaign__municipality_id=school.municipality_id, campaign__year_id=year)
        .select_related("campaign")
        .annotate(
            mine=mine, listed=Exists(lists), column_kind=F("columns__kind"), column_code=F("columns__code")
        )
        .annotate(**{f"report_{name}": F(f"mine__{name}") for name in _OF_REPORT})
        .order_by("number", "pk", "columns__pk")
    )


def existed_in(school: School, year: int) -> bool:
    """On some day of the school year."""
    first, last = dt.date(year, 9, 1), dt.date(year + 1, 8, 31)
    return (school.opened is None or school.opened <= last) and (
        school.closed is None or school.closed > first
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the trail: `what` is remark, finding, comment, transition, change; `more` answer, explanation or step.

    `check` is the code of a finding's check, `at_value` the figures its explanation was given for; `number` is the key
    of the row. `for_school` = written by somebody who is not of the school.
    """

    what: str
    kind: str
    code: str
    grade: int
    text: str
    more: str
    check: str
    at: dt.datetime | None
    person: User | None
    for_school: bool
    resolved: bool
    at_value: str = ""
    number: int = 0


def trail_of(submission: Submission, *, cell: Ref | None = None) -> list[Said]:
    """Remarks, findings with their explanations, comments and steps of a report, in the order they were written.

    With a cell its changes, too: `text` was there, `more` came, `check` is the door, `resolved` = written on behalf of
    the school. One query. A report that is not begun (not saved) may have comments and changes already.
    """
    of_report = {"submission_id": submission.pk}
    of_year = {"school_id": submission.school_id, "year": submission.wave.campaign.year_id}
    settled = Exists(Remark.objects.filter(pk=OuterRef("pk"), resolved_at__isnull=False))
    remarks = _lines(Remark.objects.filter(**of_report), submission, "remark", "author", text="text",
                     more=F("answer"), resolved=settled)  # fmt: skip
    findings = _lines(Finding.objects.filter(**of_report), submission, "finding", "", text="message",
                      more=F("explanation"), check=F("check_code"), at_value=F("explained_value"))  # fmt: skip
    comments = _lines(CellComment.objects.filter(**of_year), submission, "comment", "author", text="text")
    steps = Transition.objects.filter(entity="submission", entity_id=submission.pk or 0)
    transitions = _lines(
        steps, submission, "transition", "person", text="note", more=F("step"), of_cell=False
    )
    tables = [findings, comments, transitions]
    if cell is not None:
        changes = CellChange.objects.filter(**of_year, **cell._asdict())
        tables.append(_lines(changes, submission, "change", "person", text="old", more=F("new"), check=F("door"),
                             resolved=F("on_behalf")))  # fmt: skip
    rows = remarks.union(*tables, all=True)
    said = [_said(row) for row in sorted(rows, key=lambda row: (row[0], row[1]))]
    return sorted(said, key=lambda line: (line.at is None, line.at or dt.datetime.min.replace(tzinfo=dt.UTC)))


def _lines(
    rows: QuerySet[Any, Any],
    submission: Submission,
    what: str,
    author: str,
    *,
    text: str,
    more: Any = None,
    check: Any = None,
    at_value: Any = None,
    resolved: Any = None,
    of_cell: bool = True,
) -> QuerySet[Any, Any]:
    """Remarks, findings and steps in one shape, so that they are read together."""
    nobody = Value("")
    names = ("first_name", "patronymic", "last_name", "username")
    of_school = Membership.objects.filter(user=OuterRef(author or "pk"), school=submission.school_id)
    return (
        rows.order_by()
        .annotate(
            what=Value(what),
            c_kind=F("kind") if of_cell else nobody,
            c_code=F("code") if of_cell else nobody,
            c_grade=F("grade") if of_cell else Value(0),
            c_text=F(text),
            more=nobody if more is None else more,
            check=nobody if check is None else check,
            at_value=nobody if at_value is None else at_value,
            moment=F("at") if author else Cast(Value(None), DateTimeField()),
            **{f"p_{name}": F(f"{author}__{name}") if author else nobody for name in names},
            own=Exists(of_school) if author else Value(True),
            done=Value(False) if resolved is None else resolved,
            number=Cast("pk", IntegerField()),
        )
        .values_list("what", "number", "c_kind", "c_code", "c_grade", "c_text", "more", "check", "moment",
                     *(f"p_{name}" for name in names), "own", "done", "at_value")
    )  # fmt: skip


def _said(row: tuple[Any, ...]) -> Said:
    (
        what,
        number,
        kind,
        code,
        grade,
        text,
        more,
        check,
        at,
        first,
        patronymic,
        last,
        username,
        own,
        done,
        value,
    ) = row
    person = (
        User(first_name=first, patronymic=patronymic, last_name=last, username=username) if username else None
    )
    return Said(
        what,
        kind,
        code,
        grade,
        text,
        more,
        check,
        at,
        person,
        bool(username) and not own,
        bool(done),
        value,
        number,
    )
