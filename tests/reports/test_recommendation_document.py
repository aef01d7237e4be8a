"""The municipality's document: findings and problems by level, each recommendation once with its organisations."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from indicators.compute import recompute
from indicators.models import MunicipalityValue, PublishedValue, SchoolValue
from monitoring.campaigns import set_participants
from monitoring.models import Campaign, Cohort, Participation
from monitoring.revisions import bump
from recommendations.letters.proposing import propose, read_ground
from recommendations.models import Recommendation, Rule
from recommendations.rulebook import record_versions, save_rule
from reports.documents import write_docx, write_pdf
from reports.recommendation_document import recommendation_document
from schools.models import Kind, School
from tests.cast import make_school
from tests.recommendations.letters.world import Levels
from tests.recommendations.world import TODAY, YEAR, World

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


@pytest.fixture
def levels(okrug, kindergarten, school) -> Levels:
    return Levels(okrug, kindergarten, school)


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
        "Руководителям общеобразовательных организаций: предусмотреть экскурсии на предприятия региона.",
        f"Руководителям общеобразовательных организаций {LIST}: обеспечить участие в проекте «Билет в будущее».",
        "II. Социальное партнёрство",
        f"Руководителям общеобразовательных организаций {LIST}: участвовать в профессиональных пробах.",
        "III. Эффективные практики и методическая работа",
        "Педагогам образовательных организаций: представлять свой опыт коллегам.",
        "IV. Информационное и методическое сопровождение",
        "Руководителям общеобразовательных организаций "
        + ", ".join(
            f"{name} ({'30,0 %, не хватает 10 чел.' if name == 'Ёлкинская СОШ' else '0,0 %, не хватает 8 чел.'})"
            for name in sorted((*SIX, "Ёлкинская СОШ"), key=lambda name: name.replace("Ё", "Е"))
        )
        + ": увеличить охват. Довести до родителей.",
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


def recommended(document) -> list[str]:
    lines = plain(document.body)
    return lines[lines.index("Рекомендации") + 1 :]


def test_values_and_problems_stand_under_the_level_the_name_of_the_indicator_says(levels, okrug):
    document = recommendation_document(okrug, YEAR)
    assert document is not None
    lines = plain(document.body)
    name = "Доля обучающихся {}, охваченных мероприятиями"
    doo, noo, ooo, soo = (
        name.format(words)
        for words in (
            "дошкольных образовательных организаций", "по программам начального общего образования",
            "по программам основного общего образования", "по программам среднего общего образования",
        )
    )  # fmt: skip
    reached, missed = "плановые значения достигнуты", "плановые значения не достигнуты"
    assert lines[lines.index("Вывод") + 1 :] == [
        "Дошкольное образование", doo, "40 %", "75 %", missed,
        "Начальное общее образование", noo, "80 %", "75 %", reached,
        "Основное общее образование", ooo, "70 %", "75 %", missed,
        "Среднее общее образование", soo, "80 %", "75 %", reached,
        "Выявленные проблемы",
        "Дошкольное образование:", f"Низкая {doo[0].lower()}{doo[1:]}.",
        "Основное общее образование:", f"Низкая {ooo[0].lower()}{ooo[1:]}.",
        "Рекомендации",
        "I. Проектная деятельность и информирование о профессиях",
        "Руководителям образовательных организаций: назначить ответственного за профориентацию.",
        ("Руководителю дошкольной образовательной организации Детский сад «Ручеёк»: "
        "расширить охват: сейчас 40 % при плане 75 %."),
        ("Руководителю общеобразовательной организации Ёлкинская СОШ: "
        "расширить охват: сейчас 70 % при плане 75 %."),
        "Начальник управления", "М. А. Речная",
    ]  # fmt: skip


def test_a_text_worded_anew_for_one_organisation_stands_by_itself(world, okrug):
    one = Recommendation.objects.get(rule__code="r2", school__short_name=SIX[0])
    Recommendation.objects.filter(pk=one.pk).update(text="Начать с одной параллели.", reworded=True)
    document = recommendation_document(okrug, YEAR)
    assert document is not None
    whom = "Руководителям общеобразовательных организаций"
    assert recommended(document)[2:4] == [
        f"Руководителю общеобразовательной организации {SIX[0]}: начать с одной параллели.",
        f"{whom} {', '.join(SIX[1:])}: обеспечить участие в проекте «Билет в будущее».",
    ]


def test_a_new_version_of_a_rule_with_the_same_words_gives_one_list(world, okrug):
    """Three of the six were asked by the second version; that the first said the same is written in its version."""
    for code in ("r2", "r5"):
        rule = Rule.objects.get(code=code)
        record_versions(rules=[rule])
        rule.priority = 1
        save_rule(rule=rule)
        assert rule.version == 2
        Recommendation.objects.filter(rule=rule, school__short_name__in=SIX[:3]).update(rule_version=2)
    document = recommendation_document(okrug, YEAR)
    assert document is not None
    lines = recommended(document)
    assert [line for line in lines if "Билет в будущее" in line] == [
        f"Руководителям общеобразовательных организаций {LIST}: обеспечить участие в проекте «Билет в будущее»."
    ]
    assert [line.rpartition(": ")[2] for line in lines if "увеличить охват" in line] == [
        "увеличить охват. Довести до родителей."
    ]


def said_of(okrug) -> list[str]:
    """«Данные представили …» of the document, and whose data a letter of today says it rests on."""
    document = recommendation_document(okrug, YEAR)
    assert document is not None
    told = plain(document.body)[2].partition(").")[2].partition("Рекомендации")[0].strip()
    ground = read_ground(okrug, YEAR)
    schools = [row.school for row in ground.recommendations]
    basis = propose(ground, list(dict.fromkeys(schools)), today=TODAY)["basis"].replace("\xa0", " ")
    return [told, basis.partition("в Речном округе")[2].removesuffix("установлено:").strip()]


@pytest.fixture
def told(okrug):
    """What document and letter say once the values are up to date."""

    def say() -> list[str]:
        bump([(okrug.pk, YEAR)])
        recompute(municipality_id=okrug.pk, year=YEAR)
        return said_of(okrug)

    return say


def test_document_and_letter_count_those_who_reported_alike(world, told, school, small_school):
    """The kindergarten takes part, but no indicator of the year applies to it."""
    assert told() == ["Данные представили 8 из 8 организаций.", ""]
    for model in (Cohort, Participation):
        model.objects.filter(school=small_school).update(accepted=None, accepted_mark="")
    assert told() == ["Данные представили 7 из 8 организаций.", "по данным 7 из 8 организаций"]
    set_participants(campaign=Campaign.objects.get(), schools=[school])
    assert told() == ["Данные представила 1 из 1 организации.", ""]
    set_participants(campaign=Campaign.objects.get(), schools=[school, small_school])
    assert told() == ["Данные представила 1 из 2 организаций.", "по данным 1 из 2 организаций"]


def test_a_reopened_report_counts_with_its_accepted_figures(world, told, small_school):
    world.report(small_school, "returned")
    Participation.objects.filter(school=small_school).update(value=None)
    assert told() == ["Данные представили 8 из 8 организаций.", ""]


def test_who_closed_before_the_year_is_not_expected(world, told, small_school):
    School.objects.filter(pk=small_school.pk).update(closed=dt.date(YEAR, 8, 1))
    assert told() == ["Данные представили 7 из 7 организаций.", ""]


def test_of_a_year_known_from_a_publication_alone_nobody_is_counted(world, okrug):
    SchoolValue.objects.all().delete()
    MunicipalityValue.objects.all().delete()
    PublishedValue.objects.create(
        municipality=okrug, indicator=world.indicator, year=YEAR, numerator=30, denominator=100, document="Отчёт"
    )  # fmt: skip
    assert said_of(okrug)[0] == ""
    assert "по данным" not in said_of(okrug)[1]
