"""What a letter proposes: statuses, problems and recommendations of the municipality, or of one organisation."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.compute import recompute
from indicators.models import Indicator, MunicipalityValue, SchoolValue, Target, Term
from monitoring.models import MetricValue, Submission
from monitoring.revisions import bump
from recommendations.letters.grounds import warning
from recommendations.letters.proposing import addressee_of, propose, read_ground
from recommendations.letters.wording import finding, problem
from recommendations.models import Letter, Recommendation
from recommendations.rulebook import record_versions, save_rule
from schools.models import Kind
from tests.cast import make_school
from tests.recommendations.letters.world import TODAY, YEAR

TO_ALL = {
    "addressee": "Руководителям образовательных организаций (по списку)",
    "heading": "О результатах мониторинга профессионального самоопределения обучающихся за 2021/2022 учебный год",
    "basis": "По итогам мониторинга профессионального самоопределения обучающихся за 2021/2022 учебный год "
    "в Речном округе установлено:",
    "findings": "– доля обучающихся дошкольных образовательных организаций, охваченных мероприятиями, составляет 40 % "
    "при плане 75 % (плановые значения не достигнуты);\n"
    "– доля обучающихся по программам начального общего образования, охваченных мероприятиями, составляет 80 % "
    "при плане 75 % (плановые значения достигнуты);\n"
    "– доля обучающихся по программам основного общего образования, охваченных мероприятиями, составляет 70 % "
    "при плане 75 % (плановые значения не достигнуты);\n"
    "– доля обучающихся по программам среднего общего образования, охваченных мероприятиями, составляет 80 % "
    "при плане 75 % (плановые значения достигнуты).\n"
    "Управление образования Речного округа направляет адресные рекомендации (приложение) для ознакомления "
    "и использования в работе.",
    "tasks": "Руководителям организаций:\n"
    "Ознакомиться с письмом и отметить ознакомление на портале до 27 января 2022 года.\n"
    "Обсудить итоги мониторинга с педагогическим коллективом до 3 февраля 2022 года.\n"
    "Составить план мероприятий на 2022/2023 учебный год и приступить к его исполнению до 15 июня 2022 года.",
    "problems": "Низкая доля обучающихся дошкольных образовательных организаций, охваченных мероприятиями.\n"
    "Низкая доля обучающихся по программам основного общего образования, охваченных мероприятиями.",
    "advice": "Руководителям дошкольных образовательных организаций:\n"
    "– Расширить охват: сейчас 40 % при плане 75 %.\n"
    "– Назначить ответственного за профориентацию.\n"
    "Руководителям общеобразовательных организаций:\n"
    "– Расширить охват: сейчас 70 % при плане 75 %.\n"
    "– Назначить ответственного за профориентацию.",
    "signatory_post": "Начальник управления",
    "signatory_name": "М. А. Речная",
    "executor": "Соколова А. П., 8 (3842) 00-00-01",
}


def words(fields: dict[str, str]) -> dict[str, str]:
    return {name: text.replace("\u00a0", " ") for name, text in fields.items()}


def test_a_letter_to_all_tells_of_the_municipality(levels, okrug):
    assert words(propose(read_ground(okrug, YEAR), levels.schools, today=TODAY)) == TO_ALL


def test_a_letter_to_one_tells_of_its_own_values_and_recommendations(levels, okrug, school):
    proposed = words(propose(read_ground(okrug, YEAR), [school], today=TODAY))
    assert proposed["addressee"] == "Руководителю Ёлкинская СОШ"
    assert proposed["basis"].endswith("в организации Ёлкинская СОШ установлено:")
    assert proposed["findings"].split("\n")[1] == (
        "– по организации: доля обучающихся по программам основного общего образования, охваченных мероприятиями: "
        "70 % (план 75 %, не достигнут);"
    )
    assert proposed["findings"].count("(план 75 %") == 3
    assert "дошкольных" not in proposed["findings"]
    assert proposed["problems"] == (
        "По организации: низкая доля обучающихся по программам основного общего образования, охваченных мероприятиями."
    )
    assert proposed["advice"] == (
        "Расширить охват: сейчас 70 % при плане 75 %.\nНазначить ответственного за профориентацию."
    )
    assert proposed["tasks"].startswith("Руководителю организации:\n")


def test_a_letter_to_one_leaves_out_what_counts_organisations_or_is_judged_for_the_municipality(
    levels, okrug, school
):
    Indicator.objects.filter(code="noo").update(judged_at="municipality")
    Term.objects.filter(indicator__code="ooo", side="numerator").update(counts_schools=True)
    proposed = words(propose(read_ground(okrug, YEAR), [school], today=TODAY))
    assert proposed["findings"].split("\n")[0] == (
        "– по организации: доля обучающихся по программам среднего общего образования, охваченных мероприятиями: "
        "80 % (план 75 %, достигнут)."
    )
    assert proposed["problems"] == ""


def test_a_letter_to_one_without_accepted_values_does_not_say_that_the_monitoring_was_held(levels, okrug):
    silent = make_school(okrug, "okr-30", "Новая СОШ")
    proposed = words(propose(read_ground(okrug, YEAR), [silent], today=TODAY))
    assert proposed["basis"] == (
        "Данные организации Новая СОШ за 2021/2022 учебный год не представлены или не приняты: "
        "в итоги мониторинга профессионального самоопределения обучающихся они не вошли."
    )
    assert (proposed["findings"], proposed["problems"]) == ("", "")


def test_a_letter_to_all_says_whose_reports_its_figures_come_from(levels, okrug, school):
    Submission.objects.filter(school=school).update(state="submitted")
    MetricValue.objects.filter(school=school).update(accepted=None)
    bump([(okrug.pk, YEAR)])
    recompute(municipality_id=okrug.pk, year=YEAR)
    proposed = words(propose(read_ground(okrug, YEAR), levels.schools, today=TODAY))
    assert proposed["basis"].endswith("в Речном округе по данным 1 из 2 организаций установлено:")
    assert warning(Letter(basis=proposed["basis"])).startswith(
        "Письмо написано по данным 1 из 2 организаций:"
    )
    assert warning(Letter(basis=TO_ALL["basis"])) == ""


@pytest.mark.parametrize(
    ("due", "year"), [("2021-12-28", "2021/2022"), ("2022-05-31", "2021/2022"), ("2022-06-15", "2022/2023")]
)
def test_the_plan_is_of_the_year_its_date_falls_into_in_summer_of_the_next(levels, okrug, due, year):
    Recommendation.objects.update(due=due)
    tasks = words(propose(read_ground(okrug, YEAR), levels.schools, today=dt.date(2021, 12, 1)))["tasks"]
    assert f"Составить план мероприятий на {year} учебный год" in tasks


def test_a_year_without_plans_and_recommendations_gives_a_short_letter(levels, okrug):
    Target.objects.all().delete()
    Recommendation.objects.all().delete()
    proposed = words(propose(read_ground(okrug, YEAR), levels.schools, today=TODAY))
    assert proposed["basis"] == (
        "Мониторинг профессионального самоопределения обучающихся за 2021/2022 учебный год проведён в Речном округе."
    )
    assert (proposed["findings"], proposed["problems"], proposed["advice"]) == ("", "", "")
    assert proposed["tasks"].endswith("до 19 февраля 2022 года.")  # no recommendation has a term: in 30 days


def test_what_differs_between_organisations_stands_behind_their_names(levels, okrug, school):
    """Two schools with one rule: the common words once, figures with each; the third organisation is not named."""
    other, third = (make_school(okrug, f"okr-1{n}", f"Новая СОШ {n}") for n in (1, 2))
    made = Recommendation.objects.get(rule__code="below_ooo", school=school)
    made.rule.text = "Привлечь больше участников (сейчас {значение}). До плана не хватает {не_хватает}."
    made.rule.save()
    Recommendation.objects.filter(pk=made.pk).update(text="Привлечь больше участников. Сейчас 70 %.")
    evidence = {**made.evidence, "numerator": "10", "short": "65"}
    Recommendation.objects.create(
        municipality=okrug, school=other, year_id=YEAR, rule=made.rule, rule_version=made.rule_version,
        section=made.section, indicator=made.indicator, evidence=evidence, state="issued", issued_at=made.issued_at,
        text="Привлечь больше участников. Сейчас 10 %.",
    )  # fmt: skip
    proposed = words(propose(read_ground(okrug, YEAR), [school, other, third], today=TODAY))
    assert proposed["advice"].split("\n")[1] == (
        "– Привлечь больше участников. Кому: Ёлкинская СОШ (70 %, не хватает 5 чел.), "
        "Новая СОШ 1 (10 %, не хватает 65 чел.)."
    )


def test_only_what_was_sent_is_in_a_letter(levels, okrug):
    Recommendation.objects.filter(rule__code="all").update(state="prepared")
    Recommendation.objects.filter(rule__code="below_doo").update(state="withdrawn")
    proposed = words(propose(read_ground(okrug, YEAR), levels.schools, today=TODAY))
    assert proposed["advice"] == (
        "Руководителям общеобразовательных организаций:\n– Расширить охват: сейчас 70 % при плане 75 %."
    )


@pytest.mark.parametrize(
    ("name", "better", "said"),
    [
        ("Доля охваченных", "higher", "Низкая доля охваченных"),
        ("Доля отчисленных", "lower", "Высокая доля отчисленных"),
        ("Количество мест", "higher", "Недостаточное количество мест"),
        ("Объём средств", "higher", "Недостаточный объём средств"),
        ("ОО с партнёрами", "higher", "Не достигнуто плановое значение показателя «ОО с партнёрами»"),
    ],
)
def test_a_problem_is_named_after_the_first_word_of_its_indicator(levels, okrug, name, better, said):
    row = read_ground(okrug, YEAR).of_municipality[0]
    row.indicator.name, row.indicator.better = name, better
    assert problem(row) == said
    joined = " составляет 40" if said[:2] != "Не" or "мест" in said or "средств" in said else ": 40"
    assert joined in finding(row)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Доля школ с партнёрами", "доля школ с партнёрами составляет 40"),
        ("Доля детей, принявших участие в «Шаг, ещё шаг»", "участие в «Шаг, ещё шаг», составляет 40"),
        ("Доля детей, которые выбрали профессию", "которые выбрали профессию, составляет 40"),
        ("Доля детей, не охваченных пробами", "не охваченных пробами, составляет 40"),
        ("Доля детей, охваченных пробами, от общего числа", "охваченных пробами, от общего числа: 40"),
        ("Доля детей (6, 7 классы)", "доля детей (6, 7 классы) составляет 40"),
    ],
)
def test_an_open_phrase_of_a_name_is_closed_by_a_comma(levels, okrug, name, said):
    row = read_ground(okrug, YEAR).of_municipality[0]
    row.indicator.name = name
    assert said in finding(row)


def test_the_dates_of_the_tasks_follow_one_another_however_near_the_last_term(levels, okrug):
    Recommendation.objects.filter(due__isnull=False).update(due=TODAY + dt.timedelta(2))
    tasks = words(propose(read_ground(okrug, YEAR), levels.schools, today=TODAY))["tasks"]
    assert re.findall(r"до (\d+ \w+)", tasks) == ["27 января", "3 февраля", "3 февраля"]


def test_a_new_version_of_a_rule_with_the_same_words_is_one_line(levels, okrug, school):
    other = make_school(okrug, "okr-11", "Новая СОШ")
    made = Recommendation.objects.get(rule__code="below_ooo", school=school)
    record_versions(rules=[made.rule])
    made.rule.priority = 1
    save_rule(rule=made.rule)
    Recommendation.objects.create(
        municipality=okrug, school=other, year_id=YEAR, rule=made.rule, rule_version=2, section=made.section,
        indicator=made.indicator, evidence={**made.evidence, "numerator": "10", "short": "65"}, state="issued",
        issued_at=made.issued_at, text="Расширить охват: сейчас 10 % при плане 75 %.",
    )  # fmt: skip
    proposed = words(propose(read_ground(okrug, YEAR), [school, other], today=TODAY))
    assert proposed["advice"].split("\n")[1] == (
        "– Расширить охват. Кому: Ёлкинская СОШ (70 %, не хватает 5 чел.), Новая СОШ (10 %, не хватает 65 чел.)."
    )


def test_the_addressee_follows_the_kinds(okrug, school, small_school, kindergarten):
    centre = make_school(okrug, "okr-09", "Дом творчества", Kind.SUPPLEMENTARY)
    assert [addressee_of(of) for of in ([school, small_school], [kindergarten, school], [centre])] == [
        "Руководителям общеобразовательных организаций (по списку)",
        "Руководителям образовательных организаций (по списку)",
        "Руководителю Дом творчества",
    ]


def test_the_ground_of_many_letters_is_read_in_as_many_queries_as_of_one(levels, okrug):
    counts = []
    for number in (1, 5):
        for n in range(number):
            make_school(okrug, f"new-{number}{n}", f"Школа {number}{n}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read_ground(okrug, YEAR)
        counts.append(len(queries))
    assert counts == [5, 5]


def test_an_organisation_with_one_question_open_has_reported_all_the_same(levels, okrug, school):
    """Its other values are in the figures: it is none of those whose data are missing."""
    SchoolValue.objects.filter(school=school, indicator__code="soo").update(
        standing=1, numerator=None, denominator=None
    )
    MunicipalityValue.objects.filter(indicator__code="soo").update(standing=1, reported=0, expected=1)
    fields = propose(read_ground(okrug, YEAR), levels.schools, today=TODAY)
    assert "по данным" not in fields["basis"]
