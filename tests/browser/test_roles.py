"""Each role logs in and does its main thing in the demonstration."""

from __future__ import annotations

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from recommendations.models import Letter
from reports.choice import Choice
from reports.jobs import order, run_job
from schools.models import User
from tests.browser.demonstration import NARROW, Demonstration
from tests.servers.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def words(place) -> str:
    """The text as a person reads it: whatever the space is made of."""
    return " ".join(place.inner_text().split())


def heading(page) -> str:
    return words(page.locator("h1"))


def test_the_officer_goes_from_the_first_page_to_the_form_of_a_late_school(demonstration: Demonstration):
    page = demonstration.log_in("officer")
    assert heading(page).startswith("Цикл ")
    late = page.locator(".tasks li", has_text="срок прошёл").filter(has_not_text="не начал").first
    school = words(late.locator(".tasks__what > div").first)
    follow(late.get_by_role("link", name="Открыть"))
    expect(page).to_have_url(re.compile("/form/"))
    expect(page.locator(".page-head__lead")).to_contain_text(school)
    expect(page.get_by_role("button", name="Сохранить черновик")).to_have_count(1)


def test_a_head_takes_up_a_recommendation_on_the_phone_and_answers_it(demonstration: Demonstration):
    page = demonstration.log_in("head", NARROW)
    page.goto("/2021/recommendations/mine/")
    headline = "Помощь родителям: не хватает 17 чел."
    card = page.locator("section.rec", has=page.get_by_role("heading", name=headline))
    card.get_by_role("button", name="Ознакомлен(а), беру в работу").click()
    card.locator(".card-box__head", has_text="в работе").wait_for()
    card.locator("summary", has_text="Ответить").click()
    card.get_by_label("Что сделано").fill("Проведены 12 встреч с родителями девятиклассников.")
    card.get_by_role("button", name="Отправить ответ").click()
    page.get_by_role("heading", name="Ответ дан").wait_for()
    answered = page.locator("section", has=page.get_by_role("heading", name="Ответ дан"))
    expect(answered.locator("summary").first).to_contain_text(headline)

    officer = demonstration.log_in("officer")
    officer.goto("/2021/")
    officer.locator(".tasks li", has_text="ответила").get_by_role("link", name="Открыть").click()
    officer.get_by_role("link", name="МБОУ «Ясноборская СОШ»").first.click()
    officer.get_by_text("Проведены 12 встреч с родителями девятиклассников.").first.wait_for()


def test_the_analyst_filters_the_heatmap_and_takes_the_workbook_away(demonstration: Demonstration, tmp_path):
    page = demonstration.log_in("analyst")
    page.goto("/2021/heatmap/")
    page.get_by_label("Вид организации").select_option("secondary")
    page.wait_for_url(re.compile("kind=secondary"))
    expect(page.locator("table.heat tbody tr")).to_have_count(11)
    with page.expect_download() as download:
        page.get_by_role("link", name="Выгрузить XLSX").click()
    file = tmp_path / "values.xlsx"
    download.value.save_as(file)
    rows = list(load_workbook(file, read_only=True).worksheets[0].values)
    assert any("Ясноборская" in str(row) for row in rows)


def test_the_analyst_saves_a_selection_and_a_large_file_gets_ready_before_their_eyes(
    demonstration: Demonstration,
):
    page = demonstration.log_in("analyst")
    page.goto("/2021/exports/")
    page.get_by_label("Сравнение лет").check()
    page.get_by_label("2020/2021").check()
    page.get_by_label("Название выборки").fill("К отчёту за год")
    follow(page.get_by_role("button", name="Сохранить выборку"))
    with page.expect_download() as download:
        page.get_by_role("button", name="XLSX: К отчёту за год").click()
    assert download.value.suggested_filename == "sravnenie-2020-2021.xlsx"
    analyst = User.objects.get(username="analyst")
    words = Choice("facts", (2019, 2020, 2021)).words()
    job = order(report="table", parameters=words, owner=analyst, place=analyst.roles[0].municipality)
    page.goto(f"/files/{job.pk}/")
    assert heading(page).startswith("Файл готовится: Исходные числа")
    assert run_job(job.pk)
    page.get_by_role("link", name="Скачать").wait_for()
    expect(page.locator("h1")).to_contain_text(re.compile("^Файл готов: Исходные числа"))


def test_the_region_sees_municipalities_side_by_side_and_opens_one(demonstration: Demonstration):
    page = demonstration.log_in("region")
    page.goto("/2021/region/")
    follow(page.get_by_role("link", name="Кемеровский муниципальный округ").first)
    expect(page).to_have_url(re.compile("municipality=32622000"))
    assert heading(page).startswith(("Цикл 2021/2022", "8 показателей из 16"))


def test_the_administrator_opens_the_list_of_schools(demonstration: Demonstration):
    page = demonstration.log_in("admin")
    page.goto("/admin/")
    follow(page.get_by_role("link", name="Образовательные организации", exact=True).first)
    follow(page.get_by_role("row", name=re.compile("Ясноборская")).get_by_role("link").first)
    expect(page.locator("input[name=short_name]")).to_have_value("МБОУ «Ясноборская СОШ»")


def test_the_preview_follows_what_is_typed_and_saves_nothing(demonstration: Demonstration):
    letter = Letter.objects.filter(state="draft").earliest("pk")
    page = demonstration.open_as("officer")
    page.goto(f"/2021/letters/{letter.pk}/edit/")
    paper = page.locator("#letter-preview.live")
    expect(paper).to_contain_text("УПРАВЛЕНИЕ ОБРАЗОВАНИЯ")
    expect(paper).to_contain_text("Приложение: на")
    page.get_by_label("Заголовок").fill("О <b>мерах</b> на год")
    page.get_by_label("Поручения").fill("Руководителю:\nПровести совет.\nСоставить план.")
    page.get_by_label("Проблемы").fill("")
    page.get_by_label("Рекомендации").fill("")
    page.get_by_label("Рекомендации").blur()
    expect(paper.locator("h1")).to_have_text(["О <b>мерах</b> на год"])
    expect(paper.locator("ol > li")).to_have_text(["Провести совет.", "Составить план."])
    expect(paper).not_to_contain_text("Приложение: на")
    assert Letter.objects.get(pk=letter.pk).heading == letter.heading
