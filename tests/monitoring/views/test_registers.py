"""The pages of the registers: lists with filters, rows, steps, files; who sees and who may change what."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from monitoring.campaigns import open_campaign
from monitoring.models import Agreement, Event, HeldEvent, Metric, ResponsiblePerson, Submission
from monitoring.pages.held_events import period
from tests.cast import make_school
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db
LISTS = ("held-events", "agreements", "responsible")


def read(response) -> str:
    return " ".join(html.unescape(response.content.decode()).replace("\xa0", " ").split())


def heading(text: str) -> str:
    return re.search(r"<h1>(.*?)</h1>", text)[1].strip()


def titles(text: str) -> list[str]:
    return [
        re.sub("<.*?>", "", found).strip()
        for found in re.findall(r'<th scope="row">(.*?)(?:<div|</th>)', text)
    ]


def hold(okrug, title="Ярмарка", starts=dt.date(2021, 10, 5), **fields) -> HeldEvent:
    return HeldEvent.objects.create(municipality=okrug, year_id=2021, title=title, starts=starts, **fields)


def sign(school, number="1", **fields) -> Agreement:
    named = {"partner": f"Завод {number}", "signed": dt.date(2021, 9, 10), **fields}
    return Agreement.objects.create(school=school, number=number, **named)


EVENT = {"title": "Ярмарка", "starts": "2021-10-05", "state": "held", "level": "municipal"}


def test_the_list_counts_what_was_held_and_planned_and_points_at_what_is_overdue_or_double(
    okrug, year, client_of, head
):
    hold(okrug, "День открытых дверей", link="https://www.kuz.example/day?x=1")
    hold(okrug, "Ярмарка «Труд»", dt.date(2022, 3, 1), state="planned")
    hold(okrug, "ярмарка труд", dt.date(2022, 3, 4), state="planned")
    hold(okrug, "Слёт", state="cancelled")
    text = read(client_of(head).get("/2021/held-events/"))
    assert heading(text) == "Проведено 1 мероприятие, запланировано 2"
    assert "Запланировано, но дата прошла: 2 мероприятия." in text
    assert "2 записи похожи на другие" in text
    assert "Похоже на Ярмарка «Труд» от 1 марта 2022" in text
    assert re.findall(r'href="(https[^"]+)" rel="noopener noreferrer">([^<]+)', text) == [
        ("https://www.kuz.example/day?x=1", "kuz.example")
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ёлка", "Ярмарка", "Слёт"]),
        ("?q=елка", ["Ёлка"]),
        ("?q=ЕЛКИНСКАЯ", ["Слёт"]),
        ("?state=held", ["Слёт"]),
        ("?state=overdue", ["Ёлка"]),
        ("?level=school", ["Слёт"]),
        ("?of=-", ["Ёлка", "Ярмарка"]),
        ("?of=okr-01", ["Слёт"]),
        ("?event=bilet", ["Ярмарка"]),
        ("?state=нет&level=x&event=x", []),
        ("?sort=-starts", ["Слёт", "Ярмарка", "Ёлка"]),
        ("?sort=title", ["Ёлка", "Слёт", "Ярмарка"]),
        ("?sort=-participants", ["Слёт", "Ёлка", "Ярмарка"]),
        ("?sort=password&page=99", ["Ёлка", "Ярмарка", "Слёт"]),
    ],
)
def test_filters_and_order_stand_in_the_address(okrug, year, school, client_of, officer, query, found):
    make_catalogue()
    hold(okrug, "Ёлка", dt.date(2021, 12, 25), state="planned")
    hold(okrug, "Ярмарка", dt.date(2022, 1, 5), state="cancelled", event=Event.objects.get(code="bilet"))
    hold(okrug, "Слёт", dt.date(2022, 2, 5), level="school", school=school, participants=4)
    assert titles(read(client_of(officer).get(f"/2021/held-events/{query}"))) == found


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("held-events", "Реестр этого года пуст"),
        ("agreements", "Реестр договоров пуст"),
        ("responsible", "Список пуст"),
    ],
)
def test_an_empty_register_says_what_will_be_here(okrug, year, client_of, officer, page, words):
    browser = client_of(officer)
    assert words in read(browser.get(f"/2021/{page}/"))
    assert re.search("Ничего не найдено|Никто не найден", read(browser.get(f"/2021/{page}/?q=нет")))


def fill(page: str, okrug, places) -> None:
    """A row of the register for each organisation."""
    day = dt.date(2021, 10, 5)
    rows = [
        {
            "held-events": HeldEvent(
                municipality=okrug, year_id=2021, title=f"Ярмарка {n}", starts=day, school=place
            ),
            "agreements": Agreement(school=place, partner=f"Завод {n}", number=str(n), signed=day),
            "responsible": ResponsiblePerson(school=place, name=f"Иванова {n}", post="завуч"),
        }[page]
        for n, place in enumerate(places)
    ]
    type(rows[0]).objects.bulk_create(rows)


@pytest.mark.parametrize("person", ["officer", "head"])
@pytest.mark.parametrize(("page", "number"), [("held-events", 10), ("agreements", 11), ("responsible", 9)])
@pytest.mark.parametrize("rows", [1, 3, 60])
def test_a_list_costs_the_same_queries_however_long(
    okrug, year, people, client_of, school, django_assert_num_queries, person, page,
    number, rows,
):  # fmt: skip
    places = [school, *(make_school(okrug, f"okr-x{n}", f"Школа {n}") for n in range(1, rows))]
    fill(page, okrug, places)
    browser = client_of(people[person])
    browser.get(f"/2021/{page}/")
    literal = {"head": {"held-events": 8, "agreements": 9, "responsible": 7}}.get(person, {}).get(
        page, number
    )
    with django_assert_num_queries(literal):
        browser.get(f"/2021/{page}/")


def test_a_head_reads_the_events_of_all_and_the_agreements_and_people_of_the_own_school(
    okrug, year, school, small_school, neighbour_school, client_of, head, stranger
):
    hold(okrug, "Общая")
    hold(okrug, "Чужая", school=small_school)
    for place, number in ((school, "1"), (small_school, "2"), (neighbour_school, "3")):
        sign(place, number)
        ResponsiblePerson.objects.create(school=place, name=f"Иванова {number}", post="завуч")
    browser = client_of(head)
    lists = [titles(read(browser.get(f"/2021/{page}/"))) for page in LISTS]
    assert lists == [["Общая", "Чужая"], ["Завод 1"], ["Иванова 1"]]
    assert "/2021/registers/held-events/" not in read(browser.get("/2021/held-events/")).replace(
        "/new/", ""
    ).replace("/2021/registers/held-events/file/", "").replace("/2021/registers/held-events", "")
    lists = [titles(read(client_of(stranger).get(f"/2021/{page}/"))) for page in LISTS]
    assert lists == [[], ["Завод 3"], ["Иванова 3"]]


def test_rows_of_others_are_refused_and_of_other_places_not_found(
    okrug, year, school, small_school, neighbour_school, client_of, people
):
    rows = {
        "held-events": [hold(okrug), hold(okrug, "Своя", school=school)],
        "agreements": [sign(small_school), sign(school, "2"), sign(neighbour_school, "3")],
    }
    expected = {
        ("head", "held-events"): [403, 200], ("analyst", "held-events"): [403, 403],
        ("officer", "held-events"): [200, 200], ("stranger", "held-events"): [404, 404],
        ("region", "held-events"): [403, 403],
        ("head", "agreements"): [404, 200, 404], ("analyst", "agreements"): [403, 403, 404],
        ("officer", "agreements"): [200, 200, 404], ("stranger", "agreements"): [404, 404, 200],
        ("region", "agreements"): [403, 403, 403],
    }  # fmt: skip
    for (person, register), statuses in expected.items():
        browser = client_of(people[person])
        for row, status in zip(rows[register], statuses, strict=True):
            address = f"/2021/registers/{register}/{row.pk}/"
            asked = [browser.get(address)]
            if status == 200:
                asked += [browser.get(f"{address}erase/")]
            else:
                asked += [browser.post(address, {}), browser.post(f"{address}erase/")]
            assert {answer.status_code for answer in asked} == {status}, (person, register, row)
    assert (HeldEvent.objects.count(), Agreement.objects.count()) == (2, 3)


def test_an_event_is_recorded_with_its_school_year_and_a_second_click_changes_nothing(
    okrug, year, client_of, officer
):
    browser = client_of(officer)
    data = {**EVENT, "starts": "05.10.2022", "participants": "120", "link": "okrug.example/x"}
    for words in ("Записано в 2022/2023 учебный год: он следует из даты.", "Так уже записано"):
        answer = browser.post("/2021/registers/held-events/new/", data, follow=True)
        assert words in read(answer)
        assert answer.redirect_chain == [("/2022/held-events/", 302)]
    row = HeldEvent.objects.get()
    assert (row.year_id, row.participants, row.link, row.school) == (
        2022,
        120,
        "https://okrug.example/x",
        None,
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": ""}, "Заполните: название."),
        ({"starts": "март 2022"}, "Назван только месяц"),
        ({"starts": ""}, "Заполните: дата."),
        ({"ends": "2021-10-01"}, "Мероприятие заканчивается раньше, чем начинается"),
        ({"starts": "2097-10-05"}, "Этот день ещё впереди"),
        ({"state": "planned", "participants": "3"}, "Участников указывают, когда мероприятие проведено."),
        ({"link": "javascript:alert(1)"}, "Скопируйте адрес страницы целиком"),
        ({"participants": "много"}, "Введите целое число"),
    ],
)
def test_what_cannot_be_recorded_is_told_at_its_field_and_nothing_typed_is_lost(
    okrug, year, client_of, officer, changed, words
):
    data = {**EVENT, "organiser": "Центр «Рост»", **changed}
    answer = client_of(officer).post("/2021/registers/held-events/new/", data)
    text = read(answer)
    assert (answer.status_code, HeldEvent.objects.count()) == (422, 0)
    assert words in text
    assert 'value="Центр «Рост»"' in text


def test_what_looks_the_same_is_asked_about_and_recorded_on_a_second_word(okrug, year, client_of, officer):
    hold(okrug)
    data = {**EVENT, "title": "«ярмарка»", "starts": "2021-10-07"}
    browser = client_of(officer)
    answer = browser.post("/2021/registers/held-events/new/", data)
    assert answer.status_code == 422
    assert "Похоже на «Ярмарка» от 5 октября 2021. Если это другая запись, нажмите" in read(answer)
    assert 'name="sure" value="1">Всё равно записать' in read(answer)
    browser.post("/2021/registers/held-events/new/", {**data, "sure": "1"})
    assert HeldEvent.objects.count() == 2


def test_two_people_with_one_row_the_later_one_sees_what_the_other_did(
    okrug, year, client_of, officer, admin
):
    row = hold(okrug)
    address = f"/2021/registers/held-events/{row.pk}/"
    browser = client_of(officer)
    seen = re.search(r'name="seen" value="(\w+)"', read(browser.get(address)))[1]
    data = {key: value for key, value in EVENT.items() if key != "state"} | {"seen": seen}
    client_of(admin).post(address, {**data, "participants": "50"})
    answer = browser.post(address, {**data, "note": "перенесена"})
    text = read(answer)
    assert answer.status_code == 422
    assert "запись изменил(а) И. И. Админов (Участников: – → 50)" in text
    assert 'value="перенесена"' in text
    again = re.search(r'name="seen" value="(\w+)"', text)[1]
    assert (
        browser.post(address, {**data, "note": "перенесена", "participants": "50", "seen": again}).status_code
        == 302
    )
    row.refresh_from_db()
    assert (row.note, row.participants) == ("перенесена", 50)


def test_a_planned_event_is_marked_held_with_its_participants(okrug, year, school, client_of, head):
    row = hold(okrug, school=school, state="planned")
    browser = client_of(head)
    address = f"/2021/held-events/{row.pk}/hold/"
    wrong = browser.post(address, {"participants": "-3"})
    assert (wrong.status_code, "не бывает отрицательным" in read(wrong)) == (422, True)
    assert "Отмечено: «проведено»." in read(browser.post(address, {"participants": "40"}, follow=True))
    assert "Уже отмечено: «проведено»." in read(browser.post(address, {"participants": "40"}, follow=True))
    row.refresh_from_db()
    assert (row.state, row.participants) == ("held", 40)
    assert browser.get(f"/2021/held-events/{row.pk}/explode/").status_code == 404


def test_erasing_is_asked_in_words_and_done_once(okrug, year, school, client_of, head):
    person = ResponsiblePerson.objects.create(school=school, name="Сергеева Мария", post="завуч")
    address = f"/2021/registers/responsible/{person.pk}/erase/"
    browser = client_of(head)
    assert "будут стёрты без следа" in read(browser.get(address))
    assert "Стёрто: Сергеева Мария." in read(browser.post(address, follow=True))
    assert browser.post(address).status_code == 404


def test_agreements_that_end_or_have_ended_are_pointed_out(okrug, year, school, client_of, officer):
    today = timezone.localdate(timezone=okrug.zone)
    for number, days in (("1", -1), ("2", 0), ("3", 60), ("4", 61), ("5", None)):
        until = None if days is None else today + dt.timedelta(days)
        sign(school, number, valid_until=until)
    browser = client_of(officer)
    text = read(browser.get("/2021/agreements/"))
    assert "Заканчиваются в ближайшие 60 дней: 2 договора; закончились: 1." in text
    states = re.findall(r'data-label="Действует">\s*(?:<span[^>]*>)?(?:<span[^>]*>(.)</span>)?(\w+)', text)
    assert sorted(states) == [
        ("", "бессрочно"), ("", "до"), ("!", "заканчивается"), ("!", "заканчивается"), ("!", "закончился"),
    ]  # fmt: skip
    assert titles(read(browser.get("/2021/agreements/?state=soon&sort=partner"))) == ["Завод 2", "Завод 3"]
    assert titles(read(browser.get("/2021/agreements/?state=expired"))) == ["Завод 1"]


@pytest.fixture
def counted_campaign(okrug, school, small_school):
    make_catalogue()
    Metric.objects.filter(code="contracts").update(register="agreements")
    return open_campaign(municipality=okrug, year=2021, due=dt.date(2022, 6, 1))


def test_the_form_shows_the_counted_number_and_no_field(counted_campaign, school, client_of, head):
    browser = client_of(head)
    assert 'name="cell.metric.contracts.13"' in read(browser.get("/2021/schools/okr-01/form/"))
    browser.post(
        "/2021/registers/agreements/new/", {"partner": "Завод", "number": "1", "signed": "2021-09-10"}
    )
    text = read(browser.get("/2021/schools/okr-01/form/"))
    assert 'name="cell.metric.contracts.13"' not in text
    assert re.search(r'id="cell\.metric\.contracts\.13">1</span>', text)
    assert "по реестру: 1 договор" in text


def test_a_report_with_another_number_says_so_until_the_officer_takes_it_over(
    counted_campaign, school, client_of, officer, head
):
    send(fact("okr-01", "metric", "contracts", value=3), accept=True)
    sign(school)
    browser = client_of(officer)
    differs = "по реестру 1, в отчёте 3"
    assert differs in read(browser.get("/2021/agreements/"))
    assert differs in read(browser.get("/2021/schools/okr-01/form/"))
    assert differs in read(client_of(head).get("/2021/schools/okr-01/form/"))
    assert "взять число из реестра" not in read(client_of(head).get("/2021/schools/okr-01/form/"))
    address = "/2021/schools/okr-01/agreements/"
    assert "отчёт снова станет черновиком" in read(browser.get(address))
    assert Submission.objects.get().state == "accepted"
    assert "Число взято из реестра" in read(browser.post(address, follow=True))
    assert Submission.objects.get().state == "draft"
    assert differs not in read(browser.get("/2021/agreements/"))


def upload(browser, register: str, text: str):
    file = SimpleUploadedFile("реестр.csv", text.encode("cp1251"))
    return browser.post(f"/2021/registers/{register}/file/", {"file": file})


def test_a_file_is_previewed_and_saved_only_on_confirmation(okrug, year, school, client_of, head):
    browser = client_of(head)
    answer = upload(browser, "agreements", "Партнёр;Номер;Дата\nЗавод «Свет»;1;01.09.2021\n")
    text = read(answer)
    assert (answer.status_code, heading(text), Agreement.objects.count()) == (
        200,
        "Новых записей 1: проверьте и сохраните",
        0,
    )
    assert "Ёлкинская СОШ: № 1 от 01.09.2021, Завод «Свет»; бессрочно</th>" in text
    lines = re.search(r'name="lines" value="([^"]*)"', answer.content.decode())[1]
    address = "/2021/registers/agreements/file/"
    saved = browser.post(address, {"lines": html.unescape(lines)}, follow=True)
    assert "Записано: 1 новая запись" in read(saved)
    again = browser.post(address, {"lines": html.unescape(lines)}, follow=True)
    assert "Файл ничего не изменил" in read(again)
    assert Agreement.objects.get().school == school
    assert "загрузите файл ещё раз" in read(browser.post(address, {"lines": "чужое"}, follow=True))


def test_the_preview_of_agreements_shows_the_end_and_the_subject(okrug, year, school, client_of, officer):
    table = "Организация;Партнёр;Номер;Дата;Действует до;Предмет\nokr-01;Завод;1;01.09.2021;31.08.2025;экскурсии\n"
    text = read(upload(client_of(officer), "agreements", table))
    assert "Ёлкинская СОШ: № 1 от 01.09.2021, Завод; до 31 августа 2025; экскурсии</th>" in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"phone": "abc"}, "В телефоне не хватает цифр: напишите номер целиком"),
        ({"phone": "доб. 12"}, "В телефоне не хватает цифр: напишите номер целиком"),
        ({"name": "Сергеева"}, "Напишите фамилию, имя и отчество полностью."),
        ({"phone": "5-12-34"}, ""),
        ({"phone": ""}, ""),
    ],
)
def test_a_responsible_person_has_a_full_name_and_a_phone_of_digits(
    okrug, year, school, client_of, officer, typed, words
):
    row = {"school": school.pk, "name": "Сергеева Мария", "post": "завуч", "phone": "", "email": "", **typed}
    answer = client_of(officer).post("/2021/registers/responsible/new/", row)
    assert (answer.status_code, ResponsiblePerson.objects.count()) == ((422, 0) if words else (302, 1))
    assert words in read(answer)


def test_a_file_with_faults_shows_them_by_line_and_is_not_saved(okrug, year, school, client_of, officer):
    browser = client_of(officer)
    answer = upload(
        browser,
        "agreements",
        "Организация;Партнёр;Номер;Дата\nokr-01;Завод;1;март 2021\nokr-01;Завод;2;01.09.2021\n",
    )
    text = read(answer)
    assert (answer.status_code, heading(text)) == (422, "В файле 1 ошибка: ничего не сохранено")
    assert "назван только месяц" in text
    assert 'name="lines"' not in text
    lines = '[[2, {"school": "okr-01", "partner": "Завод", "number": "1", "signed": "март 2021"}]]'
    assert browser.post("/2021/registers/agreements/file/", {"lines": lines}).status_code == 422
    assert not Agreement.objects.exists()
    unread = browser.post(
        "/2021/registers/agreements/file/", {"file": SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0")}
    )
    assert (unread.status_code, "старый формат Excel" in read(unread)) == (422, True)
    assert browser.post("/2021/registers/agreements/file/", {}).status_code == 422
    assert browser.get("/2021/registers/nonsense/file/").status_code == 404


def test_files_hold_the_rows_in_view_and_only_what_their_reader_sees(
    okrug, year, school, small_school, client_of, people
):
    sign(school)
    sign(small_school, "2")
    sheet = (
        client_of(people["analyst"]).get("/2021/exports/agreements.csv?q=завод 2").content.decode("utf-8-sig")
    )
    assert sheet.splitlines()[1:] == ["okr-02,Завод 2,2,10.09.2021,,"]
    own = client_of(people["head"]).get("/2021/exports/agreements.csv").content.decode("utf-8-sig")
    assert own.splitlines()[1:] == ["okr-01,Завод 1,1,10.09.2021,,"]
    book = client_of(people["officer"]).get("/2021/exports/held-events.xlsx")
    assert book["Content-Disposition"] == 'attachment; filename="meropriyatiya-2021.xlsx"'
    assert client_of(people["officer"]).get("/2021/exports/nonsense.csv").status_code == 404


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [((2021, 10, 5), None, "5 октября 2021"), ((2021, 10, 5), (2021, 10, 8), "5–8 октября 2021"),
     ((2021, 9, 28), (2021, 10, 3), "28 сентября – 3 октября 2021"),
     ((2021, 12, 28), (2022, 1, 3), "28 декабря 2021 – 3 января 2022")],
)  # fmt: skip
def test_days_of_an_event(starts, ends, words):
    assert period(dt.date(*starts), dt.date(*ends) if ends else None).replace("\xa0", " ") == words


def test_the_form_asks_the_register_once(
    counted_campaign, school, client_of, head, django_assert_num_queries
):
    browser = client_of(head)
    counted = Metric.objects.filter(code="contracts")
    for register, number in (("", 10), ("agreements", 11)):
        counted.update(register=register)
        browser.get("/2021/schools/okr-01/form/")
        with django_assert_num_queries(number):
            browser.get("/2021/schools/okr-01/form/")


def test_the_three_lists_are_one_entry_of_the_menu(okrug, year, client_of, head, officer):
    for person in (head, officer):
        for page in (*LISTS, "registers/agreements/new"):
            text = read(client_of(person).get(f"/2021/{page}/"))
            entries = re.findall(r"<a[^>]*aria-current=\"page\"[^>]*>(.*?)</a>", text)
            assert any("Реестры" in entry for entry in entries), page


def test_an_event_stays_in_its_municipality_whatever_place_is_chosen(
    okrug, neighbour, school, neighbour_school, year, client_of, admin
):
    row = HeldEvent.objects.create(
        municipality=neighbour, year=year, title="Ярмарка", starts=dt.date(2021, 10, 5)
    )
    browser = client_of(admin)
    address = f"/2021/registers/held-events/{row.pk}/?municipality={okrug.code}"
    page = browser.get(address).content.decode()
    assert (neighbour_school.short_name in page, school.short_name in page) == (True, False)
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    data = {key: value for key, value in EVENT.items() if key != "state"} | {"seen": seen}
    assert browser.post(address, {**data, "school": school.pk}).status_code == 422
    assert browser.post(address, {**data, "note": "зал", "school": neighbour_school.pk}).status_code == 302
    row.refresh_from_db()
    assert (row.municipality, row.school, row.note) == (neighbour, neighbour_school, "зал")


def test_the_file_of_a_head_sent_back_changes_nothing(okrug, year, school, client_of, head):
    hold(okrug)
    hold(okrug, "Слёт", school=school)
    browser = client_of(head)
    sheet = browser.get("/2021/exports/held-events.csv").content
    assert [line.split(",")[0] for line in sheet.decode("utf-8-sig").splitlines()[1:]] == ["Слёт"]
    file = SimpleUploadedFile("реестр.csv", sheet)
    answer = browser.post("/2021/registers/held-events/file/", {"file": file})
    assert (answer.status_code, 'name="lines"' in read(answer)) == (200, False)
    assert HeldEvent.objects.filter(school__isnull=True).count() == 1
