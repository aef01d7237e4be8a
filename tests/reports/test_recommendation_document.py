"""The municipality's document: findings and problems by level, each recommendation once with its organisations."""

from __future__ import annotations

import re

import pytest

from recommendations.models import Recommendation
from reports.documents import write_docx, write_pdf
from reports.recommendation_document import recommendation_document
from schools.models import Kind
from tests.cast import make_school
from tests.recommendations.world import YEAR, World

pytestmark = pytest.mark.django_db
SIX = (
    "Бачатская ООШ", "Бековская ООШ", "Вишневская ООШ", "Инюшинская СОШ", "Пермяковская СОШ", "Щебзаводская ООШ",
)  # fmt: skip
LIST = ", ".join(SIX)


@pytest.fixture
def world(okrug, school, small_school, kindergarten):
    """Six schools of which nobody takes part, two of which many do, a kindergarten, and four sections of rules."""
    six = [
        make_school(okrug, f"b-{number}", name, Kind.BASIC if "ООШ" in name else Kind.SECONDARY)
        for number, name in enumerate(SIX)
    ]
    world = World(okrug, school, small_school, *six)
    world.plan(40)
    general = ["primary", "basic", "secondary"]
    always = {"trigger": "always", "indicator": None, "due": ""}
    world.rule(
        "r1", **always, kinds=general, position=1, text="Предусмотреть экскурсии на предприятия региона."
    )
    world.rule("r2", trigger="zero", position=2, text="Обеспечить участие в проекте «Билет в будущее».")
    world.rule("r3", trigger="zero", section="II", text="Участвовать в профессиональных пробах.")
    world.rule("r4", **always, section="III", audience="teachers", text="Представлять свой опыт коллегам.")
    world.rule(
        "r5", section="IV", text="Увеличить охват: сейчас {значение}, план {план}. Довести до родителей."
    )
    world.accept(school, 30)
    world.accept(small_school, 45)
    for one in six:
        world.accept(one, 0, pupils=20)
    world.issue()
    return world


def plain(html: str) -> list[str]:
    """The text of a document, a line for each paragraph, cell and item."""
    text = re.sub(r"</(?:p|h\d|td|th|li|caption)>", "\n", html)
    text = re.sub(r"<[^>]+>", "", text).replace("\xa0", " ").replace("&nbsp;", " ")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line]


def test_six_schools_are_named_under_two_sections_and_texts_to_all_stand_once(world, okrug):
    document = recommendation_document(okrug, YEAR)
    assert document is not None
    assert plain(document.body) == [
        "УПРАВЛЕНИЕ ОБРАЗОВАНИЯ РЕЧНОГО ОКРУГА",
        ("Адресные рекомендации по результатам мониторинга профессионального самоопределения обучающихся "
        "за 2021/2022 учебный год"),
        ("Рекомендации подготовлены по данным образовательных организаций (Речной округ). Данные представили "
        "8 из 8 организаций. Рекомендации направлены 9 организациям."),
        "Результаты мониторинга",
        "Таблица 1 – Значения показателей и плановые значения",
        "Показатель", "Значение", "План", "Вывод",
        "Основное общее образование",
        "Охват проектом", "23,4 %", "40 %", "плановые значения не достигнуты",
        "Выявленные проблемы",
        "Основное общее образование:",
        "Не достигнуто плановое значение показателя «Охват проектом».",
        "Рекомендации",
        "I. Проектная деятельность и информирование о профессиях",
        ("Предусмотреть экскурсии на предприятия региона. Кому: руководителям организаций. "
        "Организации: все общеобразовательные."),
        ("Обеспечить участие в проекте «Билет в будущее». Кому: руководителям организаций. "
        f"Организации: {LIST}."),
        "II. Социальное партнёрство",
        f"Участвовать в профессиональных пробах. Кому: руководителям организаций. Организации: {LIST}.",
        "III. Эффективные практики и методическая работа",
        "Представлять свой опыт коллегам. Кому: педагогам. Организации: все.",
        "IV. Информационное и методическое сопровождение",
        "Увеличить охват. Довести до родителей. Кому: руководителям организаций. Организации: "
        + ", ".join(
            f"{name} ({'30,0 %, не хватает 10 чел.' if name == 'Ёлкинская СОШ' else '0,0 %, не хватает 8 чел.'})"
            for name in sorted((*SIX, "Ёлкинская СОШ"), key=lambda name: name.replace("Ё", "Е"))
        )
        + ".",
    ]  # fmt: skip


def test_what_was_withdrawn_or_not_sent_is_not_printed(world, okrug):
    Recommendation.objects.filter(rule__code="r2").update(state="withdrawn")
    Recommendation.objects.filter(rule__code="r3").update(state="prepared", issued_at=None)
    document = recommendation_document(okrug, YEAR)
    assert document is not None
    assert LIST not in document.body
    Recommendation.objects.update(state="prepared", issued_at=None)
    assert recommendation_document(okrug, YEAR) is None


def test_reading_takes_the_same_queries_however_many_organisations(world, okrug, django_assert_num_queries):
    with django_assert_num_queries(7):
        recommendation_document(okrug, YEAR)


def test_it_is_shown_and_taken_away(world, client_of, officer, analyst):
    page = client_of(analyst).get("/2021/recommendations/document/").content.decode()
    assert LIST in page
    docx = client_of(officer).get("/2021/recommendations/document/docx/")
    assert (docx.content[:2], docx["Content-Disposition"]) == (
        b"PK",
        'attachment; filename="rekomendacii-2021.docx"',
    )
    assert client_of(officer).get("/2021/recommendations/document/pdf/").content[:5] == b"%PDF-"
    assert client_of(officer).get("/2021/recommendations/document/odt/").status_code == 404


def test_a_year_without_recommendations_says_what_will_be_there(client_of, officer, year):
    page = client_of(officer).get("/2021/recommendations/document/").content.decode()
    assert "Здесь будет документ для подписи" in page
    assert client_of(officer).get("/2021/recommendations/document/pdf/").status_code == 404


def test_the_files_are_the_same_bytes_each_time(world, okrug):
    document = recommendation_document(okrug, YEAR)
    assert document is not None
    assert write_docx(document) == write_docx(document)
    assert write_pdf(document) == write_pdf(document)
