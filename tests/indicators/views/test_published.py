"""A document from upload to the series by its pages; what is refused, who reads, and what it costs."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from indicators.models import PublishedDocument, PublishedValue

TEXT = (
    "Таблица 4. Доля охваченных «Билетом», 6–11 классы\n2019-2020\t\t\t2020-2021\t\t\n"
    "Всего\tИз них\t%\tВсего\tИз них\t%\n80\t46\t57\t100\t40\t40\n"
)
NEW, COLUMNS, FOUND, RECORD = (
    f"/2021/published/{page}" for page in ("new/", "{}/columns/", "{}/", "{}/record/")
)


@pytest.fixture
def client(client_of, officer, board):
    return client_of(officer)


@pytest.fixture
def key(client):
    answer = client.post(NEW, {"text": TEXT, "name": "Отчёт"})
    assert answer.status_code == 302
    assert client.post(NEW, {"text": TEXT, "name": "Отчёт"}).url == answer.url, "a double click"
    return PublishedDocument.objects.get().pk


def sent(client, path):
    """The fields of the page's form as they stand, as a browser without scripts sends them."""
    text = client.get(path).text
    fields = dict(re.findall(r'<input type="hidden" name="(seen)" value="([^"]*)"', text))
    fields |= dict(re.findall(r'class="form-control[^>]* name="([^"]+)" value="([^"]*)"', text))
    fields |= dict.fromkeys(re.findall(r'type="checkbox"[^>]* name="([^"]+)" checked', text), "on")
    fields["offered"] = re.findall(r'name="offered" value="(\d+)"', text)
    fields["keep"] = re.findall(r'name="keep" value="(\d+)" checked', text)
    for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', text):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def checked(client, key):
    answer = client.post(COLUMNS.format(key), sent(client, COLUMNS.format(key)))
    assert (answer.status_code, answer.url) == (302, FOUND.format(key))
    return client.get(FOUND.format(key)).text


def test_from_a_pasted_table_to_the_series_without_scripts(client, key):
    text = checked(client, key)
    assert "Проверены 2\u00a0процентных значения, 1 верно" in text
    assert (
        "по правилам математики 58\u00a0%, напечатано 57\u00a0% – так выходит, если отбросить дробную часть"
        in text
    )
    record = RECORD.format(key)
    asked = client.get(record).text.replace("\u00a0", " ")
    assert "В ряды войдёт 1 значение" in asked
    assert "Не отмечено: 46 из 80 = 58 %, напечатано 57 %" in asked
    fields = {**sent(client, record), "keep": ["1", "2"], "action": "record"}
    answer = client.post(record, fields)
    assert (answer.status_code, answer.url) == (302, "/2021/published/")
    twice = client.post(record, fields, follow=True)
    assert "Всё отмеченное уже внесено" in twice.text, "a double click is no mistake"
    assert "46 из 80, 57\u00a0%" in client.get("/2021/published/").text
    page = client.get("/2021/indicators/bilet/").text
    assert "2019/2020 – по опубликованному отчёту: Отчёт" in page
    again = client.post(record, {**sent(client, record), "action": "record"}, follow=True)
    assert "Всё отмеченное уже внесено" in again.text
    assert PublishedValue.objects.count() == 2


def test_only_a_list_that_was_seen_is_written(client, key):
    checked(client, key)
    record = RECORD.format(key)
    fields = {**sent(client, record), "p0": "2015", "action": "record"}
    answer = client.post(record, fields)
    assert answer.status_code == 422
    assert "список ниже изменился" in answer.text
    assert "2015/2016" in answer.text
    assert not PublishedValue.objects.exists()
    none = client.post(record, {**sent(client, record), "keep": [], "action": "record"})
    assert (none.status_code, "отметьте хотя бы одну строку" in none.text) == (422, True)
    look = client.post(record, {**sent(client, record), "n0": "", "action": "look"})
    assert (look.status_code, look.url) == (302, record)
    nothing = client.post(record, {**sent(client, record), "action": "record"})
    assert (nothing.status_code, "выберите показатели и годы" in nothing.text) == (422, True)


def test_what_was_chosen_stands_when_the_page_is_opened_again(client, key):
    checked(client, key)
    record = RECORD.format(key)
    chosen = {**sent(client, record), "name": "Отчёт за год", "p0": "2015", "keep": ["1"], "action": "look"}
    client.post(record, chosen)
    again = sent(client, record)
    assert {name: again[name] for name in ("name", "p0", "keep")} == {
        "name": "Отчёт за год", "p0": "2015", "keep": ["1"],
    }  # fmt: skip
    client.post(record, {**again, "n0": "", "action": "look"})
    assert sent(client, record)["n0"] == "", "«не вести» is a choice, too"


def test_columns_named_anew_in_a_second_tab_are_told_and_nothing_is_written(client, key):
    checked(client, key)
    record, columns = RECORD.format(key), COLUMNS.format(key)
    first = {**sent(client, record), "action": "record"}
    client.post(columns, {**sent(client, columns), "t0-number": "5"})
    answer = client.post(record, first, follow=True)
    assert "документ изменили" in answer.text
    assert not PublishedValue.objects.exists()
    double = {**sent(client, columns), "seen": "1"}
    assert client.post(columns, double).url == FOUND.format(key), "the same said twice is no conflict"


def test_a_table_by_schools_is_checked_line_by_line_and_stays_out_of_the_series(client):
    text = (
        "Таблица 4. Доля охваченных «Билетом», 6–11 классы, за 2020/2021 учебный год\n№ п/п\tШкола\tВсего\tИз них\t%\n"
        "1\tСОШ № 1\t80\t46\t57\n2\tСОШ № 2\t120\t40\t33,3\n\tИтого\t200\t86\t43\n"
    )
    client.post(NEW, {"text": text, "name": "Отчёт"})
    key = PublishedDocument.objects.get().pk
    page = checked(client, key).replace("\u00a0", " ")
    assert "Проверены 3 процентных значения, 2 верны" in page
    assert "СОШ № 1: 46 из 80 = 57,50 %" in page
    assert "Разные знаменатели" not in page
    record = client.get(RECORD.format(key)).text.replace("\u00a0", " ")
    assert "В ряды войдёт 1 значение" in record
    assert "Учебные годы поняты: 2020/2021" in record
    assert "2 строки по школам проверены, но в ряды не" in record


def test_the_difference_to_the_portal_is_said(client, key, board, okrug):
    board.compute()
    PublishedValue.objects.create(
        indicator=board.bilet, municipality=okrug, year=2021, document="Отчёт 2022", percent="31 %"
    )
    words = "на портале 32,0\u00a0%, в документе на 1,0\u00a0п.п. меньше"
    assert words in client.get("/2021/published/").text
    assert (
        f"по опубликованному отчёту: Отчёт 2022: 31 % – {words}" in client.get("/2021/indicators/bilet/").text
    )


def test_wrong_columns_are_told_and_stay_as_they_were_sent(client, key):
    columns = COLUMNS.format(key)
    wrong = {"t0-role-1": "", "t0-period-2": "", "t0-name": "Моё имя"}
    answer = client.post(columns, {**sent(client, columns), **wrong})
    assert answer.status_code == 422
    assert "апишите период таблицы или выберите столбец с периодом" in answer.text
    assert 'value="Моё имя"' in answer.text
    late = client.post(columns, {**sent(client, columns), "seen": "7"}, follow=True)
    assert "документ изменили" in late.text
    assert PublishedDocument.objects.get().state == "read"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Выберите файл или вставьте таблицу."),
        ({"text": "просто слова"}, "Столбцов во вставленном не видно"),
        ({"text": TEXT, "file": b"a;b\n1;2\n"}, "Выберите что-то одно"),
        ({"file": b"%PDF-1.7"}, "Это PDF"),
        ({"file": b"PK" * 8_000_000}, "Файл – 15 МБ, а можно не больше 15 МБ"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(client, fields, words):
    if "file" in fields:
        fields = {**fields, "file": SimpleUploadedFile("отчёт.docx", fields["file"])}
    answer = client.post(NEW, fields)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert fields.get("text", "").strip() in answer.text
    assert not PublishedDocument.objects.exists()


def test_a_plan_reached_without_a_number_is_kept(client, board):
    path = "/2021/published/values/new/"
    fields = {"indicator": board.bilet.pk, "year": 2019, "document": "Письмо № 7", "achieved": "yes"}
    assert client.post(path, {**fields, "achieved": ""}).status_code == 422
    assert client.post(path, {**fields, "percent": "много"}).status_code == 422
    assert client.post(path, fields).status_code == 302
    change = client.post(path, {**fields, "percent": "40"})
    assert (change.status_code, "уже записано: план достигнут" in change.text) == (422, True)
    stands = re.search(r'name="stands" value="([^"]*)"', change.text)[1]
    assert client.post(path, {**fields, "percent": "40", "stands": stands}).status_code == 302
    assert "план достигнут" in client.get("/2021/indicators/bilet/").text
    value = PublishedValue.objects.get()
    assert (value.percent, value.achieved) == ("40\u00a0%", True)
    remove = f"/2021/published/values/remove/?value={value.pk}"
    assert "Убрать из рядов 1\u00a0значение?" in client.get(remove).text
    assert client.post(remove, {"value": value.pk, "reason": ""}).status_code == 422
    assert client.post(remove, {"value": value.pk, "reason": "Опечатка"}).status_code == 302
    assert client.post(remove, {"value": value.pk, "reason": "Опечатка"}, follow=True).status_code == 200


def test_findings_go_out_as_files(client, key):
    checked(client, key)
    text = client.get(f"/2021/exports/published/{key}.csv").content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["table"], row["period"], row["kind"]) == ("4", "2019-2020", "rounding")
    book = load_workbook(io.BytesIO(client.get(f"/2021/exports/published/{key}.xlsx").content))
    cells = [[cell.value for cell in line] for line in book["Замечания"].iter_rows(max_row=2)]
    assert cells[0][:4] == ["Таблица", "Показатель", "Период", "Замечание"]
    assert cells[1][2:4] == ["2019-2020", "Округление"]


def test_the_analyst_reads_and_changes_nothing_strangers_find_nothing(
    client, client_of, key, analyst, stranger, head
):
    reader = client_of(analyst)
    assert reader.get(FOUND.format(key)).status_code == 404, "nobody has confirmed the columns yet"
    checked(client, key)
    assert "Внести значения в ряды" not in reader.get(FOUND.format(key)).text
    assert "Проверить документ" not in reader.get("/2021/published/").text
    paths = [COLUMNS, FOUND, RECORD, "/2021/published/{}/erase/", "/2021/exports/published/{}.csv"]
    asked = [path.format(key) for path in paths]
    assert [reader.get(path).status_code for path in asked] == [403, 200, 403, 403, 200]
    assert [client_of(stranger).get(path).status_code for path in asked] == [404] * 5
    assert [client_of(head).get(path).status_code for path in asked] == [403, 403, 403, 403, 404]


def test_an_erased_document_is_gone_and_said(client, key):
    path = f"/2021/published/{key}/erase/"
    assert "Удалить проверку документа «Отчёт»?" in client.get(path).text
    assert "Удалено: Отчёт." in client.post(path, follow=True).text
    assert "Этой проверки уже нет" in client.post(path, follow=True).text
    assert client.get(path).status_code == 404


def test_pages_cost_the_same_however_many_values_there_are(
    client, key, board, okrug, django_assert_num_queries
):
    checked(client, key)
    for count in (1, 20):
        for number in range(count):
            PublishedValue.objects.get_or_create(
                indicator=board.bilet, municipality=okrug, year=2000 + number, document="Отчёт 2"
            )
        with django_assert_num_queries(9):
            client.get("/2021/published/")
        with django_assert_num_queries(9):
            client.get(RECORD.format(key))
        with django_assert_num_queries(6):
            client.get(FOUND.format(key))


def test_more_than_everybody_is_remarked_though_the_percentage_fits(client):
    text = TEXT.replace("80\t46\t57", "80\t90\t112,5")
    assert text != TEXT
    client.post(NEW, {"text": text, "name": "Отчёт"})
    page = checked(client, PublishedDocument.objects.get().pk)
    assert "Больше, чем всего" in page
    assert "90 из 80." in page
