"""How far recommendations are, by section, organisation and text; reminders from the page; the workbook."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from recommendations.handling import acknowledge, answer
from recommendations.models import Digest, Recommendation
from recommendations.own import write_own
from recommendations.pages.mails import Trouble, troubles
from recommendations.pages.progress import progress_page, share
from schools.calendar import format_date
from schools.models import Kind
from tests.cast import make_school
from tests.recommendations.world import TODAY, YEAR, World

pytestmark = pytest.mark.django_db
ADDRESS = "/2021/recommendations/progress/"


@pytest.fixture
def world(okrug, school, small_school, head, second_head):
    head.email = "olga@kuz.example"
    head.save()
    world = World(okrug, school, small_school)
    world.plan(40)
    world.rule()
    world.rule("r2", section="III", trigger="always", indicator=None, text="Представить опыт.", due="")
    world.accept(school, 10)
    world.accept(small_school, 20)
    world.issue()
    Recommendation.objects.filter(rule__code="r1").update(due=TODAY.replace(year=2021))
    return world


def counts(line) -> tuple:
    return line.label, line.sent, line.seen, line.answered, line.confirmed, line.overdue


def page_of(world, person, **asked):
    of = Recommendation.objects.visible_to(person)
    return progress_page(world.municipality, YEAR, of=of, today=TODAY, asked=asked)


def test_what_was_sent_is_counted_by_section_text_and_organisation(world, officer, head, second_head):
    first = Recommendation.objects.get(school__code="okr-01", rule__code="r1")
    acknowledge(recommendation=first, person=head)
    answer(recommendation=first, person=head, text="Сделано")
    acknowledge(
        recommendation=Recommendation.objects.get(school__code="okr-02", rule__code="r2"), person=second_head
    )
    page = page_of(world, officer)
    assert (page.heading, page.lead.replace("\xa0", " ")) == (
        "Ответили на 1 из 4\xa0рекомендаций",
        "Ознакомлены с 50 %, подтверждено 0 %, просрочено 1.",
    )
    assert counts(page.total) == ("Всего", 4, 2, 1, 0, 1)
    assert [counts(line)[1:] for line in page.sections] == [(2, 1, 1, 0, 1), (2, 1, 0, 0, 0)]
    assert [counts(line) for line in page.texts] == [
        ("I. Билет, 9 класс: ниже плана", 2, 1, 1, 0, 1),
        ("III. Представить опыт", 2, 1, 0, 0, 0),
    ]
    assert [counts(line) for line in page.schools] == [
        ("Берёзовская ООШ", 2, 1, 0, 0, 1),
        ("Ёлкинская СОШ", 2, 1, 1, 0, 0),
    ]
    assert [line.code for line in page_of(world, officer, sort="-answered").schools] == ["okr-01", "okr-02"]
    assert [line.code for line in page_of(world, officer, sort="мимо").schools] == ["okr-02", "okr-01"]


def test_an_officer_reminds_from_the_page_and_is_told_about_everybody(world, client_of, officer, analyst):
    browser = client_of(officer)
    page = browser.get(ADDRESS).content.decode()
    assert page.count(" checked") == 2  # both are overdue
    answer = browser.post("/2021/recommendations/remind/", {"school": ["okr-01", "okr-02"]}, follow=True)
    said = answer.content.decode()
    assert "Напоминание уйдёт по почте: Ёлкинская СОШ." in said
    assert "Писать некуда – у руководителей нет адреса почты: Берёзовская ООШ." in said
    assert Digest.objects.get().by == officer
    assert (
        "Отметьте хотя бы одну организацию."
        in browser.post("/2021/recommendations/remind/", {}, follow=True).content.decode()
    )
    assert "Напомнить по почте" not in client_of(analyst).get(ADDRESS).content.decode()


def reminded(world, officer) -> dict[str, tuple[str, str]]:
    return {line.code: (line.reminded, line.reminder.since) for line in page_of(world, officer).schools}


def test_only_a_reminder_that_was_sent_counts_as_one(world, client_of, officer, head):
    client_of(officer).post("/2021/recommendations/remind/", {"school": ["okr-01"]})
    digest = Digest.objects.get()
    day = format_date(digest.day, "digits")
    assert reminded(world, officer) == {"okr-01": ("", "ждёт отправки"), "okr-02": ("", "")}
    now = timezone.now()
    for state, at, words in (
        ("sending", now, ("", "отправляется")),
        ("sending", now - dt.timedelta(hours=1), ("", "неизвестно, ушло ли")),
        ("failed", now, ("", "не отправлено")),
        ("needless", now, ("", "")),
        ("sent", now, (day, "")),
    ):
        Digest.objects.update(state=state, at=at)
        assert reminded(world, officer)["okr-01"] == words
    Digest.objects.create(person=head, day=digest.day + dt.timedelta(days=1), by_hand=True, state="failed")
    later = Digest.objects.latest("pk")
    for line in digest.lines.all():
        later.lines.create(person=head, recommendation=line.recommendation, kind="reminded")
    assert reminded(world, officer)["okr-01"] == (day, "не отправлено")


def test_mails_that_did_not_reach_a_head_are_named_to_officers_with_the_reason(
    world, client_of, officer, analyst, head, second_head
):
    now = timezone.now()
    day = TODAY
    stuck = Digest.objects.create(person=second_head, day=day, state="sending")
    Digest.objects.create(person=head, day=day, state="failed", tries=3, problem="Ящика нет")
    Digest.objects.filter(pk=stuck.pk).update(at=now - dt.timedelta(hours=1))
    assert troubles(world.municipality, now=now) == [
        Trouble("Берёзовская ООШ", str(second_head), "сводка от 20.01.2022", "неизвестно, ушло ли", ""),
        Trouble("Ёлкинская СОШ", str(head), "сводка от 20.01.2022", "не отправлено", "Ящика нет"),
    ]
    assert "Ящика нет" in client_of(officer).get(ADDRESS).content.decode()
    assert "Ящика нет" not in client_of(analyst).get(ADDRESS).content.decode()
    Digest.objects.filter(person=head).update(state="waiting", tries=0)
    assert troubles(world.municipality, now=now)[1].state == "ждёт отправки, портал попробует ещё"
    Digest.objects.create(person=head, day=day, by_hand=True, state="sent")
    assert [one.person for one in troubles(world.municipality, now=timezone.now())] == [str(second_head)]


def test_where_the_portal_sends_no_mail_the_page_says_so_instead_of_the_button(
    world, client_of, officer, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    browser = client_of(officer)
    page = browser.get(ADDRESS).content.decode()
    assert "Портал не отправляет почту" in page
    assert "Напомнить по почте" not in page
    assert 'name="school"' not in page
    said = browser.post("/2021/recommendations/remind/", {"school": ["okr-01"]}, follow=True)
    assert "Портал не отправляет почту: она не настроена (EMAIL_HOST). Скопируйте" in said.content.decode()
    assert not Digest.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("count", "of", "said"),
    [
        (0, 0, "–"), (0, 3, "0 %"), (3, 3, "100 %"), (1, 3, "33 %"), (1, 2, "50 %"), (1, 300, "0,3 %"),
        (299, 300, "99,7 %"), (1999, 2000, "99,95 %"), (995, 1000, "99,5 %"),
    ],
)  # fmt: skip
def test_a_share_is_whole_unless_it_would_read_all_or_none(count, of, said):
    assert share(count, of).replace("\xa0", " ") == said


def test_a_year_without_recommendations_says_what_will_be_there(client_of, officer, year):
    assert "Здесь будет видно" in client_of(officer).get(ADDRESS).content.decode()


def test_what_is_about_no_indicator_has_no_unit_in_the_workbook(world, client_of, officer, school, okrug):
    write_own(
        municipality=okrug, year=YEAR, schools=[school.pk], person=officer, text="Своя", section="V",
        audience="heads", today=TODAY,
    )  # fmt: skip
    answered = client_of(officer).get("/2021/exports/recommendations.xlsx?section=V")
    head_row, row = load_workbook(BytesIO(answered.content))["Рекомендации"].iter_rows(values_only=True)
    found = dict(zip(head_row, row, strict=True))
    assert (found["Текст"], found["Показатель"], found["Единица"]) == ("Своя", None, None)


@pytest.mark.parametrize("more", [0, 20])
def test_the_page_takes_the_same_queries_however_many_there_are(
    world, client_of, officer, okrug, more, django_assert_num_queries
):
    schools = [make_school(okrug, f"m-{number}", f"Школа {number}", Kind.BASIC) for number in range(more)]
    if schools:
        write_own(
            municipality=okrug, year=YEAR, schools=[one.pk for one in schools], person=officer, text="Своя",
            section="I", audience="heads", today=TODAY,
        )  # fmt: skip
    browser = client_of(officer)
    browser.get(ADDRESS)
    with django_assert_num_queries(11):
        browser.get(ADDRESS)


def test_the_workbook_holds_what_is_in_view_with_typed_cells(world, client_of, officer, head):
    first = Recommendation.objects.get(school__code="okr-01", rule__code="r1")
    answer(recommendation=first, person=head, text="=HYPERLINK(1)")
    answered = client_of(officer).get("/2021/exports/recommendations.xlsx?section=I")
    book = load_workbook(BytesIO(answered.content))
    assert book.sheetnames == ["Рекомендации", "Исполнение", "Определения"]
    head_row, *rows = book["Рекомендации"].iter_rows(values_only=True)
    found = [dict(zip(head_row, row, strict=True)) for row in rows]
    assert [(row["Код"], row["Состояние"], row["Просрочена"] or "") for row in found] == [
        ("okr-02", "направлена", "да"),
        ("okr-01", "выполнена", ""),
    ]
    assert (found[1]["Значение"], found[1]["План"], found[1]["Не хватает"]) == (10, 40, 30)
    assert found[1]["Ответ"] == "'=HYPERLINK(1)"
    assert [row[:5] for row in book["Исполнение"].iter_rows(min_row=2, values_only=True)] == [
        ("okr-02", "Берёзовская ООШ", 2, 0, 0),
        ("okr-01", "Ёлкинская СОШ", 2, 1, 1),
    ]
