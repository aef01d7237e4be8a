"""The officer's way of a letter through the pages: whom, text, number, send, mail again; and the head's list."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from monitoring.models import Campaign
from recommendations.letters.ordering import draft_waiting
from recommendations.models import Letter, LetterOrder, LetterRecipient
from schools.models import SchoolYear
from tests.cast import make_school
from tests.recommendations.letters.world import Levels

LETTERS, NEW = "/2021/letters/", "/2021/letters/new/"
MINE = "/2021/recommendations/mine/"
SIGNED = {"signatory_post": "Начальник управления", "signatory_name": "М. А. Речная"}


@pytest.fixture(autouse=True)
def _in_the_spring_of_the_letters():
    """Their dates are written below, and a number of the year before last is refused."""
    with time_machine.travel(dt.datetime(2026, 5, 20, 9, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def levels(okrug, kindergarten, school) -> Levels:
    return Levels(okrug, kindergarten, school)


@pytest.fixture
def browser(levels, officer, client_of):
    return client_of(officer)


def said(response) -> list[str]:
    return [str(message).replace("\u00a0", " ") for message in response.context["messages"]]


def step(browser, letter: Letter, name: str, **data):
    return browser.post(f"/2021/letters/{letter.pk}/do/{name}/", data, follow=True)


def fields(letter: Letter, **changed) -> dict[str, object]:
    names = ("addressee", "heading", "signatory_post", "signatory_name")
    return {**{name: getattr(letter, name) for name in names}, "seen": letter.version, **changed}


def test_from_the_choice_of_organisations_to_a_sent_letter(browser, levels):
    assert "Здесь будет журнал писем" in browser.get(LETTERS).content.decode()
    made = browser.post(NEW, {"how": "all", "everybody": "on"})
    letter = Letter.objects.get()
    edit = f"/2021/letters/{letter.pk}/edit/"
    assert made.url == edit
    assert "плановые значения не достигнуты" in browser.get(edit).content.decode()
    saved = browser.post(edit, fields(letter, tasks="Сделать.", action="register"))
    assert saved.url == f"/2021/letters/{letter.pk}/do/register/"
    assert 'value="1"' in browser.get(saved.url).content.decode()
    assert said(step(browser, letter, "register", number="7", date="2026-05-04")) == [
        "Зарегистрировано: № 7."
    ]
    asked = browser.get(f"/2021/letters/{letter.pk}/do/send/").content.decode().replace("\u00a0", " ")
    assert "Отправить 2 организациям?" in asked
    assert said(step(browser, letter, "send")) == ["Отправлено: 1 письмо."]
    assert said(step(browser, letter, "send")) == ["Уже сделано."]
    assert browser.get(edit).url == f"/2021/letters/{letter.pk}/"  # no longer a draft
    listed = browser.get(LETTERS).content.decode()
    assert "0 из 2" in listed
    assert "04.05.2026" in listed


def test_one_for_each_is_a_batch_with_a_common_text(browser, levels):
    page = browser.post(NEW, {"how": "each", "everybody": "on"}).url
    draft_waiting()
    batch = Letter.objects.first().batch
    assert page == f"/2021/letters/batch/{batch}/"
    browser.post(f"{page}edit/", {"heading": "Общий заголовок", "tasks": "Общее поручение.", **SIGNED})
    assert set(Letter.objects.values_list("heading", "tasks")) == {("Общий заголовок", "Общее поручение.")}
    done = browser.post(f"{page}do/register/", {"number": "45", "date": "2026-05-04"}, follow=True)
    assert said(done)[-1] == "Зарегистрировано: № 45–46."
    assert said(browser.post(f"{page}do/send/", follow=True)) == ["Отправлено: 2 письма."]
    text = browser.get(LETTERS).content.decode()
    assert "45–46" in text
    assert "0 из 2" in text
    assert browser.get(f"{page}edit/").status_code == 404  # nothing is a draft any more


def test_the_officer_sees_how_far_the_drafts_are_and_that_nobody_drafts(browser, levels, client_of, analyst):
    page = browser.post(NEW, {"how": "each", "everybody": "on"}).url
    waits = browser.get(page).content.decode()
    assert "2\u00a0письма, каждой организации своё" in waits
    assert "Ждут очереди: подготовка начнётся в течение минуты." in waits
    assert "Зарегистрировать" not in waits
    assert "Фоновая обработка не отвечает" not in waits
    assert "Письма организациям готовятся: 0 из\u00a02" in browser.get(LETTERS).content.decode()
    LetterOrder.objects.update(changed_at=timezone.now() - dt.timedelta(seconds=91))
    assert "Фоновая обработка не отвечает" in browser.get(f"{page}state/").content.decode()
    draft_waiting(seconds=0)
    state = browser.get(f"{page}state/").content.decode()
    assert "Готово 1 из\u00a02." in state
    assert "Фоновая обработка не отвечает" not in state
    assert said(browser.post(f"{page}do/register/", {"date": "2026-05-04"}, follow=True))[0].startswith(
        "Письма ещё готовятся"
    )
    assert "Не готовить" not in client_of(analyst).get(page).content.decode()
    draft_waiting()
    assert browser.get(f"{page}state/")["HX-Refresh"] == "true"
    done = browser.get(page).content.decode()
    assert "Зарегистрировать" in done
    assert "Готово" not in done


def test_what_could_not_be_drafted_is_listed_ordered_again_or_given_up(browser, levels):
    page = browser.post(NEW, {"how": "each", "everybody": "on"}).url
    LetterOrder.objects.filter(school=levels.schools[1]).update(state="failed", problem="Не вышло.")
    draft_waiting()
    text = browser.get(page).content.decode()
    assert "Не подготовлено 1\u00a0письмо." in text
    assert "Ёлкинская СОШ: Не вышло." in text
    assert "Не подготовлено 1\u00a0письмо из\u00a02" in browser.get(LETTERS).content.decode()
    assert said(browser.post(f"{page}redraft/", follow=True)) == ["Снова в очереди: 1 письмо."]
    typed = browser.post(
        f"{page}edit/", {"heading": "Общий заголовок", "tasks": "Общее поручение.", **SIGNED}
    )
    assert (typed.status_code, "Общее поручение." in typed.content.decode()) == (422, True)
    assert "Письма ещё готовятся" in typed.content.decode()
    assert "Не подготовим 1\u00a0письмо." in browser.get(f"{page}stop/").content.decode()
    assert said(browser.post(f"{page}stop/", follow=True)) == ["Не будет подготовлено писем: 1."]
    assert said(browser.post(f"{page}stop/", follow=True)) == ["Все письма уже готовы."]
    assert draft_waiting() == (0, 0)
    assert Letter.objects.count() == 1


def test_what_is_wrong_is_said_and_what_was_typed_stays(browser, levels, officer):
    nobody = browser.post(NEW, {"how": "all"})
    assert nobody.status_code == 422
    assert "Отметьте хотя бы одну организацию." in nobody.content.decode()
    letter = levels.draft(officer)
    empty = browser.post(
        f"/2021/letters/{letter.pk}/edit/", fields(letter, heading="", tasks="Моё поручение")
    )
    assert empty.status_code == 422
    assert "Напишите заголовок письма." in empty.content.decode()
    assert "Моё поручение" in empty.content.decode()
    for data, words in (
        ({"number": "7", "date": "вчера"}, "Дата пишется так"),
        ({"number": "7", "date": ""}, "Укажите дату письма."),
        ({"number": "7", "date": "1026-05-04"}, "Проверьте дату письма"),
        ({"number": "7" * 50, "date": "2026-05-04"}, "не более 40"),
    ):
        answer = step(browser, letter, "register", **data)
        assert answer.status_code == 422, data
        assert words in answer.content.decode(), data
    assert Letter.objects.get().state == "draft"


def test_a_taken_number_is_refused_beside_its_field(browser, levels, officer):
    first, second = levels.draft(officer), levels.draft(officer)
    step(browser, first, "register", number="7", date="2026-05-04")
    answer = step(browser, second, "register", number="7", date="2026-06-01")
    assert answer.status_code == 422
    assert "Свободен 8." in answer.content.decode()


def test_two_people_in_one_draft_the_later_chooses(browser, levels, officer):
    letter = levels.draft(officer)
    edit = f"/2021/letters/{letter.pk}/edit/"
    assert browser.post(edit, fields(letter, heading="Первый")).status_code == 302
    second = browser.post(edit, fields(letter, heading="Второй"))
    assert second.status_code == 422
    text = second.content.decode()
    assert "письмо изменили" in text
    assert 'value="Второй"' in text
    assert 'name="seen" value="2"' in text
    assert browser.post(edit, fields(letter, heading="Второй", seen=2)).status_code == 302
    assert Letter.objects.get().heading == "Второй"


def test_back_to_a_draft_and_thrown_away(browser, levels, officer):
    letter, other = levels.draft(officer), levels.draft(officer)
    step(browser, letter, "register", date="2026-05-04")
    assert said(step(browser, letter, "reopen"))[0].startswith("Снова проект")
    assert said(step(browser, letter, "discard")) == ["Уже сделано."]  # it has a number
    assert said(step(browser, other, "discard")) == ["Проект удалён."]
    assert Letter.objects.get() == letter
    assert browser.get(f"/2021/letters/{letter.pk}/do/nothing/").status_code == 404


def test_mails_that_failed_are_repeated_by_a_button(browser, levels, officer):
    letter = levels.draft(officer)
    step(browser, letter, "register", date="2026-05-04")
    step(browser, letter, "send")
    LetterRecipient.objects.update(mail="failed", mail_problem="Почтовый сервер не принял письмо: отказ")
    page = browser.get(f"/2021/letters/{letter.pk}/").content.decode()
    assert "Почтовый сервер не принял письмо: отказ" in page
    assert "Повторить все неотправленные: 2" in page
    one = LetterRecipient.objects.first()
    assert said(step(browser, letter, "again", recipient=one.pk)) == ["Снова в очереди: 1 сообщение."]
    assert said(step(browser, letter, "again")) == ["Снова в очереди: 1 сообщение."]
    assert said(step(browser, letter, "again"))[0].startswith("Повторять нечего")


def test_a_head_reads_and_acknowledges(browser, levels, officer, head, second_head, client_of, settings):
    letter = levels.draft(officer)
    own = client_of(head)
    empty = own.get("/2021/letters/mine/").content.decode()
    assert "Писем ещё не было" in empty
    assert "портал сообщит по электронной почте" in empty
    usual, settings.EMAIL_BACKEND = (
        settings.EMAIL_BACKEND,
        "django.core.mail.backends.console.EmailBackend",
    )
    assert "Почту портал не отправляет" in own.get("/2021/letters/mine/").content.decode()
    settings.EMAIL_BACKEND = usual
    step(browser, letter, "register", number="5", date="2026-05-04")
    assert own.get(f"/2021/letters/{letter.pk}/").status_code == 404
    step(browser, letter, "send")
    assert "не прочитано" in own.get("/2021/letters/mine/").content.decode()
    assert f'<a href="/2021/letters/{letter.pk}/">ознакомьтесь' in own.get(MINE).content.decode()
    assert "ознакомьтесь" not in browser.get("/2021/schools/okr-01/recommendations/").content.decode()
    page = own.get(f"/2021/letters/{letter.pk}/").content.decode()
    assert "Ознакомлен(а)" in page
    assert "Кто ознакомился" not in page  # of the others nothing is said
    acknowledge = f"/2021/letters/{letter.pk}/acknowledge/"
    assert said(own.post(acknowledge, follow=True)) == ["Ознакомление отмечено."]
    assert said(own.post(acknowledge, follow=True)) == ["Ознакомление уже отмечено."]
    assert "ознакомьтесь" not in own.get(MINE).content.decode()
    assert "О.\u00a0И.\u00a0Ёлкина" in own.get("/2021/letters/mine/").content.decode()
    assert client_of(second_head).post(acknowledge).status_code == 404
    assert browser.post(acknowledge).status_code == 404
    assert "1 из 2" in browser.get(LETTERS).content.decode()


def test_a_school_outside_the_collection_is_not_offered(browser, levels, neighbour_school):
    text = browser.get(NEW).content.decode()
    assert "Ёлкинская СОШ" in text
    assert neighbour_school.short_name not in text
    assert browser.post(NEW, {"how": "all", "schools": [neighbour_school.pk]}).status_code == 422


def test_a_double_click_makes_one_draft(browser, levels):
    first, second = (browser.post(NEW, {"how": "each", "everybody": "on"}) for _ in range(2))
    assert first.url == second.url
    assert LetterOrder.objects.count() == 2


def test_drafts_of_a_batch_are_thrown_away_together(browser, levels, officer):
    batch = levels.drafts(officer, each=True)[0].batch
    page = f"/2021/letters/batch/{batch}/do/discard/"
    assert "Удалить проекты?" in browser.get(page).content.decode()
    assert said(browser.post(page, follow=True)) == ["Удалено проектов: 2."]


def test_without_mail_the_portal_alone_brings_the_letters(browser, levels, officer, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    batch = levels.drafts(officer, each=True)[0].batch
    browser.post(f"/2021/letters/batch/{batch}/do/register/", {"number": "45", "date": "2026-05-04"})
    asked = browser.get(f"/2021/letters/batch/{batch}/do/send/").content.decode()
    assert "организации увидят их на портале" in asked


def test_a_year_without_a_collection_says_so(browser):
    Campaign.objects.all().delete()
    refused = browser.post(NEW, {"how": "all", "everybody": "on"})
    assert refused.status_code == 422
    assert "Выберите хотя бы одну организацию." in refused.content.decode()
    assert "Писать пока некому" in browser.get(NEW).content.decode()


@pytest.mark.parametrize("number", [1, 3, 60])
def test_the_pages_cost_the_same_queries_with_any_number_of_organisations(
    number, levels, officer, client_of, okrug, django_assert_num_queries
):
    schools = [make_school(okrug, f"new-{n}", f"Школа {n}") for n in range(number)]
    levels.schools = (*levels.schools, *schools)
    letters = levels.drafts(officer, each=True)
    browser = client_of(officer)
    browser.get(LETTERS)
    with django_assert_num_queries(8):
        browser.get(LETTERS)
    with django_assert_num_queries(8):
        browser.get(f"/2021/letters/batch/{letters[0].batch}/")


def test_a_register_without_letters_leads_to_the_years_that_have_some(browser, levels):
    browser.post(NEW, {"how": "all", "everybody": "on"})
    SchoolYear.objects.create(year=2020)
    text = browser.get("/2020/letters/").content.decode()
    assert "Писем за 2020/2021 учебный год ещё нет" in text
    assert '<a href="/2021/letters/">2021/2022</a>' in text
    assert "Письма других лет" not in browser.get(LETTERS).content.decode()
