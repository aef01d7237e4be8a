"""Ways through the form without scripts: what columns count, links to what is empty and to what is said of cells."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from monitoring.campaigns import open_campaign
from monitoring.models import CellComment, Event, Metric
from schools.grades import Grades
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.django_db
FORM = reverse("monitoring:form", kwargs={"year": 2021, "school": "okr-01"})


@pytest.fixture
def campaign(year, school):
    school.grades = Grades.parse("6-7")
    school.save()
    Event.objects.create(
        code="bilet",
        name="Билет в будущее",
        grades=Grades.parse("7-11"),
        definition="Прошедшие пробу; каждый один раз.",
    )
    Event.objects.create(code="visits", name="Дни открытых дверей", counts=Event.Counts.ATTENDANCES)
    Metric.objects.create(
        code="money", name="Средства", decimals=1, unit="тыс. руб.", definition="Израсходовано за год."
    )
    return open_campaign(municipality=school.municipality, year=2021)


@pytest.fixture
def read(campaign, client_of):
    return lambda person: html.unescape(client_of(person).get(FORM).content.decode()).replace("\xa0", " ")


def test_every_heading_leads_to_what_its_column_counts(read, head):
    page = read(head)
    links = re.findall(r'href="#(about[^"]+)" data-definition aria-label="([^"]+)"', page)
    assert links == [
        ("about.pupils.", "Обучающихся: что считается"),
        ("about.pupils_with_disabilities.", "Из них с ОВЗ и инвалидностью: что считается"),
        ("about.event.bilet", "Билет в будущее: что считается"),
        ("about.event.visits", "Дни открытых дверей: что считается"),
    ]
    helps = dict(re.findall(r'<div id="(about[^"]+)"[^>]*>(.*?)</div>', page, re.DOTALL))
    assert [*helps] == [anchor for anchor, _ in links] + ["about.metric.money"]
    assert "Прошедшие пробу; каждый один раз." in helps["about.event.bilet"]
    assert (
        "Классы: 7–11 классы · Кто: все обучающиеся · Что считается: люди, каждый один раз"
        in helps["about.event.bilet"]
    )
    assert "Что считается: посещения" in helps["about.event.visits"]
    assert "Ответ: число, тыс. руб." in helps["about.metric.money"]


def test_links_lead_to_the_first_empty_cell_and_to_each_problem(read, head):
    send(
        fact("okr-01", "pupils", grade=6, value=30),
        fact("okr-01", "pupils", grade=7, value=20),
        draft=True,
        person=head,
    )
    send(fact("okr-01", "event", "bilet", 7, 25), draft=True, person=head)
    page = read(head)
    assert re.search(r'<a href="#([^"]+)" data-next="empty".*?data-next-left>(\d+)<', page).groups() == (
        "cell.pupils_with_disabilities..6", "5",
    )  # fmt: skip
    assert re.search(r'<a href="#([^"]+)" data-next="problem".*?data-next-left>(\d+)<', page).groups() == (
        "cell.event.bilet.7", "1",
    )  # fmt: skip
    assert "1 место требует внимания" in page
    assert (
        '<a href="#cell.event.bilet.7">«Билет в будущее»</a>: 7 класс: участников 25, а обучающихся 20'
        in page
    )
    assert re.search(r'<td class="entry-cell entry-cell--missed" data-sign="!">', page)


def test_an_unusual_figure_and_a_comment_are_marked_at_their_cells(read, head, officer, school):
    send(fact("okr-01", "event", "visits", 6, 60, year=2020), accept=True)
    send(fact("okr-01", "event", "visits", 6, 0), draft=True, person=head)
    CellComment.objects.create(
        school=school, year=2021, kind="metric", code="money", text="Приложу смету", author=head
    )
    for person in (head, officer):
        page = read(person)
        assert '<td class="entry-cell entry-cell--attention" data-sign="?">' in page
        assert "Стало 0, год назад было 60. Пояснения пока нет." in page
        assert 'class="entry-line entry-line--said" data-sign="✎"' in page
        assert "Приложу смету" in page
    assert re.findall(r'data-next="problem".*?data-next-left>(\d+)<', page) == ["1"]  # the doubt, once
