"""The check of reports: several accepted after a preview, what changed since, the receipt, remarks on cells."""

from __future__ import annotations

import html
import re

import pytest
from django.db.models import F
from django.urls import reverse

from monitoring import explaining, submitting
from monitoring.campaigns import open_campaign
from monitoring.models import CellChange, Cohort, Event, Finding, Metric, Remark, Revision, Submission
from monitoring.sheet import Ref
from schools.grades import Grades
from schools.models import Kind, Transition
from tests.cast import make_school
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.django_db
ACCEPT = "/2021/monitoring/accept/"


@pytest.fixture
def campaign(okrug, school, small_school):
    for one in (school, small_school):
        one.grades = Grades.parse("6-7")
        one.save()
    Event.objects.create(code="bilet", name="Билет в будущее", grades=Grades.parse("6-11"))
    Metric.objects.create(code="money", name="Средства", decimals=1, unit="тыс. руб.")
    return open_campaign(municipality=okrug, year=2021)


def fill(code, participants=10, **options):
    send(
        *[fact(code, kind, grade=g, value=n) for g in (6, 7) for kind, n in
          (("pupils", 30), ("pupils_with_disabilities", 2))],
        *[fact(code, "event", "bilet", g, participants) for g in (6, 7)],
        fact(code, "metric", "money", value="17,8"),
        **options,
    )  # fmt: skip


def report_of(code) -> Submission:
    return Submission.objects.select_related("wave__campaign", "school").get(
        school__code=code, wave__campaign__year=2021
    )


def hand_in(code, person, **options) -> Submission:
    fill(code, **options)
    submitting.submit(submission=report_of(code), person=person)
    return report_of(code)


def read(response) -> str:
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def form_of(text: str) -> dict[str, list[str]]:
    """What a browser would send: the ticked reports and what was seen of each."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(report|seen\.\d+)" value="([^"]+)"', text):
        found.setdefault(name, []).append(value)
    return found


def test_the_preview_tells_what_changed_what_is_doubtful_and_what_was_answered(
    campaign, client_of, officer, head
):
    hand_in("okr-02", officer)
    fill("okr-01", accept=True)
    send(*[fact("okr-01", "event", "bilet", g, 25, year=2020) for g in (6, 7)], accept=True)
    report = report_of("okr-01")
    submitting.reopen(submission=report, person=officer, reason="Проверьте")
    send(fact("okr-01", "event", "bilet", 6, 12), draft=True)
    for grade in (6, 7):
        explaining.explain(
            submission=report, check="jump", ref=Ref("event", "bilet", grade), text="Переезд", person=head
        )
    submitting.submit(submission=report, person=head)
    keys = list(Submission.objects.values_list("pk", flat=True))
    text = read(client_of(officer).get(ACCEPT, {"report": keys}))
    assert re.findall(r'data-label="Что изменилось">(.*?)</td>', text, re.DOTALL)[0].startswith(
        "<div>принимается впервые</div>"
    )
    assert "<div>изменено после принятия: 1 число</div>" in text
    assert text.count("Пояснение: Переезд") == 2
    assert "есть без пояснения" not in text
    Finding.objects.filter(grade=6).update(explained_value="10")
    text = read(client_of(officer).get(ACCEPT, {"report": keys}))
    assert ("есть без пояснения" in text, "(дано при другом числе)" in text) == (True, True)


def test_one_that_changed_meanwhile_does_not_hold_up_the_others_and_is_not_accepted_unseen(
    campaign, client_of, officer, head
):
    reports = [hand_in("okr-01", head), hand_in("okr-02", officer)]
    client = client_of(officer)
    sent = form_of(read(client.get(ACCEPT, {"report": [report.pk for report in reports]})))
    submitting.recall(submission=reports[0], person=head)
    send(fact("okr-01", "event", "bilet", 6, 11), person=head, draft=True)
    submitting.submit(submission=reports[0], person=head)
    text = read(client.post(ACCEPT, sent, follow=True))
    assert "Ёлкинская СОШ: Пока страница была открыта, отчёт изменился" in text
    assert "1 отчёт принят." in text
    assert [report_of(code).state for code in ("okr-01", "okr-02")] == ["submitted", "accepted"]


def test_addresses_of_nothing_lead_to_nothing(campaign, client_of, officer):
    for query in (
        "?report=" + "9" * 25,
        "?report=" + "9" * 5000,
        "?report=٣&wave=" + "9" * 25,
        "?report=x&wave=²",
    ):
        assert client_of(officer).get(f"/2021/monitoring/accept/{query}").status_code == 200


def test_many_are_accepted_at_once_and_the_pipeline_is_told_once(
    campaign, client_of, officer, head, monkeypatch
):
    reports = [hand_in("okr-01", head), hand_in("okr-02", officer)]
    told: list[tuple[int, int, int]] = []
    states = Submission.objects.filter(state="accepted")
    hook = lambda place, year, schools: told.append((place, year, states.count()))  # noqa: E731
    monkeypatch.setattr(submitting, "after_accept", [hook])
    client = client_of(officer)
    before = Revision.objects.get().number if Revision.objects.exists() else 0
    sent = form_of(read(client.get(ACCEPT, {"report": [report.pk for report in reports]})))
    assert "2 отчёта принято." in read(client.post(ACCEPT, sent, follow=True))
    assert told == [(campaign.municipality_id, 2021, 2)]
    assert Revision.objects.get().number == before + 1
    assert not Cohort.objects.exclude(accepted=F("value")).exists()


def test_one_that_was_taken_back_and_one_that_is_not_ticked_stay(campaign, client_of, officer, head):
    first, second = hand_in("okr-01", head), hand_in("okr-02", officer)
    client = client_of(officer)
    sent = form_of(read(client.get(ACCEPT, {"report": [first.pk, second.pk]})))
    submitting.recall(submission=first, person=head)
    assert "1 отчёт уже не на проверке." in read(client.post(ACCEPT, sent, follow=True))
    assert [report_of(code).state for code in ("okr-01", "okr-02")] == ["draft", "accepted"]
    assert "Принимать нечего" in read(client.post(ACCEPT, sent, follow=True))  # a double click
    assert Transition.objects.filter(step="accept").count() == 1


@pytest.mark.parametrize("number", [1, 3, 60])
def test_the_preview_costs_the_same_for_any_number_of_reports(
    number, campaign, okrug, client_of, officer, django_assert_num_queries
):
    for n in range(number):
        make_school(okrug, f"okr-1{n:02}", f"Школа {n}", Kind.BASIC, grades=Grades.parse("6-7"))
    send(*[fact(f"okr-1{n:02}", "pupils", grade=6, value=30) for n in range(number)])
    Submission.objects.update(state="submitted")
    client = client_of(officer)
    keys = list(Submission.objects.values_list("pk", flat=True))
    client.get(ACCEPT)  # the year of the address is kept in the session once
    with django_assert_num_queries(12):
        assert read(client.get(ACCEPT, {"report": keys})).count("принимается впервые") == number


def test_what_changed_since_acceptance_cell_by_cell(
    campaign, client_of, officer, head, django_assert_max_num_queries
):
    url = reverse("monitoring:changes", args=[2021, "okr-01"])
    assert "Отчёт ещё не принимали" in read(client_of(head).get(url))
    fill("okr-01", accept=True)
    assert "После принятия ничего не изменено" in read(client_of(head).get(url))
    submitting.reopen(submission=report_of("okr-01"), person=officer, reason="Сверьте")
    send(fact("okr-01", "event", "bilet", 6, 12), person=head, draft=True)
    send(fact("okr-01", "metric", "money", value="н/д"), person=officer, draft=True)
    client = client_of(officer)
    client.get(url)  # the year of the address is kept in the session once
    with django_assert_max_num_queries(11):
        text = read(client.get(url))
    cells = re.findall(r'data-label="(?:Класс|Принято|Теперь|Разница|Кто)">([^<]*)', text)
    assert cells == [
        "6 класс", "10", "12", "+2", "О. И. Ёлкина",
        "", "17,8", "н/д", "–", "А. П. Соколова, за организацию",
    ]  # fmt: skip
    form = read(client_of(head).get(reverse("monitoring:form", args=[2021, "okr-01"])))
    assert '6 класс, Билет в будущее: <span class="num">10 → 12</span>' in form


def test_the_receipt_says_who_handed_in_what_and_is_gone_with_the_report(campaign, client_of, officer, head):
    url = reverse("monitoring:receipt", args=[2021, "okr-01"])
    assert "Отчёт сейчас не направлен" in read(client_of(head).get(url))
    report = hand_in("okr-01", head)
    text = read(client_of(head).get(url))
    said = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text))
    assert (said["Направил(а)"], said["Передано"], said["Состояние"]) == (
        "О. И. Ёлкина",
        "7 чисел",
        "на проверке",
    )
    assert re.findall(r'<th scope="row">(.*?)</th><td class="num">(.*?)</td>', text) == [
        ("Обучающихся", "60"), ("Из них с ОВЗ и инвалидностью", "4"), ("Билет в будущее", "20"), ("Средства", "17,8"),
    ]  # fmt: skip
    submitting.recall(submission=report, person=head)
    assert "Отчёт сейчас не направлен" in read(client_of(head).get(url))
    submitting.submit(submission=report, person=officer)
    said = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", read(client_of(head).get(url))))
    assert said["Направил(а)"] == "А. П. Соколова, за организацию"


@pytest.mark.parametrize("page", ["changes", "receipt"])
def test_who_reads_them(page, campaign, people, client_of):
    url = reverse(f"monitoring:{page}", args=[2021, "okr-01"])
    assert {name: client_of(person).get(url).status_code for name, person in people.items()} == {
        "region": 200, "officer": 200, "head": 200, "second_head": 404, "analyst": 200, "stranger": 404, "admin": 200,
    }  # fmt: skip


def test_more_than_three_remarks_come_from_the_cells(campaign, client_of, officer, head):
    hand_in("okr-01", head)
    sent = {"action": "return", "whole": ""}
    for number, (column, grade) in enumerate(
        [
            ("pupils.", "6"),
            ("pupils.", "7"),
            ("event.bilet", "6"),
            ("event.bilet", "7"),
            ("metric.money", ""),
        ],
        start=1,
    ):
        sent |= {
            f"column_{number}": column,
            f"grade_{number}": grade,
            f"text_{number}": f"Замечание {number}",
        }
    client_of(officer).post(reverse("monitoring:form", args=[2021, "okr-01"]), sent)
    assert list(Remark.objects.values_list("kind", "code", "grade")) == [
        ("pupils", "", 6), ("pupils", "", 7), ("event", "bilet", 6), ("event", "bilet", 7), ("metric", "money", 13),
    ]  # fmt: skip


def test_late_arrivals_count_at_every_door_and_their_changes_are_kept(campaign, client_of, officer, head):
    form = reverse("monitoring:form", args=[2021, "okr-01"])
    send(fact("okr-01", "pupils", grade=6, value=30))
    client_of(head).post(form, {"action": "save", "arrived.0.6": "2"})
    client_of(officer).post(form, {"action": "save", "arrived.0.6": "3", "was.arrived.0.6": "2"})
    assert Cohort.objects.get(grade=6, population=0).arrived_later == 3
    for door in (CellChange.Door.API, CellChange.Door.FILE):
        assert send(fact("okr-01", "event", "bilet", 6, 33), person=head, door=door).rows == 1
    text = read(client_of(officer).get(reverse("monitoring:cell_history", args=[2021, "okr-01"])))
    assert text.count("Прибыло после даты учёта") == 2
    assert list(CellChange.objects.filter(code="arrived_later").values_list("grade", "old", "new", "on_behalf")) == [
        (6, "", "2", False), (6, "2", "3", True),
    ]  # fmt: skip
    Submission.objects.update(state="submitted")
    assert "6 класс" in read(client_of(officer).get(form)).split("Прибыли после даты учёта")[-1]


def test_without_scripts_the_page_of_a_number_leads_to_the_line_of_its_remark(
    campaign, client_of, officer, head
):
    cell = f"{reverse('monitoring:cell', args=[2021, 'okr-01'])}?column=event.bilet&grade=7"
    hand_in("okr-01", head)
    assert "Замечание к этому числу" not in read(client_of(head).get(cell))
    client = client_of(officer)
    link = re.search(r'href="([^"#]*remark=event.bilet[^"#]*)#return"', read(client.get(cell)))[1]
    text = read(client.get(link))
    assert re.findall(r'<option value="([^"]+)" selected>', text) == ["event.bilet", "7"]


def test_a_link_with_nonsense_chooses_nothing(campaign, client_of, officer, head):
    hand_in("okr-01", head)
    url = reverse("monitoring:form", args=[2021, "okr-01"])
    response = client_of(officer).get(url, {"wave": "1", "remark": "<b>", "grade": "99"})
    assert (response.status_code, 'value="99" selected' in read(response)) == (200, False)
