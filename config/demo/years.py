"""The campaigns of the demonstration: three accepted years and the one under way, through the portal's own verbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from config.demo import current
from config.demo.facts import Fact as DemoFact
from config.demo.facts import columns_of
from config.demo.figures import facts
from config.demo.published import YEARS
from monitoring.checks.problem import Problem
from monitoring.explaining import explain
from monitoring.intake import receive
from monitoring.models import Campaign, CellChange, Submission, Wave, WaveColumn
from monitoring.sheet import Ref
from monitoring.submitting import RemarkText, SubmitRefused, return_, submit
from monitoring.tidy import Fact
from schools.grades import UNGRADED
from schools.models import Municipality, SchoolYear, User

DOOR = CellChange.Door.DEMO
DISTRIBUTION_NOTE = (
    "Муниципальные итоги – из опубликованного отчёта; распределение по школам условное, школы вымышлены."
)


def load_accepted_years(municipality: Municipality) -> int:
    """2019/2020–2021/2022, accepted and closed; returns the number of facts."""
    rows = facts()
    for year in YEARS:
        own = [row for row in rows if row.year == year]
        campaign = _campaign(municipality, year, state=Campaign.State.CLOSED)
        wave = Wave.objects.create(
            campaign=campaign,
            name="Годовой отчёт",
            counted_on=dt.date(year, 9, 20),
            opens=dt.date(year + 1, 5, 15),
            due=dt.date(year + 1, 6, 15),
            whole=False,
        )
        _ask(wave, columns_of(own))
        receive(facts=_tidy(own), person=None, door=DOOR, accept=True)
    return len(rows)


def load_current_year(municipality: Municipality, *, officer: User, today: dt.date, year: int) -> Campaign:
    """The campaign under way: accepted, submitted, returned, drafts, and schools that have not begun."""
    campaign = _campaign(municipality, year, state=Campaign.State.OPEN)
    campaign.recommendations_due = today + dt.timedelta(30)
    campaign.instructions = (
        "Числа вносит администрация организации, итогами по классам. Контингент – на 20 сентября. "
        "Ноль – это ноль; если данных нет, отметьте «н/д»."
    )
    campaign.save()
    reports = current.reports(year)
    everything = [fact for report in reports for fact in report.facts]
    for number, planned in enumerate(current.waves(today, year), start=1):
        wave = Wave.objects.create(
            campaign=campaign,
            number=number,
            name=planned.name,
            counted_on=dt.date(year, 9, 20) if planned.code == "contingent" else None,
            opens=planned.opens,
            due=planned.due,
            whole=False,
        )
        _ask(wave, columns_of(fact for fact in everything if current.wave_of(fact) == planned.code))
        if planned.code == "admissions":
            _ask(wave, [("metric", code) for code in sorted(current.OUTCOME_METRICS)])
    accepted = [fact for report in reports if report.state == "accepted" for fact in report.facts]
    receive(facts=_tidy(accepted), person=officer, door=DOOR, accept=True)
    others = [fact for report in reports if report.state != "accepted" for fact in report.facts]
    receive(facts=_tidy(others), person=officer, door=DOOR)
    for report in reports:
        if report.state in ("submitted", "returned"):
            for submission in Submission.objects.filter(wave__campaign=campaign, school__code=report.school):
                _submit(submission, officer)
                if report.state == "returned":
                    _return(submission, officer, report.remarks)
    return campaign


def _campaign(municipality: Municipality, year: int, *, state: str) -> Campaign:
    SchoolYear.objects.get_or_create(year=year)
    return Campaign.objects.create(municipality=municipality, year_id=year, state=state)


def _ask(wave: Wave, columns: Iterable[tuple[str, str]]) -> None:
    WaveColumn.objects.bulk_create([WaveColumn(wave=wave, kind=kind, code=code) for kind, code in columns])


def _tidy(rows: Iterable[DemoFact]) -> list[Fact]:
    return [Fact(r.school, r.year, r.kind, r.code, "" if r.grade is None else r.grade, r.value) for r in rows]


def _submit(submission: Submission, officer: User) -> None:
    """Hand in; what the checks doubt is explained first, as a school would."""
    try:
        submit(submission=submission, person=officer)
        return
    except SubmitRefused as refused:
        problems = refused.problems
    submission.refresh_from_db()
    for problem in problems:
        _explain(submission, problem, officer)
    submit(submission=submission, person=officer)


def _explain(submission: Submission, problem: Problem, officer: User) -> None:
    check, kind, code, grade = problem.key
    text = "Проверено по журналам участия: число верное."
    explain(submission=submission, check=check, ref=Ref(kind, code, grade), text=text, person=officer)


def _return(submission: Submission, officer: User, remarks: Iterable[current.Remark]) -> None:
    wanted = {(column.kind, column.code) for column in submission.wave.columns.all()}
    own = [
        RemarkText(remark.text, remark.kind, remark.code, UNGRADED if remark.grade is None else remark.grade)
        for remark in remarks
        if (remark.kind, remark.code) in wanted
    ]
    if own:
        return_(submission=submission, person=officer, remarks=own)
