"""What heads and officers do with a recommendation, and what they may not."""

from __future__ import annotations

import io
import zipfile
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from indicators.models import Term
from monitoring.models import Event, Submission, Wave, WaveColumn
from recommendations import handling
from recommendations.attachments import LARGEST, erase_file
from recommendations.disputes import in_dispute
from recommendations.models import Answer, Recommendation
from recommendations.rules import allowed_steps
from schools.grades import Grades
from schools.models import Transition
from schools.workflow import StepRefused
from tests.recommendations.test_issue_concurrently import at_once
from tests.recommendations.world import World

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def world(okrug, school, small_school) -> World:
    world = World(okrug, school, small_school)
    world.plan(30)
    world.rule()
    world.accept(school, 10)
    world.issue()
    return world


@pytest.fixture
def made(world) -> Recommendation:
    return Recommendation.objects.get()


def upload(content: bytes = PDF, name: str = "справка.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def office(*parts: str, size: int = 10) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.writestr(part, b"0" * size)
    return buffer.getvalue()


def steps_of(recommendation: Recommendation) -> list[tuple[str, str | None, str]]:
    rows = Transition.objects.filter(entity="recommendation", entity_id=recommendation.pk)
    return list(rows.values_list("step", "person__username", "note"))


def test_from_issued_to_confirmed(made, head, officer):
    handling.acknowledge(recommendation=made, person=head)
    handling.start(recommendation=made, person=head)
    handling.answer(
        recommendation=made, person=head, text="Вовлекли 8 учеников", link="https://school.example/news"
    )
    handling.send_back(recommendation=made, person=officer, note="Приложите приказ")
    handling.answer(recommendation=made, person=head, file=upload())
    handling.confirm(recommendation=made, person=officer)
    made.refresh_from_db()
    assert made.state == "confirmed"
    assert steps_of(made) == [
        ("issue", None, ""),
        ("acknowledge", "head", ""),
        ("start", "head", ""),
        ("answer", "head", "Вовлекли 8 учеников"),
        ("send_back", "officer", "Приложите приказ"),
        ("answer", "head", ""),
        ("confirm", "officer", ""),
    ]
    assert list(made.answers.values_list("text", "link", "file_name", "disputes_number")) == [
        ("Вовлекли 8 учеников", "https://school.example/news", "", False),
        ("", "", "справка.pdf", False),
    ]


def test_prepared_ones_are_approved_or_declined_by_the_officer(made, officer, head):
    Recommendation.objects.update(state="prepared", issued_at=None)
    made.refresh_from_db()
    with pytest.raises(StepRefused, match="может сделать только: специалист муниципалитета"):
        handling.approve(recommendation=made, person=head)
    handling.approve(recommendation=made, person=officer)
    made.refresh_from_db()
    assert (made.state, made.issued_at is not None) == ("issued", True)
    Recommendation.objects.update(state="prepared")
    made.refresh_from_db()
    with pytest.raises(StepRefused, match="Напишите, почему"):
        handling.decline(recommendation=made, person=officer, reason=" ")
    handling.decline(recommendation=made, person=officer, reason="Школа на ремонте")
    made.refresh_from_db()
    assert (made.state, made.closed_reason) == ("declined", "Школа на ремонте")


def test_what_the_officer_recalled_is_not_issued_again_on_the_same_numbers(world, made, officer, school):
    handling.recall(recommendation=made, person=officer, reason="Ошибка адресата")
    assert world.issue(force=True).created == 0
    world.accept(school, 9)
    assert world.issue().created == 1


@pytest.mark.parametrize("who", ["second_head", "stranger", "analyst", "region", "admin", "officer"])
def test_only_the_school_itself_answers(made, people, who):
    with pytest.raises(StepRefused, match="руководитель организации"):
        handling.answer(recommendation=made, person=people[who], text="Готово")
    assert Answer.objects.count() == 0


def test_the_buttons_follow_role_and_state(made, people):
    assert {name: allowed_steps(person, made) for name, person in people.items()} == {
        "region": [],
        "officer": ["take_back", "recall"],
        "head": ["acknowledge", "start", "answer", "dispute"],
        "second_head": [],
        "analyst": [],
        "stranger": [],
        "admin": ["take_back", "recall"],
    }


def test_a_second_click_is_refused_in_words(made, head):
    old = Recommendation.objects.get()
    handling.acknowledge(recommendation=made, person=head)
    with pytest.raises(StepRefused, match="состояние уже изменилось"):
        handling.acknowledge(recommendation=old, person=head)


def test_an_empty_answer_or_a_wrong_link_is_refused(made, head):
    for wrong in ({}, {"text": "  "}, {"link": "javascript:alert(1)"}, {"disputes_number": True}):
        with pytest.raises(ValidationError):
            handling.answer(recommendation=made, person=head, **wrong)
    assert (Answer.objects.count(), Recommendation.objects.get().state) == (0, "issued")


def test_disagreeing_with_the_number_reopens_the_report_with_the_reason(world, made, head):
    handling.answer(recommendation=made, person=head, text="Участников было 35", disputes_number=True)
    report = Submission.objects.get()
    made.refresh_from_db()
    assert (report.state, made.state) == ("draft", "acknowledged")
    assert [step for step, *_ in steps_of(made)] == ["issue", "acknowledge", "dispute"]
    logged = Transition.objects.get(entity="submission", entity_id=report.pk, step="dispute")
    assert (logged.note, logged.person) == ("Участников было 35", head)
    assert list(made.answers.values_list("text", "disputes_number")) == [("Участников было 35", True)]


def test_only_the_wave_that_holds_the_number_is_reopened(world, made, head, school):
    autumn = Wave.objects.create(campaign=world.campaigns[2021], number=2, name="Поступление", whole=False)
    WaveColumn.objects.create(wave=autumn, kind="metric", code="admitted")
    Submission.objects.create(wave=autumn, school=school, state="accepted")
    handling.answer(recommendation=made, person=head, text="Не то число", disputes_number=True)
    assert list(Submission.objects.order_by("wave").values_list("state", flat=True)) == ["draft", "accepted"]


@pytest.mark.parametrize(
    ("before", "after"), [("acknowledged", "acknowledged"), ("in_progress", "in_progress")]
)
def test_a_dispute_says_nothing_of_whether_the_school_works_on_it(made, head, before, after):
    handling.acknowledge(recommendation=made, person=head)
    if before == "in_progress":
        handling.start(recommendation=made, person=head)
    handling.answer(recommendation=made, person=head, text="Не то число", disputes_number=True)
    made.refresh_from_db()
    assert (made.state, steps_of(made)[-1]) == (after, ("dispute", "head", "Не то число"))


def test_a_report_about_an_event_the_school_has_no_grades_for_is_not_reopened(world, made, head, school):
    for_preschool = Event.objects.create(
        code="little", name="Мир профессий малышам", grades=Grades.parse("0")
    )
    Term.objects.create(
        indicator=world.indicator, side="numerator", position=1, kind="event", event=for_preschool
    )
    other = Wave.objects.create(campaign=world.campaigns[2021], number=2, name="Дошкольное", whole=False)
    WaveColumn.objects.create(wave=other, kind="event", code="little")
    Submission.objects.create(wave=other, school=school, state="accepted")
    given = handling.answer(recommendation=made, person=head, text="Не то число", disputes_number=True)
    assert [report.wave.name for report in given.reopened] == ["Годовой отчёт"]
    assert list(given.answer.reports.all()) == list(given.holding) == list(given.reopened)


def open_disputes() -> list[int]:
    return list(Recommendation.objects.filter(in_dispute()).values_list("pk", flat=True))


def test_only_the_report_with_the_number_settles_a_dispute(world, made, head, school):
    autumn = Wave.objects.create(campaign=world.campaigns[2021], number=2, name="Поступление", whole=False)
    WaveColumn.objects.create(wave=autumn, kind="metric", code="admitted")
    other = Submission.objects.create(wave=autumn, school=school, state="submitted")
    handling.answer(recommendation=made, person=head, text="Не то число", disputes_number=True)
    Submission.objects.filter(pk=other.pk).update(state="accepted", accepted_at=timezone.now())
    assert open_disputes() == [made.pk]
    Submission.objects.exclude(pk=other.pk).update(state="accepted", accepted_at=timezone.now())
    assert open_disputes() == []


def test_the_officer_replies_to_a_dispute_once_and_the_school_reads_it(made, head, officer):
    handling.answer(recommendation=made, person=head, text="Не то число", disputes_number=True)
    with pytest.raises(StepRefused, match="Напишите организации"):
        handling.uphold(recommendation=made, person=officer, note=" ")
    with pytest.raises(StepRefused, match="специалист муниципалитета"):
        handling.uphold(recommendation=made, person=head, note="Верно")
    handling.uphold(recommendation=made, person=officer, note="Число сверено с приказом")
    assert (open_disputes(), Recommendation.objects.get().state) == ([], "acknowledged")
    assert steps_of(made)[-1] == ("uphold", "officer", "Число сверено с приказом")
    with pytest.raises(StepRefused, match="Возражение уже рассмотрено"):
        handling.uphold(recommendation=made, person=officer, note="Ещё раз")
    handling.answer(recommendation=made, person=head, text="И всё же не то", disputes_number=True)
    assert open_disputes() == [made.pk]


@pytest.mark.django_db(transaction=True)
def test_of_replies_to_a_dispute_at_once_one_stands(made, head, officer):
    handling.answer(recommendation=made, person=head, text="Не то число", disputes_number=True)
    replies = at_once(lambda: handling.uphold(recommendation=made, person=officer, note="Число верно"))
    assert sorted(type(reply).__name__ for reply in replies) == ["StepRefused", "StepRefused", "Transition"]
    assert Transition.objects.filter(step="uphold").count() == 1


def test_disputes_of_before_know_the_reports_they_wait_for(world, made, head):
    """Of two disputes about one report the second has opened none: it waits for the first one's."""
    world.rule("r2")
    world.issue()
    other = Recommendation.objects.get(rule__code="r2")
    for recommendation, text in ((made, "Не то число"), (other, "И здесь не то")):
        handling.answer(recommendation=recommendation, person=head, text=text, disputes_number=True)
    Answer.reports.through.objects.all().delete()
    import_module("recommendations.migrations.0008_reports_of_a_dispute").know_the_reports(apps, None)
    assert list(Answer.objects.values_list("text", "reports")) == [
        ("Не то число", Submission.objects.get().pk),
        ("И здесь не то", Submission.objects.get().pk),
    ]


def test_a_dispute_no_report_holds_ends_with_new_numbers(world, made, head, school):
    Wave.objects.filter(campaign=world.campaigns[2021]).update(whole=False)
    handling.answer(recommendation=made, person=head, text="Не то число", disputes_number=True)
    world.issue(force=True)
    assert open_disputes() == [made.pk]
    world.accept(school, 20)
    world.issue()
    assert open_disputes() == []


def test_a_number_no_report_asks_for_opens_none(world, made, head):
    Wave.objects.filter(campaign=world.campaigns[2021]).update(whole=False)
    given = handling.answer(recommendation=made, person=head, text="Не то число", disputes_number=True)
    assert (given.reopened, given.holding) == ((), ())
    assert Submission.objects.get().state == "accepted"
    assert made.answers.get() == given.answer


def test_after_the_correction_the_recommendation_goes_and_the_answer_stays(world, made, head, school):
    handling.answer(recommendation=made, person=head, text="Участников было 35", disputes_number=True)
    world.accept(school, 35)
    world.issue()
    made.refresh_from_db()
    assert (made.state, made.answers.count()) == ("withdrawn", 1)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("вирус.exe", b"MZ", "не подходит: можно приложить pdf, jpg"),
        ("без_типа", PDF, "не подходит"),
        ("пусто.pdf", b"", "пуст"),
        ("большой.pdf", PDF + b"0" * LARGEST, "больше 10 МБ"),
        ("картинка.png", PDF, "не соответствует его типу"),
        ("отчёт.docx", PDF, "не соответствует его типу"),
        ("отчёт.docx", office("word/document.xml", "word/vbaProject.bin"), "не соответствует его типу"),
        ("бомба.xlsx", office("xl/workbook.xml", size=101 * 1024 * 1024), "не соответствует его типу"),
    ],
    ids=["type", "no-suffix", "empty", "large", "other-content", "no-zip", "macros", "bomb"],
)
def test_files_that_may_not_be_kept_are_refused(made, head, name, content, message):
    with pytest.raises(ValidationError, match=message):
        handling.answer(recommendation=made, person=head, file=upload(content, name))
    assert (Answer.objects.count(), Recommendation.objects.get().state) == (0, "issued")


def test_good_files_are_kept_under_another_name(made, head):
    given = handling.answer(
        recommendation=made,
        person=head,
        file=upload(office("word/document.xml"), "../../отчёт\n за год.DOCX"),
    ).answer
    assert given.file_name == "отчёт за год.docx"
    assert given.file.name.startswith(f"answers/{made.pk}/")
    assert "отчёт" not in given.file.name


def test_a_file_is_erased_with_a_trace(made, head, officer, stranger, django_capture_on_commit_callbacks):
    given = handling.answer(recommendation=made, person=head, text="Приказ", file=upload()).answer
    path = Path(given.file.path)
    with pytest.raises(StepRefused):
        erase_file(answer=given, person=stranger, reason="Просто так")
    with django_capture_on_commit_callbacks(execute=True):
        erase_file(answer=given, person=officer, reason="Персональные данные")
    given.refresh_from_db()
    assert (bool(given.file), given.file_name, given.text, path.exists()) == (
        False,
        "справка.pdf",
        "Приказ",
        False,
    )
    assert steps_of(made)[-1] == ("erase_file", "officer", "Файл «справка.pdf» удалён: Персональные данные")
    with pytest.raises(StepRefused, match="уже удалён"):
        erase_file(answer=given, person=officer, reason="Ещё раз")
