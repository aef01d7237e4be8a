"""The form of a school through a browser without JavaScript: filled in, refused, handed in, returned, accepted."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from monitoring.campaigns import move, open_campaign, set_participants
from monitoring.models import (
    CellChange,
    Cohort,
    Event,
    Finding,
    Metric,
    Participation,
    Remark,
    Submission,
    Wave,
    WaveColumn,
)
from schools.grades import Grades
from schools.models import Kind, Transition
from tests.cast import make_school
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.django_db
FORM = ("monitoring:form", {"year": 2021, "school": "okr-01"})


@pytest.fixture
def campaign(school):
    school.grades = Grades.parse("6-7")
    school.save()
    Event.objects.create(code="bilet", name="Билет в будущее", grades=Grades.parse("7-11"))
    Metric.objects.create(code="money", name="Средства", decimals=1, unit="тыс. руб.")
    Metric.objects.create(code="plan", name="Есть план", type=Metric.Type.YES_NO)
    return open_campaign(municipality=school.municipality, year=2021, due=dt.date(2022, 6, 1))


FULL = {
    "cell.pupils..6": "30", "cell.pupils..7": "1 234", "cell.pupils_with_disabilities..6": "2",
    "cell.pupils_with_disabilities..7": "н/д", "cell.event.bilet.7": "25", "cell.metric.money.13": "17,8",
    "cell.metric.plan.13": "да",
}  # fmt: skip


class Page:
    """A form as a browser holds it: every field with what it shows, so that a post sends what a person would."""

    def __init__(self, client, name=FORM[0], kwargs=FORM[1], query=""):
        self.client, self.path, self.query = client, reverse(name, kwargs=kwargs), query
        self.take(client.get(self.path + query))

    def take(self, response):
        self.status, self.text = response.status_code, html.unescape(response.content.decode())
        fields = re.findall(r'<input [^>]*?name="([^"]+)" value="([^"]*)"', self.text)
        selects = re.findall(r'<select [^>]*name="([^"]+)".*?</select>', self.text, re.DOTALL)
        self.fields = {name: value for name, value in fields if name != "csrfmiddlewaretoken"}
        for name in selects:
            body = re.search(rf'<select [^>]*name="{re.escape(name)}".*?</select>', self.text, re.DOTALL)[0]
            chosen = re.search(r'value="([^"]*)" selected', body)
            self.fields[name] = chosen[1] if chosen else ""
        return self

    def post(self, action, **typed):
        data = {**self.fields, **typed, "action": action}
        wave = re.search(r'<form method="post" action="(\?wave=\d+)"', self.text)
        return self.take(self.client.post(self.path + (wave[1] if wave else self.query), data, follow=True))

    @property
    def heading(self):
        return re.search(r"<h1>(.*?)</h1>", self.text)[1].replace("\xa0", " ")

    @property
    def summary(self):
        found = re.search(r'<div class="error-summary".*?</div>', self.text, re.DOTALL)
        return re.findall(r'<li>(?:<a href="#([^"]+)">)?([^<]+)', found[0]) if found else []


@pytest.fixture
def open_form(client_of, campaign):
    return lambda person, **more: Page(client_of(person), **more)


def test_whoever_only_reads_is_told_how_it_stands_not_what_to_do(campaign, client_of, head, analyst):
    steps = [{}, {"cell.pupils..6": "30"}, FULL]
    headings = []
    for typed in steps:
        Page(client_of(head)).post("save", **typed)
        headings.append(Page(client_of(analyst)).heading)
    assert headings == ["Отчёт не начат", "Отчёт заполняется: 1 из 7", "Отчёт заполнен, но ещё не направлен"]


def test_a_report_that_was_given_a_later_day_is_not_begun_in_its_tab_either(
    campaign, school, officer, open_form
):
    wave = campaign.waves.get()
    later = Wave.objects.create(campaign=campaign, number=2, name="Итоги", whole=False)
    later.columns.create(kind="event", code="bilet")
    for of in (wave, later):
        Submission.objects.create(wave=of, school=school, extended_to=dt.date(2030, 1, 1))
    send(fact("okr-01", "pupils", grade=6, value=30))
    seen = re.findall(r"</span>([^<]+)</span>\s*</a></li>", open_form(officer).text)
    assert seen == ["черновик", "не начат"]


def test_a_report_lives_from_the_first_number_to_acceptance(open_form, head, officer, school):
    page = open_form(head)
    assert page.heading == "Отчёт не начат: заполните 7 ячеек"
    page.post("save", **{"cell.pupils..6": "30", "cell.event.bilet.7": ""})
    assert (page.heading, "Черновик сохранён: 1 ячейка." in page.text.replace("\xa0", " ")) == (
        "Осталось заполнить 6 ячеек", True,
    )  # fmt: skip
    page.post("submit", **FULL)
    assert page.heading == "Отчёт на проверке у специалиста"
    assert not [name for name in page.fields if name.startswith("cell.")]  # locked: text, not fields

    review = open_form(officer)
    assert review.heading == "Отчёт ждёт вашей проверки"
    review.post("return", whole="", column_1="event.bilet", grade_1="7", text_1="Сверьте со списком")
    assert review.heading == "Отчёт на доработке: 1 замечание"

    page = open_form(head)
    assert "Сверьте со списком" in page.text
    page.post("submit", **{"cell.event.bilet.7": "26"})
    open_form(officer).post("accept")
    assert open_form(head).heading == "Отчёт принят"
    assert sorted(Cohort.objects.values_list("population", "grade", "accepted", "accepted_mark")) == [
        (0, 6, 30, ""), (0, 7, 1234, ""), (1, 6, 2, ""), (1, 7, None, "n"),
    ]  # fmt: skip
    assert Participation.objects.get().accepted == 26
    assert list(Transition.objects.values_list("step", "person__username")) == [
        ("submit", "head"), ("return", "officer"), ("submit", "head"), ("accept", "officer"),
    ]  # fmt: skip
    assert Remark.objects.get().resolved_at is not None
    changes = CellChange.objects.filter(code="bilet").values_list("old", "new", "person__username", "door")
    assert list(changes) == [("", "25", "head", "form"), ("25", "26", "head", "form")]


def test_a_second_click_changes_nothing(open_form, head, officer):
    page = open_form(head)
    twin = open_form(head)
    page.post("submit", **FULL)
    twin.post("submit", **FULL)
    assert twin.status == 200
    review, again = open_form(officer), open_form(officer)
    review.post("accept")
    again.post("accept")
    assert "Уже сделано" in again.text
    assert Transition.objects.count() == 2
    assert CellChange.objects.count() == len(FULL)


@pytest.mark.parametrize("step", ["accept", "return"])
def test_what_changed_while_the_page_was_open_is_neither_accepted_nor_returned_unseen(
    step, open_form, head, officer
):
    own = open_form(head)
    own.post("submit", **FULL)
    review, remark = open_form(officer), {"whole": "Приложите приказ"}
    own.post("recall")
    own.post("submit", **{"cell.pupils..6": "31"})
    review.post(step, **remark)
    assert "Пока страница была открыта, отчёт изменился. Посмотрите его ещё раз." in review.text
    assert Submission.objects.get().state == "submitted"
    if step == "return":
        assert (review.status, ">\nПриложите приказ</textarea>" in review.text) == (422, True)
    review.post(step, **remark)  # seen now
    assert Submission.objects.get().state == {"accept": "accepted", "return": "returned"}[step]


def test_remarks_to_a_report_that_was_taken_back_are_not_lost(open_form, head, officer):
    own = open_form(head)
    own.post("submit", **FULL)
    review = open_form(officer)
    own.post("recall")
    review.post("return", whole="Приложите приказ")
    assert "Замечания не отправлены: Приложите приказ" in review.text
    assert (Submission.objects.get().state, Remark.objects.count()) == ("draft", 0)


def test_a_second_click_does_not_accept_the_next_wave_unseen(open_form, officer, campaign, school):
    late = Wave.objects.create(campaign=campaign, number=2, name="Итоги", whole=False)
    for wave in (campaign.waves.get(number=1), late):
        Submission.objects.create(wave=wave, school=school, state="submitted")
    first, again = open_form(officer), open_form(officer)
    first.post("accept")
    again.post("accept")
    assert list(Submission.objects.order_by("wave__number").values_list("state", flat=True)) == [
        "accepted", "submitted",
    ]  # fmt: skip


def test_refused_values_stay_in_their_fields_and_nothing_is_saved(open_form, head):
    page = open_form(head)
    page.post(
        "save", **{"cell.pupils..6": "30", "cell.pupils..7": "двадцать", "cell.metric.money.13": "17,85"}
    )
    assert page.status == 422
    assert (page.fields["cell.pupils..6"], page.fields["cell.pupils..7"], page.fields["was.cell.pupils..7"]) == (
        "30", "двадцать", "",
    )  # fmt: skip
    assert page.summary == [
        ("cell.pupils..7", "7\xa0класс, «Обучающихся»: это не число: напишите, например, 25 или н/д."),
        ("cell.metric.money.13", "«Средства»: не больше чем 1\xa0знак после запятой: округлите."),
    ]
    assert not CellChange.objects.exists()
    page.post("save", **{"cell.pupils..7": "20", "cell.metric.money.13": "17,8"})
    assert (page.status, CellChange.objects.count()) == (200, 3)


def test_two_people_do_not_overwrite_each_other(open_form, head, officer):
    send(fact("okr-01", "pupils", grade=6, value=25), fact("okr-01", "pupils", grade=7, value=40))
    mine, theirs = open_form(head), open_form(officer)
    theirs.post("save", **{"cell.pupils..6": "27", "cell.pupils..7": "41"})
    mine.post("save", **{"cell.pupils..6": "26", "cell.event.bilet.7": "3"})
    assert mine.status == 422
    assert re.search(r"А\.\xa0П\.\xa0Соколова изменила в\xa0\d\d:\d\d: 25 → 27, у вас 26\.", mine.text)
    assert re.findall(r'value="(theirs|mine)"[^>]*> ([^<]+)</label>', mine.text) == [
        ("theirs", "Оставить 27"), ("mine", "Записать 26"),
    ]  # fmt: skip
    assert list(Cohort.objects.order_by("grade").values_list("value", flat=True)) == [27, 41]
    assert not Participation.objects.exists()
    assert (mine.fields["cell.pupils..6"], mine.fields["was.cell.pupils..6"]) == ("26", "27")
    assert mine.fields["cell.pupils..7"] == "41"  # not touched by me: theirs is shown


@pytest.mark.parametrize(("choice", "stands"), [("mine", 26), ("theirs", 27)])
def test_the_later_of_two_people_chooses_without_scripts(choice, stands, open_form, head, officer):
    send(fact("okr-01", "pupils", grade=6, value=25))
    mine = open_form(head)
    open_form(officer).post("save", **{"cell.pupils..6": "27"})
    mine.post("save", **{"cell.pupils..6": "26", "cell.event.bilet.7": "3"})
    mine.post("save", **{"take.cell.pupils..6": choice})
    assert (mine.status, mine.fields["cell.pupils..6"]) == (200, str(stands))
    assert (Cohort.objects.get().value, Participation.objects.get().value) == (stands, 3)


@pytest.fixture
def doubtful(campaign, head, officer):
    """A returned report with a remark on the whole, a doubt, and what the later of two people would write to them."""
    jump = (
        fact("okr-01", "pupils", grade=6, value=100, year=2020),
        fact("okr-01", "pupils", grade=6, value=20),
    )
    send(*jump, accept=True)
    report = Submission.objects.get(wave__campaign__year=2021)
    Submission.objects.filter(pk=report.pk).update(state="returned")
    remark = Remark.objects.create(submission=report, text="Приложите приказ", author=officer)
    return "arrived.0.6", "why.jump.pupils..6", f"remark.{remark.pk}"


def kept():
    """The late arrivals, the explanation and the answer as they are stored."""
    arrived = Cohort.objects.get(year=2021, grade=6, population=0).arrived_later
    return arrived, Finding.objects.get().explanation, Remark.objects.get().answer


def test_two_people_do_not_overwrite_each_others_words(doubtful, open_form, head, officer):
    arrived, why, remark = doubtful
    mine, theirs = open_form(head), open_form(officer)
    theirs.post("save", **{arrived: "2", why: "Объединили классы", remark: "Приказ № 5"})
    mine.post("save", **{arrived: "3", why: "Переезд", remark: "Приказ № 7", "cell.event.bilet.7": "3"})
    assert (mine.status, kept()) == (422, (2, "Объединили классы", "Приказ № 5"))
    assert not Participation.objects.exists()
    told = "пока форма была открыта, здесь стало {}, у вас {}."
    assert mine.summary == [
        (arrived, f"Прибыли позже: {told.format('2', '3')}"),
        (why, f"Пояснение: {told.format('Объединили классы', 'Переезд')}"),
        (remark, f"Ответ на замечание: {told.format('Приказ № 5', 'Приказ № 7')}"),
    ]
    assert [(mine.fields[name], mine.fields[f"was.{name}"]) for name in doubtful] == [
        ("3", "2"), ("Переезд", "Объединили классы"), ("Приказ № 7", "Приказ № 5"),
    ]  # fmt: skip
    choice = {f"take.{arrived}": "mine", f"take.{why}": "theirs", f"take.{remark}": "theirs"}
    mine.post("save", **choice)
    assert (mine.status, kept()) == (200, (3, "Объединили классы", "Приказ № 5"))
    assert Participation.objects.get().value == 3


def test_words_written_alike_or_over_ones_own_are_no_quarrel(doubtful, open_form, head, officer):
    arrived, why, remark = doubtful
    said = {arrived: "2", why: "Объединили классы", remark: "Приказ № 5"}
    mine, theirs = open_form(head), open_form(officer)
    theirs.post("save", **said)
    mine.post("save", **said)
    assert (mine.status, kept()) == (200, (2, "Объединили классы", "Приказ № 5"))
    mine.post("save", **{arrived: "", why: "Переезд", remark: ""})
    assert (mine.status, kept()) == (200, (0, "Переезд", ""))


def test_words_go_over_the_answer_the_portal_gave_for_ones_own_correction(doubtful, open_form, head):
    remark = doubtful[2]
    Remark.objects.update(kind="event", code="bilet", grade=7)
    page = open_form(head)
    send(fact("okr-01", "event", "bilet", 7, 9), person=head, draft=True)  # as autosave does
    assert Remark.objects.get().answer == "Исправлено: пусто → 9"
    page.post("save", **{remark: "По приказу № 5"})
    assert (page.status, Remark.objects.get().answer) == (200, "По приказу № 5")


@pytest.mark.parametrize(
    ("action", "state", "name"),
    [("save", "submitted", "cell.pupils..6"), ("save", "accepted", "arrived.0.6"),
     ("submit", "accepted", "cell.pupils..6"), ("confirm", "submitted", "why.jump.pupils..6")],
)  # fmt: skip
def test_a_stale_page_draws_no_report_back_and_writes_nothing(
    name, action, state, doubtful, open_form, officer
):
    page = open_form(officer)
    Submission.objects.update(state=state)
    page.post(action, **{name: "21"})
    report = Submission.objects.get(wave__campaign__year=2021)
    words = (
        f"Отчёт уже – «{report.get_state_display()}». Чтобы изменить числа, его открывают для исправлений."
    )
    assert (page.status, report.state, words in page.text) == (422, state, True)
    assert not CellChange.objects.filter(door="form").exists()
    assert not Finding.objects.exclude(explanation="").exists()


def test_what_a_stale_page_says_is_done_where_it_stands(doubtful, open_form, officer):
    page = open_form(officer)
    page.post("save", **{"cell.pupils..6": "21"})
    Submission.objects.update(state="submitted")
    page.post("save", **{"cell.pupils..6": "21", "was.cell.pupils..6": "20"})
    assert (page.status, "Изменений нет" in page.text) == (200, True)


def test_contradictions_and_gaps_block_submitting_but_not_the_draft(open_form, head):
    page = open_form(head)
    page.post("submit", **{"cell.pupils..7": "10", "cell.event.bilet.7": "11"})
    assert (page.status, Submission.objects.get().state, Participation.objects.get().value) == (
        422,
        "draft",
        11,
    )
    assert [field for field, _ in page.summary] == [
        "cell.event.bilet.7", "cell.pupils..6", "cell.pupils_with_disabilities..6", "cell.metric.money.13",
        "cell.metric.plan.13",
    ]  # fmt: skip
    page.post("submit", **{**FULL, "cell.pupils..7": "10", "cell.event.bilet.7": "11", "arrived.0.7": "1"})
    assert page.heading == "Отчёт на проверке у специалиста"
    assert Cohort.objects.get(population=0, grade=7).arrived_later == 1


def test_a_doubt_is_explained_in_the_form_and_read_by_the_officer(open_form, head, officer):
    send(fact("okr-01", "event", "bilet", 7, 100, year=2020), fact("okr-01", "pupils", grade=7, value=100, year=2020),
         accept=True)  # fmt: skip
    page = open_form(head)
    page.post("submit", **FULL)
    names = [field for field, _ in page.summary]
    assert names == ["why.jump.pupils..7", "why.jump.event.bilet.7"]
    page.post("submit", **{names[0]: "Объединили школы", names[1]: "Сменили куратора"})
    assert page.heading == "Отчёт на проверке у специалиста"
    assert set(Finding.objects.values_list("explanation", flat=True)) == {
        "Объединили школы",
        "Сменили куратора",
    }
    assert "Пояснение: Сменили куратора" in open_form(officer).text


def test_an_explanation_of_another_number_is_confirmed_or_written_anew(open_form, head, officer):
    send(fact("okr-01", "event", "bilet", 7, 100, year=2020), fact("okr-01", "pupils", grade=7, value=100, year=2020),
         accept=True)  # fmt: skip
    full = {**FULL, "cell.pupils..7": "100"}
    name = "why.jump.event.bilet.7"
    open_form(head).post("save", **full)
    page = open_form(head)
    page.post("submit", **{name: "Сменили куратора"})
    open_form(officer).post("return", whole="", column_1="event.bilet", grade_1="7", text_1="Сверьте")

    page = open_form(head)
    assert "дано при значении" not in page.text
    page.post("submit", **{"cell.event.bilet.7": "26"})
    assert (page.status, [field for field, _ in page.summary]) == (422, [name])
    assert "Пояснение дано при значении 25: «Сменили куратора»" in page.text
    assert page.fields[name] == ""
    page.post("submit", **{name.replace("why", "keep"): "Сменили куратора"})
    assert page.heading == "Отчёт на проверке у специалиста"
    assert list(Finding.objects.values_list("explanation", "explained_value")) == [("Сменили куратора", "26")]


def test_a_tick_gives_way_to_the_words_beside_it(open_form, head, officer):
    open_form(head).post("submit", **FULL)
    open_form(officer).post("return", whole="Проверьте всё", column_1="", grade_1="", text_1="")
    remark = Remark.objects.get()
    page = open_form(head)
    page.post("save", **{f"fixed.{remark.pk}": "1"})
    assert list(Remark.objects.values_list("answer", flat=True)) == ["Исправлено"]
    page.post(
        "save",
        **{f"remark.{remark.pk}": "Верно", f"was.remark.{remark.pk}": "Верно", f"fixed.{remark.pk}": "1"},
    )
    assert list(Remark.objects.values_list("answer", flat=True)) == ["Верно"]


def test_only_an_address_is_a_link(open_form, head, analyst):
    Metric.objects.create(code="site", name="Страница", type=Metric.Type.LINK)
    read = {}
    for text in ("https://okrug.example/x", "н/д", "x"):
        page = open_form(head)
        page.post("save", **{"cell.metric.site.13": text})
        shown = re.search(r'<a[^>]*id="cell.metric.site.13"[^>]*>', open_form(analyst).text)[0]
        read[text] = re.search(r'href="([^"?]*)', shown)[1]
    story = reverse("monitoring:cell", kwargs=FORM[1])
    assert read == {"https://okrug.example/x": "https://okrug.example/x", "н/д": story, "x": story}


def test_last_year_and_the_accepted_value_stand_at_the_cell(open_form, head, officer):
    send(fact("okr-01", "event", "bilet", 7, 12, year=2020), accept=True)
    send(fact("okr-01", "event", "bilet", 7, 25), accept=True)
    open_form(officer).post("reopen", reason="Ошибка в 7 классе")
    page = open_form(head)
    assert 'aria-label="7\xa0класс, «Билет в будущее», год назад 12"' in page.text
    page.post("save", **{"cell.event.bilet.7": "27"})
    assert "принято 25" in page.text


def test_opening_again_wants_a_reason(open_form, officer, head):
    send(*[fact("okr-01", "pupils", grade=6, value=30)], accept=True)
    page = open_form(officer)
    page.post("reopen", reason=" ")
    assert (page.status, "Напишите причину" in page.text) == (422, True)
    own = open_form(head)
    own.post("dispute", reason="В 6 классе 31")
    assert own.heading.startswith("Осталось заполнить")
    assert Transition.objects.last().note == "В 6 классе 31"


def test_a_return_without_words_is_refused_and_keeps_the_choice(open_form, officer, head):
    open_form(head).post("submit", **FULL)
    page = open_form(officer)
    page.post("return", whole="", column_1="event.bilet", grade_1="7", text_1=" ")
    assert (page.status, page.fields["column_1"]) == (422, "event.bilet")
    assert "хотя бы одно замечание" in page.text
    assert Submission.objects.get().state == "submitted"


def test_organisations_without_grades_have_a_short_form(open_form, officer, okrug, kindergarten):
    make_school(okrug, "okr-09", "Дом творчества", Kind.SUPPLEMENTARY)
    for code, cell in (("okr-09", "cell.pupils..13"), ("okr-03", "cell.pupils..0")):
        page = open_form(officer, kwargs={"year": 2021, "school": code})
        assert ("entry-grid" not in page.text, "entry-line" in page.text) == (True, True)
        page.post("save", **{cell: "120"})
        assert page.fields[cell] == "120"
    assert sorted(Cohort.objects.values_list("school__code", "grade", "value")) == [
        ("okr-03", 0, 120), ("okr-09", 13, 120),
    ]  # fmt: skip


def test_a_wave_that_is_not_open_yet_is_only_read(open_form, head, campaign):
    later = Wave.objects.create(
        campaign=campaign, number=2, name="Итоги", whole=False, opens=dt.date(2099, 9, 15)
    )
    WaveColumn.objects.create(wave=later, kind="event", code="bilet")
    page = open_form(head, query="?wave=2")
    assert page.heading == "Сбор откроется 15 сентября 2099"
    assert "cell.event.bilet.7" not in page.fields
    assert "cell.event.bilet.7" not in open_form(head).fields
    page.post("save", **{"cell.event.bilet.7": "5", "was.cell.event.bilet.7": ""})
    assert not Participation.objects.exists()


def test_a_closed_campaign_locks_the_schools_out_and_says_whom_to_ask(open_form, head, officer, campaign):
    page = open_form(head)
    move(campaign=campaign, step="close", person=officer)
    page.post("save", **{"cell.pupils..6": "30"})
    assert page.status == 422
    assert "обратитесь к специалисту" in page.text
    assert "не записано: 6\xa0класс, «Обучающихся»: 30" in page.text
    assert "cell.pupils..6" in open_form(officer).fields


def test_in_a_closed_campaign_a_report_opened_for_corrections_is_corrected_by_the_school(
    open_form, head, officer, campaign
):
    open_form(officer).post("save", **{"cell.pupils..6": "30"})
    Submission.objects.update(state="accepted", accepted_at=timezone.now())
    move(campaign=campaign, step="close", person=officer)
    page = open_form(head)
    assert "cell.pupils..6" not in page.fields
    page.post("dispute", reason="В шестом классе 29 человек.")
    open_form(head).post("save", **{"cell.pupils..6": "29", "was.cell.pupils..6": "30"})
    assert Cohort.objects.get(grade=6, population=0).value == 29


def test_a_year_without_campaign_and_a_school_outside_it_are_told_so(
    client_of, head, school, year, small_school
):
    assert "ещё не открыт" in client_of(head).get(reverse(*FORM[:1], kwargs=FORM[1])).content.decode()
    campaign = open_campaign(municipality=school.municipality, year=2021)
    set_participants(campaign=campaign, schools=[small_school])
    assert "не участвует в сборе" in client_of(head).get(reverse(*FORM[:1], kwargs=FORM[1])).content.decode()


@pytest.mark.parametrize(
    ("person", "reads", "writes"),
    [("officer", 200, 302), ("head", 200, 302), ("admin", 200, 302), ("analyst", 200, 403), ("region", 200, 403),
     ("second_head", 404, 404), ("stranger", 404, 404)],
)  # fmt: skip
def test_who_reads_and_who_writes(person, reads, writes, people, client_of, campaign, small_school):
    client, url = client_of(people[person]), reverse(FORM[0], kwargs=FORM[1])
    history = reverse("monitoring:cell_history", kwargs=FORM[1])
    assert (client.get(url).status_code, client.get(history).status_code) == (reads, reads)
    assert client.post(url, {"action": "save", "cell.pupils..6": "30"}).status_code == writes
    assert Cohort.objects.exists() == (writes == 302)
    if reads == 200 and writes == 403:
        assert 'name="cell.' not in client.get(url).content.decode()


def test_a_forged_step_is_refused_in_words(open_form, head):
    page = open_form(head)
    page.post("submit", **FULL)
    page.post("accept")
    assert "может сделать только: специалист" in page.text
    assert Submission.objects.get().state == "submitted"
    page.post("nonsense")
    assert Submission.objects.get().state == "submitted"


@pytest.mark.parametrize(("person", "number"), [("head", 9), ("officer", 11), ("region", 12)])
@pytest.mark.parametrize(("waves", "listed"), [(1, False), (3, False), (1, True)])
def test_the_page_takes_few_queries(
    person, number, waves, listed, people, client_of, campaign, school, django_assert_num_queries
):
    if listed:
        set_participants(campaign=campaign, schools=[school])
    client_of(people["head"]).post(reverse(FORM[0], kwargs=FORM[1]), {"action": "submit", **FULL})
    for extra in range(2, waves + 1):
        Wave.objects.create(campaign=campaign, number=extra, name=f"Этап {extra}", whole=False)
    client, url = client_of(people[person]), f"{reverse(FORM[0], kwargs=FORM[1])}?wave=1"
    client.get(url)  # the year of the address is kept in the session once
    with django_assert_num_queries(number):
        client.get(url)


@pytest.mark.parametrize(("events", "most"), [(1, 26), (46, 36)])
def test_saving_takes_few_queries_however_many_cells(
    events, most, people, client_of, school, django_assert_max_num_queries
):
    """Eight of them are savepoints; SQLite takes about a hundred rows at a time."""
    for n in range(events):
        Event.objects.create(code=f"event-{n}", name=f"Событие {n}")
    open_campaign(municipality=school.municipality, year=2021)
    client, url = client_of(people["head"]), reverse(FORM[0], kwargs=FORM[1])
    client.post(url, {"action": "save", "cell.pupils..1": "900"})
    cells = {f"cell.event.event-{n}.{grade}": "5" for n in range(events) for grade in range(1, 12)}
    with django_assert_max_num_queries(most):
        assert client.post(url, {"action": "save", **cells}).status_code == 302
    assert Participation.objects.count() == 11 * events


def test_the_history_tells_who_changed_what_for_whom(open_form, client_of, head, officer):
    open_form(head).post("save", **{"cell.event.bilet.7": "25", "cell.metric.plan.13": "да"})
    open_form(officer).post("save", **{"cell.event.bilet.7": "26"})
    url = reverse("monitoring:cell_history", kwargs=FORM[1])
    text = client_of(head).get(url, {"column": "event.bilet"}).content.decode().replace("\xa0", " ")
    assert "2 изменения чисел" in text
    assert re.findall(r'data-label="(?:Было|Стало|Кто)">([^<]+)', text) == [
        "25", "26", "А. П. Соколова, за организацию", "–", "25", "О. И. Ёлкина",
    ]  # fmt: skip
    assert "3 изменения чисел" in client_of(head).get(url).content.decode().replace("\xa0", " ")
    query = {"column": "event.bilet", "grade": "7"}
    assert "2 изменения чисел" in client_of(head).get(url, query).content.decode().replace("\xa0", " ")
    for nowhere in ({**query, "grade": "6"}, {"column": "событие"}):
        assert "Числа ещё не вносили" in client_of(head).get(url, nowhere).content.decode()


def test_only_the_pupils_that_were_shown_are_confirmed(open_form, head):
    send(fact("okr-01", "pupils", grade=6, value=30), door=CellChange.Door.WORKBOOK, unconfirmed=True)
    page = open_form(head)
    rows = [fact("okr-01", "pupils", grade=grade, value=33) for grade in (6, 7)]
    send(*rows, door=CellChange.Door.WORKBOOK, unconfirmed=True)
    page.post("confirm")
    assert "из файла внесены другие числа в 2\xa0ячейках: проверьте и подтвердите их" in page.text
    page.post("confirm")
    assert "Контингент подтверждён: 2\xa0ячейки." in page.text


def test_contingent_of_a_file_is_confirmed_with_one_button(open_form, head):
    rows = [fact("okr-01", "pupils", grade=grade, value=30) for grade in (6, 7)]
    send(*rows, door=CellChange.Door.WORKBOOK, unconfirmed=True)
    page = open_form(head)
    assert "6–7\xa0классы: обучающиеся внесены из файла контингента" in page.text
    assert page.text.count("внесено из файла контингента, подтвердите") == 2
    page.post("submit", **{**FULL, "cell.pupils..7": "30"})
    assert [text.replace("\xa0", " ") for _, text in page.summary] == [
        "«Обучающихся»: внесено из файла контингента (6–7 классы). Проверьте и нажмите «Подтвердить контингент»."
    ]  # fmt: skip
    page.post("confirm", **{"cell.pupils..6": "31"})
    assert "Контингент подтверждён: 1\xa0ячейка." in page.text
    assert "внесены из файла" not in page.text
    assert list(Cohort.objects.filter(population=0).order_by("grade").values_list("value", "unconfirmed")) == [
        (31, False), (30, False),
    ]  # fmt: skip
