"""A report through its states: who may, what stands in the way, what acceptance does."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from monitoring import explaining, submitting
from monitoring.campaigns import move, open_campaign
from monitoring.models import (
    Cohort,
    Event,
    Finding,
    Metric,
    MetricValue,
    Participation,
    Remark,
    Revision,
    Submission,
    Wave,
    WaveColumn,
)
from monitoring.queries import board
from monitoring.sheet import Ref
from monitoring.submitting import RemarkText, SubmitRefused
from schools.grades import Grades
from schools.models import Transition
from schools.workflow import StepRefused
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(school):
    school.grades = Grades.parse("6-7")
    school.save()
    Event.objects.create(code="bilet", name="Билет в будущее", grades=Grades.parse("6-11"))
    Metric.objects.create(code="money", name="Средства", decimals=1)
    Metric.objects.create(code="note", name="Заметка", type=Metric.Type.TEXT)
    return open_campaign(municipality=school.municipality, year=2021)


@pytest.fixture
def submission(campaign, school):
    return submitting.start(wave=campaign.waves.get(), school=school)


def fill(value=10, year=2021, **options):
    send(
        *[fact("okr-01", kind, grade=g, value=v, year=year)
          for g in (6, 7) for kind, v in (("pupils", 30), ("pupils_with_disabilities", 2))],
        *[fact("okr-01", "event", "bilet", g, value, year=year) for g in (6, 7)],
        fact("okr-01", "metric", "money", value="17,8", year=year),
        fact("okr-01", "metric", "note", value="н/д", year=year),
        **options,
    )  # fmt: skip


def problems(submission, person) -> list[str]:
    with pytest.raises(SubmitRefused) as caught:
        submitting.submit(submission=submission, person=person)
    assert submission.state == "draft"  # also in memory: the form is shown again
    return [problem.message for problem in caught.value.problems]


def test_an_incomplete_report_is_refused_with_a_list(submission, head):
    send(fact("okr-01", "pupils", grade=6, value=30), fact("okr-01", "event", "bilet", 6, 31), draft=True)
    assert [text.replace("\u00a0", " ") for text in problems(submission, head)] == [
        (
            "6 класс: участников 31, а обучающихся 30; проверьте оба числа или укажите в форме, сколько прибыло после "
            "даты учёта."
        ),
        "«Обучающихся»: не заполнено (7 класс). Поставьте число, 0 или «н/д».",
        "«Из них с ОВЗ и инвалидностью»: не заполнено (6–7 классы). Поставьте число, 0 или «н/д».",
        "«Билет в будущее»: не заполнено (7 класс). Поставьте число, 0 или «н/д».",
        "«Средства»: не заполнено. Поставьте число, 0 или «н/д».",
        "«Заметка»: не заполнено. Поставьте число, 0 или «н/д».",
    ]


def test_a_doubt_wants_one_line_of_explanation(submission, head):
    fill(25, year=2020, accept=True)
    fill(5)
    assert len(problems(submission, head)) == 2
    for grade in (6, 7):
        explaining.explain(
            submission=submission,
            check="jump",
            ref=Ref("event", "bilet", grade),
            text="Сменился\nкуратор",
            person=head,
        )
    submitting.submit(submission=submission, person=head)
    assert submission.state == "submitted"
    assert set(Finding.objects.filter(submission=submission).values_list("check_code", "grade", "explanation")) == {
        ("jump", 6, "Сменился куратор"), ("jump", 7, "Сменился куратор"),
    }  # fmt: skip
    with pytest.raises(StepRefused):
        explaining.explain(
            submission=submission, check="jump", ref=Ref("event", "bilet", 6), text="поздно", person=head
        )


def test_acceptance_makes_working_values_official_and_tells_the_pipeline(
    submission, head, officer, monkeypatch
):
    told = []
    monkeypatch.setattr(
        submitting, "after_accept", [lambda *slice_and_schools: told.append(slice_and_schools)]
    )
    fill()
    submitting.submit(submission=submission, person=head)
    submitting.return_(
        submission=submission,
        person=officer,
        remarks=[RemarkText("Уточните", "event", "bilet", 6), RemarkText(" ")],
    )
    send(fact("okr-01", "event", "bilet", 6, 11), person=head, draft=True)
    submitting.submit(submission=submission, person=head)
    submitting.accept(submission=submission, person=officer)
    submission.refresh_from_db()
    assert (submission.state, submission.accepted_at is not None) == ("accepted", True)
    assert sorted(Participation.objects.values_list("grade", "accepted")) == [(6, 11), (7, 10)]
    assert sorted(Cohort.objects.values_list("population", "grade", "accepted")) == [
        (0, 6, 30), (0, 7, 30), (1, 6, 2), (1, 7, 2),
    ]  # fmt: skip
    assert sorted(MetricValue.objects.values_list("metric__code", "accepted", "accepted_mark")) == [
        ("money", Decimal("17.8"), ""), ("note", None, "n"),
    ]  # fmt: skip
    assert Remark.objects.get().resolved_at is not None
    place = (submission.school.municipality_id, 2021)
    assert told == [(*place, {submission.school_id})]
    assert list(Revision.objects.values_list("municipality", "year", "number")) == [(*place, 1)]
    assert list(Transition.objects.values_list("step", "source", "target", "person__username")) == [
        ("submit", "draft", "submitted", "head"),
        ("return", "submitted", "returned", "officer"),
        ("submit", "returned", "submitted", "head"),
        ("accept", "submitted", "accepted", "officer"),
    ]


def test_reopening_keeps_official_values_and_wants_a_reason(submission, officer, head):
    fill(accept=True)
    submission.refresh_from_db()
    with pytest.raises(StepRefused, match="причину"):
        submitting.reopen(submission=submission, person=officer, reason=" ")
    with pytest.raises(StepRefused, match="может сделать только: специалист"):
        submitting.reopen(submission=submission, person=head, reason="ошибка")
    submitting.dispute(submission=submission, person=head, reason="в 6 классе 12")
    assert submission.state == "draft"
    assert Transition.objects.last().note == "в 6 классе 12"
    assert Participation.objects.get(grade=6).accepted == 10


def test_steps_are_for_their_roles_and_heads_wait_for_an_open_campaign(submission, campaign, people):
    fill()
    assert {name: submitting.allowed_steps(submission, person) for name, person in people.items()} == {
        "region": [], "officer": ["submit"], "head": ["submit"], "second_head": [], "analyst": [], "stranger": [],
        "admin": ["submit"],
    }  # fmt: skip
    move(campaign=campaign, step="close", person=people["officer"])
    submission.refresh_from_db()
    with pytest.raises(StepRefused, match="Сбор за этот год закрыт:"):
        submitting.submit(submission=submission, person=people["head"])
    submitting.submit(submission=submission, person=people["officer"])
    assert submitting.allowed_steps(submission, people["officer"]) == [
        "return",
        "accept",
        "reopen",
        "dispute",
    ]
    with pytest.raises(StepRefused, match="может сделать только"):
        submitting.accept(submission=submission, person=people["head"])
    with pytest.raises(StepRefused, match="хотя бы одно замечание"):
        submitting.return_(submission=submission, person=people["officer"], remarks=[])


def test_a_wave_accepts_its_own_cells_alone(campaign, school, officer):
    autumn = Wave.objects.create(campaign=campaign, number=2, name="Контингент", whole=False)
    for kind, code in (("pupils", ""), ("event", "bilet"), ("metric", "note")):
        WaveColumn.objects.create(wave=autumn, kind=kind, code=code)
    fill()
    part = submitting.start(wave=autumn, school=school)
    submitting.submit(submission=part, person=officer)
    submitting.accept(submission=part, person=officer)
    assert sorted(Cohort.objects.values_list("population", "grade", "accepted")) == [
        (0, 6, 30), (0, 7, 30), (1, 6, None), (1, 7, None),
    ]  # fmt: skip
    assert sorted(Participation.objects.values_list("grade", "accepted")) == [(6, 10), (7, 10)]
    assert sorted(MetricValue.objects.values_list("metric__code", "accepted_mark")) == [
        ("money", ""),
        ("note", "n"),
    ]
    rest = submitting.start(wave=campaign.waves.get(whole=True), school=school)
    submitting.submit(submission=rest, person=officer)
    submitting.accept(submission=rest, person=officer)
    assert not Cohort.objects.filter(accepted__isnull=True).exists()
    assert Revision.objects.get().number == 2


def test_a_school_takes_back_what_nobody_has_checked_and_is_late_again(submission, campaign, head, officer):
    fill()
    campaign.waves.update(due=dt.date(2022, 1, 1))
    submission = Submission.objects.get()
    submitting.submit(submission=submission, person=head)
    with pytest.raises(StepRefused, match="может сделать только: руководитель организации"):
        submitting.recall(submission=submission, person=officer)
    submitting.recall(submission=submission, person=head)
    submission.refresh_from_db()
    assert (submission.state, submission.submitted_at, submission.is_late(dt.date(2022, 1, 2))) == (
        "draft",
        None,
        True,
    )
    submitting.submit(submission=submission, person=head)
    submitting.accept(submission=submission, person=officer)
    with pytest.raises(StepRefused, match="состояние уже изменилось"):
        submitting.recall(submission=submission, person=head)


def test_a_report_open_for_corrections_is_not_late(submission, campaign, head, officer):
    campaign.waves.update(due=dt.date(2022, 1, 1))
    fill(accept=True)
    today = dt.date(2022, 5, 1)
    submission = Submission.objects.get()
    assert (submission.is_corrected, submission.is_late(today)) == (False, False)
    submitting.dispute(submission=submission, person=head, reason="В 6 классе 12")
    assert (submission.is_corrected, submission.is_late(today)) == (True, False)
    report = board(campaign=campaign, today=today).reports[0]
    assert (report.state_label, report.late) == ("на исправлении", False)
    submitting.submit(submission=submission, person=officer)
    assert Transition.objects.last().note == "За организацию"
    submitting.return_(submission=submission, person=officer, remarks=[RemarkText("Уточните")])
    assert (submission.is_corrected, submission.is_late(today)) == (False, True)


def test_explanations_survive_on_unchanged_numbers_and_go_stale_with_them(submission, head, officer):
    fill(25, year=2020, accept=True)
    fill(5)
    for grade in (6, 7):
        explaining.explain(
            submission=submission,
            check="jump",
            ref=Ref("event", "bilet", grade),
            text="Сменился куратор",
            person=head,
        )
    submitting.submit(submission=submission, person=head)
    submitting.return_(
        submission=submission, person=officer, remarks=[RemarkText("Сверьте", "event", "bilet", 6)]
    )
    send(fact("okr-01", "event", "bilet", 6, 4), person=head, draft=True)
    assert [problem[:30] for problem in problems_left(submission, head)] == ["Изменилось больше чем на треть"]
    send(fact("okr-01", "event", "bilet", 6, 5), person=head, draft=True)
    submitting.submit(submission=submission, person=head)
    assert list(Finding.objects.order_by("grade").values_list("explanation", "explained_value")) == [
        ("Сменился куратор", "5"), ("Сменился куратор", "5"),
    ]  # fmt: skip


def problems_left(submission, person) -> list[str]:
    with pytest.raises(SubmitRefused) as caught:
        submitting.submit(submission=submission, person=person)
    return [problem.message for problem in caught.value.problems]
