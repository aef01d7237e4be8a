"""Remarks of a returned report: answered one by one, by a changed number or a line of words; settled by acceptance."""

from __future__ import annotations

import pytest

from monitoring import submitting
from monitoring.campaigns import open_campaign
from monitoring.models import CellChange, Event, Metric, Remark
from monitoring.remarks import answer_remarks, unanswered
from monitoring.submitting import RemarkText, SubmitRefused
from schools.grades import Grades
from schools.workflow import StepRefused
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(school, officer):
    """Returned with remarks on a cell, a column, a metric and the whole."""
    school.grades = Grades.parse("6-7")
    school.save()
    Event.objects.create(code="bilet", name="Билет в будущее", grades=Grades.parse("6-11"))
    Metric.objects.create(code="money", name="Средства", decimals=1)
    campaign = open_campaign(municipality=school.municipality, year=2021)
    send(
        *[fact("okr-01", kind, grade=g, value=n) for g in (6, 7) for kind, n in
          (("pupils", 30), ("pupils_with_disabilities", 2))],
        *[fact("okr-01", "event", "bilet", g, 10) for g in (6, 7)],
        fact("okr-01", "metric", "money", value="17,8"),
    )  # fmt: skip
    report = submitting.start(wave=campaign.waves.get(), school=school)
    submitting.submit(submission=report, person=officer)
    remarks = [
        RemarkText("Сверьте со списком", "event", "bilet", 6),
        RemarkText("Проверьте", "pupils_with_disabilities"),
        RemarkText("В рублях?", "metric", "money"),
        RemarkText("Приложите приказ"),
    ]
    submitting.return_(submission=report, person=officer, remarks=remarks)
    return report


def answers() -> list[tuple[str, str, str | None]]:
    return list(Remark.objects.values_list("text", "answer", "answered_by__username"))


@pytest.mark.parametrize("door", [CellChange.Door.FORM, CellChange.Door.WORKBOOK, CellChange.Door.API])
def test_a_changed_number_answers_its_remark_by_whatever_door(door, report, head):
    send(
        fact("okr-01", "event", "bilet", 6, 12), fact("okr-01", "pupils_with_disabilities", grade=7, value=3),
        person=head, door=door,
    )  # fmt: skip
    assert answers() == [
        ("Сверьте со списком", "Исправлено: 10 → 12", "head"), ("Проверьте", "Исправлено", "head"),
        ("В рублях?", "", None), ("Приложите приказ", "", None),
    ]  # fmt: skip


def test_the_neighbouring_number_answers_nothing(report, head):
    send(fact("okr-01", "event", "bilet", 7, 12), person=head, draft=True)
    assert {answer for _, answer, _ in answers()} == {""}


def test_a_report_with_an_open_remark_is_not_handed_in_and_acceptance_settles_all(report, head, officer):
    with pytest.raises(SubmitRefused) as refused:
        submitting.submit(submission=report, person=head)
    assert [(p.check, p.ref.kind) for p in refused.value.problems] == [
        ("remark", "event"), ("remark", "pupils_with_disabilities"), ("remark", "metric"), ("remark", ""),
    ]  # fmt: skip
    texts = dict.fromkeys(Remark.objects.values_list("pk", flat=True), "Число\nверное")
    assert answer_remarks(submission=report, texts=texts, person=head) == 4
    assert unanswered(report) == []
    submitting.submit(submission=report, person=head)
    submitting.accept(submission=report, person=officer)
    assert {answer for _, answer, _ in answers()} == {"Число верное"}
    assert not Remark.objects.filter(resolved_at__isnull=True).exists()


def test_an_answer_may_be_taken_back_and_strangers_answer_nothing(report, head, second_head, officer):
    key = Remark.objects.first().pk
    answer_remarks(submission=report, texts={key: "Да"}, person=head)
    answer_remarks(submission=report, texts={key: " "}, person=head)
    assert Remark.objects.get(pk=key).answered_at is None
    with pytest.raises(StepRefused):
        answer_remarks(submission=report, texts={key: "Нет"}, person=second_head)
    Remark.objects.update(resolved_at="2022-01-01T00:00:00Z")
    assert answer_remarks(submission=report, texts={key: "Поздно"}, person=officer) == 0
