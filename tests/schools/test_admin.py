"""The admin: every table opens for the administrator, spreadsheets go in after a preview and come out harmless."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from config.catalogue import import_catalogue
from indicators.models import Indicator, MunicipalityValue, SchoolValue, Target
from monitoring.models import Cohort, Event, MetricValue, Participation
from recommendations.models import Rule
from schools.grades import Grades
from schools.models import FormerName, Membership, School, SchoolYear, User
from tests.config.catalogue_file import as_file, good

XLSX, CSV = "0", "1"
TABLES = sorted(admin.site._registry, key=lambda model: model._meta.label)
IMPORTED = [model for model in TABLES if hasattr(admin.site._registry[model], "import_action")]


@pytest.fixture
def browser_of_admin(client_of, people):
    return client_of(people["admin"])


@pytest.fixture
def catalogue(db):
    import_catalogue(content=as_file(good()))


def address(model, step: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{step}")


def as_xlsx(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_csv(*rows, delimiter=",", encoding="utf-8") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def send(browser, model, content: bytes, kind: str):
    name = "table.xlsx" if kind == XLSX else "table.csv"
    return browser.post(
        address(model, "import"),
        {"resource": "0", "format": kind, "import_file": SimpleUploadedFile(name, content)},
    )


def confirm(browser, model, preview):
    form = preview.context["confirm_form"]
    return browser.post(address(model, "process_import"), form.initial, follow=True)


def export(browser, model, kind: str) -> bytes:
    answer = browser.post(address(model, "export"), {"resource": "0", "format": kind})
    assert answer.status_code == 200
    return answer.content


def told(answer) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def assert_nothing_inline(answer) -> None:
    page = answer.content.decode()
    assert not re.search(r"<[^>]*\sstyle\s*=", page)
    assert not re.search(r"<style", page)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", page)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", page))


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_every_table_opens_without_inline_code(model, browser_of_admin, catalogue):
    table = admin.site._registry[model]
    steps = ["changelist"]
    if hasattr(table, "add_view") and table.has_add_permission(_request(browser_of_admin)):
        steps.append("add")
    if hasattr(table, "import_action"):
        steps.append("import")
    if hasattr(table, "export_action"):
        steps.append("export")
    for step in steps:
        answer = browser_of_admin.get(address(model, step))
        assert answer.status_code == 200, step
        assert_nothing_inline(answer)


def test_lists_and_rows_are_named_in_good_russian(browser_of_admin, school):
    pages = {
        step: told(browser_of_admin.get(address(School, step))) for step in ("changelist", "add", "import")
    }
    row = told(browser_of_admin.get(reverse("admin:schools_school_change", args=[school.pk])))
    assert "Выберите образовательная" not in pages["changelist"]
    assert "Добавить образовательная" not in pages["changelist"]
    assert "Новая запись: образовательная организация" in pages["add"]
    assert "Изменить образовательная" not in row
    assert "Защита входа" in told(browser_of_admin.get(reverse("admin:index")))


def test_a_file_that_is_no_table_is_refused_without_an_empty_list_of_columns(browser_of_admin):
    answer = told(send(browser_of_admin, School, b"MZ", XLSX))
    assert "Файл не прочитан" in answer
    assert "Столбцы файла" not in answer


def _request(browser):
    return browser.get(reverse("admin:index")).wsgi_request


@pytest.mark.parametrize(
    "model", [School, Event, Indicator, Target, Rule, User], ids=lambda model: model.__name__
)
def test_every_row_opens_for_editing(model, browser_of_admin, catalogue):
    for row in model._default_manager.all():
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
        assert_nothing_inline(browser_of_admin.get(url))


def test_cells_and_values_are_not_edited_here():
    closed = {Cohort, Participation, MetricValue, SchoolValue, MunicipalityValue}
    assert not closed & set(TABLES)


def test_nobody_but_the_administrator_gets_in(client_of, people, school):
    for name, person in people.items():
        if name != "admin":
            assert client_of(person).get(address(School, "changelist")).status_code == 302
            assert client_of(person).post(address(School, "import")).status_code == 302


def test_organisations_come_in_from_xlsx_after_a_preview(browser_of_admin, school, small_school):
    content = as_xlsx(
        ["код", "муниципальное образование", "краткое название", "вид", "классы", "местность", "открыта"],
        ["okr-01", 32622000, "Ёлкинская СОШ", "средняя школа", "1-11", "село", None],
        ["okr-02", 32622000, "Берёзовская школа", "основная школа", "1-9", "rural", None],
        [77, 32622000, "Новая школа", "basic", None, "город", "01.09.2024"],
        [None, None, None, None, None, None, None],
    )
    preview = send(browser_of_admin, School, content, XLSX)
    assert_nothing_inline(preview)
    assert [row.import_type for row in preview.context["result"].valid_rows()] == ["skip", "update", "new"]
    assert "<del>Берёзовская ООШ</del> <ins>Берёзовская школа</ins>" in preview.content.decode()
    assert School.objects.count() == 2

    answer = confirm(browser_of_admin, School, preview)
    assert "Загружено. Добавлено: 1, изменено: 1, без изменений: 1." in told(answer)
    fields = ("code", "short_name", "name_key", "kind", "grades", "locality")
    assert list(School.objects.order_by("code").values_list(*fields)) == [
        ("77", "Новая школа", "новая школа", "basic", Grades.parse("1-9"), "urban"),
        ("okr-01", "Ёлкинская СОШ", "елкинская сош", "secondary", Grades.parse("1-11"), "rural"),
        ("okr-02", "Берёзовская школа", "березовская школа", "basic", Grades.parse("1-9"), "rural"),
    ]
    assert list(FormerName.objects.values_list("school__code", "short_name")) == [
        ("okr-02", "Берёзовская ООШ")
    ]


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8-sig"), (";", "utf-8"), (";", "cp1251")])
def test_events_come_in_from_any_csv_of_ours(browser_of_admin, delimiter, encoding):
    content = as_csv(
        ["код", "название", "классы", "для кого", "проводится с учебного года"],
        ["bilet", "Билет в будущее", "6-11", "все обучающиеся", "2018"],
        delimiter=delimiter,
        encoding=encoding,
    )
    confirm(browser_of_admin, Event, send(browser_of_admin, Event, content, CSV))
    event = Event.objects.get()
    assert (event.code, event.name, event.grades, event.audience, event.first_year) == (
        "bilet", "Билет в будущее", Grades.parse("6-11"), "all", 2018,
    )  # fmt: skip


@pytest.mark.parametrize("kind", [XLSX, CSV])
@pytest.mark.parametrize("model", [School, Event, Indicator, Target, Rule], ids=lambda model: model.__name__)
def test_what_goes_out_comes_in_again_without_a_change(model, kind, browser_of_admin, catalogue):
    preview = send(browser_of_admin, model, export(browser_of_admin, model, kind), kind)
    assert "confirm_form" in preview.context, told(preview)
    assert [
        (row.import_type, row.diff)
        for row in preview.context["result"].valid_rows()
        if row.import_type != "skip"
    ] == []


def test_exports_have_russian_columns_and_typed_cells(browser_of_admin, catalogue):
    sheet = load_workbook(io.BytesIO(export(browser_of_admin, Target, XLSX))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        [
            "показатель",
            "учебный год",
            "муниципалитет",
            "организация",
            "плановое значение",
            "основание (приказ)",
        ],
        ["pro_9_11", "2021/2022", None, "r-01", 25.5, "Приказ № 1"],
        ["pro_9_11", "2021/2022", "100", None, 30, None],
    ]
    assert sheet.freeze_panes == "A2"


def test_formulas_are_harmless_in_both_formats_and_survive_the_way_back(browser_of_admin):
    Event.objects.create(code="bad", name='=HYPERLINK("x")', short_name="@sum")
    sheet = load_workbook(io.BytesIO(export(browser_of_admin, Event, XLSX))).active
    header = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, header.index("название") + 1)
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("x")')
    content = export(browser_of_admin, Event, CSV)
    row = next(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert (row["название"], row["кратко"]) == ('\'=HYPERLINK("x")', "'@sum")
    preview = send(browser_of_admin, Event, content, CSV)
    assert [r.import_type for r in preview.context["result"].valid_rows()] == ["skip"]


@pytest.mark.parametrize(
    ("content", "kind", "sentence"),
    [
        (as_csv(["название"], ["Без кода"]), CSV, "Нет столбца «код»."),
        (as_csv(["код", "имя"], ["a", "b"]), CSV, "Неизвестный столбец «имя»."),
        (b"", XLSX, "Отправленный файл пуст."),
        (b"\x00\x01\x02 junk", XLSX, "Файл не прочитан: сохраните таблицу как XLSX или CSV."),
        (b"\n\n", CSV, "В файле нет ни одной строки."),
        (as_csv(["код", "название", "классы"], ["a", "b", "11-6"]), CSV, "меньший сначала"),
        (
            as_csv(["код", "название", "для кого"], ["a", "b", "кому"]),
            CSV,
            "«кому» не подходит; бывает: все обучающиеся",
        ),
        (
            as_csv(["код", "название", "продолжено как"], ["a", "b", "zzz"]),
            CSV,
            "Нет такого объекта (мероприятие): «zzz».",
        ),
        (
            as_csv(
                ["код", "название", "проводится с учебного года", "по учебный год"],
                ["a", "b", "2021", "2014"],
            ),
            CSV,
            "Последний год мероприятия раньше первого.",
        ),
        (
            as_csv(["код", "название"], ["русский код", "b"]),
            CSV,
            "код : Значение должно состоять только из латинских букв",
        ),
    ],
)
def test_a_faulty_file_is_refused_in_russian_and_saves_nothing(browser_of_admin, content, kind, sentence):
    answer = send(browser_of_admin, Event, content, kind)
    assert_nothing_inline(answer)
    assert sentence in told(answer)
    assert "confirm_form" not in answer.context
    assert not Event.objects.exists()


def test_a_bomb_is_refused_unopened(browser_of_admin, monkeypatch):
    monkeypatch.setattr("schools.admin.files.MOST_UNPACKED", 1000)
    answer = send(browser_of_admin, Event, as_xlsx(["код", "название"], ["a", "b"]), XLSX)
    assert "Файл распаковывается в слишком большой" in told(answer)


def test_plans_from_a_file_get_their_history(browser_of_admin, people, catalogue):
    content = as_csv(
        ["показатель", "учебный год", "муниципалитет", "организация", "плановое значение"],
        ["pro_9_11", "2021/2022", "100", "", "32,5"],
        ["pro_9_11", "2023/2024", "", "r-01", "40"],
    )
    answer = confirm(browser_of_admin, Target, send(browser_of_admin, Target, content, CSV))
    assert "Добавлено: 1, изменено: 1, без изменений: 0." in told(answer)
    target = Target.objects.get(municipality__code="100")
    assert list(target.versions.values_list("version", "value", "reason", "person__username")) == [
        (1, Decimal(30), "", None),
        (2, Decimal("32.5"), "загружено из файла", "admin"),
    ]
    assert SchoolYear.objects.filter(year=2023).exists()


def test_grades_and_plans_stand_in_inputs_that_can_show_them(browser_of_admin, catalogue):
    Target.objects.filter(municipality__code="100").update(value=Decimal("32.5"))
    rows = {
        "grades": School.objects.get(code="r-01"),
        "value": Target.objects.get(municipality__code="100"),
    }
    for name, row in rows.items():
        url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        [field] = re.findall(
            rf"<input[^>]* name=\"{name}\"[^>]*>", browser_of_admin.get(url).content.decode()
        )
        shown = "32,5" if name == "value" else str(row.grades)
        assert ('type="text"' in field, f'value="{shown}"' in field) == (True, True), field


def test_a_plan_edited_by_hand_gets_its_history(browser_of_admin, catalogue):
    target = Target.objects.get(municipality__code="100")
    url = reverse("admin:indicators_target_change", args=[target.pk])
    form = {
        "value": "35",
        "basis": "",
        "reason": "пересмотр",
        "versions-TOTAL_FORMS": 0,
        "versions-INITIAL_FORMS": 0,
    }
    assert browser_of_admin.post(url, form).status_code == 302
    target.refresh_from_db()
    assert (target.value, target.version) == (Decimal(35), 2)
    assert target.versions.get(version=2).reason == "пересмотр"


def test_a_new_plan_by_hand_is_a_first_version(browser_of_admin, catalogue):
    form = {
        "indicator": Indicator.objects.get(code="pro_9_11").pk, "year": 2021, "municipality": "",
        "school": School.objects.get(code="r-02").pk, "value": "12,5", "basis": "", "reason": "",
        "versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0,
    }  # fmt: skip
    assert browser_of_admin.post(reverse("admin:indicators_target_add"), form).status_code == 302
    assert Target.objects.get(school__code="r-02").versions.get().value == Decimal("12.5")


def test_a_rule_edited_by_hand_gets_its_version_and_a_wrong_text_is_refused(browser_of_admin, catalogue):
    rule = Rule.objects.get(code="r2")
    url = reverse("admin:recommendations_rule_change", args=[rule.pk])
    form = {
        "code": "r2", "section": "I", "trigger": "always", "scope": "school", "audience": "heads", "kinds": ["basic"],
        "text": "Готовить {план}.", "due": "+30", "position": 2, "active": "on", "indicator": "", "municipality": "",
        "locality": "", "topic": "", "priority": 2, "versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0,
    }  # fmt: skip
    assert browser_of_admin.post(url, form).status_code == 302
    rule.refresh_from_db()
    assert (rule.version, rule.versions.count(), rule.kinds) == (2, 2, ["basic"])
    assert "Подстановка {планы} неизвестна" in told(browser_of_admin.post(url, {**form, "text": "{планы}"}))


def test_a_wrong_rule_in_a_file_is_refused(browser_of_admin, catalogue):
    content = as_csv(["код", "условие", "текст", "срок"], ["r9", "всегда", "{планы}", "потом"])
    words = told(send(browser_of_admin, Rule, content, CSV))
    assert "Подстановка {планы} неизвестна" in words
    assert "Срок «потом» непонятен" in words


def test_a_percentage_without_a_denominator_is_refused_by_hand_too(browser_of_admin, catalogue):
    indicator = Indicator.objects.get(code="visits_total")
    url = reverse("admin:indicators_indicator_change", args=[indicator.pk])
    term = indicator.terms.get()
    form = {
        "code": "visits_total", "name": "Посещения", "unit": "percent", "decimals": 1, "better": "higher",
        "label": "school_year", "level": "school", "judged_at": "school", "min_denominator": 0, "position": 0,
        "terms-TOTAL_FORMS": 1, "terms-INITIAL_FORMS": 1, "terms-0-id": term.pk, "terms-0-indicator": indicator.pk,
        "terms-0-side": "numerator", "terms-0-position": 0, "terms-0-kind": "event", "terms-0-event": term.event_id,
    }  # fmt: skip
    assert "У процента должен быть знаменатель" in told(browser_of_admin.post(url, form))
    assert browser_of_admin.post(url, {**form, "unit": "count"}).status_code == 302


def test_people_from_a_file_have_no_password_and_no_power(browser_of_admin, school):
    content = as_csv(["имя пользователя", "фамилия", "имя"], ["petrova", "Петрова", "Анна"])
    confirm(browser_of_admin, User, send(browser_of_admin, User, content, CSV))
    person = User.objects.get(username="petrova")
    assert (person.has_usable_password(), person.must_change_password) == (False, True)
    assert (person.is_staff, person.is_superuser, person.is_active) == (False, False, True)
    content = as_csv(
        ["пользователь", "роль", "регион", "муниципалитет", "организация"],
        ["petrova", "руководитель", "", "", "okr-01"],
    )
    confirm(browser_of_admin, Membership, send(browser_of_admin, Membership, content, CSV))
    assert Membership.objects.get(user=person).school == school


def test_names_are_found_whatever_their_case_and_letter(browser_of_admin, school, small_school):
    answer = browser_of_admin.get(address(School, "changelist"), {"q": "ЕЛКИН"})
    assert list(answer.context["cl"].queryset) == [school]
