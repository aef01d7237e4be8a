"""The catalogue file: what a good one writes, what a second run leaves alone, what is refused and how."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from config.catalogue import import_catalogue
from indicators.models import Indicator, Target, TargetVersion, Term
from indicators.targets import set_target
from monitoring.models import Event, Metric
from recommendations.models import Rule, RuleVersion
from schools.catalogue_problems import CatalogueRefused
from schools.grades import WITHOUT_GRADES, Grades
from schools.models import FormerName, Municipality, School
from tests.config.catalogue_file import as_file, good

pytestmark = pytest.mark.django_db


def load(data: Any):
    return import_catalogue(content=data if isinstance(data, bytes) else as_file(data))


def problems_of(data: Any) -> list[str]:
    with pytest.raises(CatalogueRefused) as refused:
        load(data)
    return refused.value.problems


def everything() -> dict[str, list[tuple]]:
    """Every row of our own tables, as stored."""
    rooms = ("schools", "monitoring", "indicators", "recommendations", "roadmap", "reports")
    return {
        model.__name__: sorted(model.objects.values_list(), key=repr)
        for room in rooms
        for model in apps.get_app_config(room).get_models()
    }


def test_a_good_file_creates_every_section():
    tallies = {title: (t.created, t.updated, t.unchanged) for title, t in load(good()).sections}
    assert tallies == {
        "Регионы": (1, 0, 0),
        "Муниципалитеты": (2, 0, 0),
        "Организации": (3, 0, 0),
        "Мероприятия": (4, 0, 0),
        "Показатели сбора": (3, 0, 0),
        "Цели": (1, 0, 0),
        "Показатели": (4, 0, 0),
        "Плановые значения": (2, 0, 0),
        "Правила": (2, 0, 0),
    }


def test_organisations_get_grades_of_their_kind_and_links_to_later_rows():
    load(good())
    was_open = (dt.date(1990, 9, 1), dt.date(2020, 9, 1))
    fields = (
        "code",
        "municipality__code",
        "name_key",
        "kind",
        "grades",
        "locality",
        "opened",
        "closed",
        "successor__code",
    )
    assert list(School.objects.order_by("code").values_list(*fields)) == [
        ("g-01", "200", "дом творчества", "supplementary", WITHOUT_GRADES, "rural", None, None, None),
        ("r-01", "100", "елкинская сош", "secondary", Grades.parse("1-11"), "rural", None, None, None),
        ("r-02", "100", "школа 2", "basic", Grades.parse("1-9"), "urban", *was_open, "r-01"),
    ]


def test_missing_case_forms_of_a_municipality_are_its_name():
    load(good())
    municipality = Municipality.objects.get(code="200")
    assert (municipality.name_genitive, municipality.name_prepositional) == ("Горный округ", "Горный округ")
    assert municipality.authority == "Муниципальный орган управления образованием"


def test_terms_are_written_as_the_formula_says():
    load(good())
    fields = (
        "indicator__code",
        "side",
        "position",
        "kind",
        "event__code",
        "metric__code",
        "grades",
        "counts_schools",
    )
    written = Term.objects.order_by("indicator__code", "-side", "position").values_list(*fields)
    assert list(written) == [
        ("jun_9_11", "numerator", 0, "event", "juniors", None, None, False),
        ("jun_9_11", "denominator", 0, "pupils", None, None, None, False),
        ("pro_9_11", "numerator", 0, "event", "pro", None, Grades.parse("9-11"), False),
        ("pro_9_11", "numerator", 1, "event_with_disabilities", "juniors", None, None, False),
        ("pro_9_11", "denominator", 0, "pupils", None, None, Grades.parse("9"), False),
        ("pro_9_11", "denominator", 1, "pupils", None, None, Grades.parse("11"), False),
        ("pro_9_11", "denominator", 2, "pupils_with_disabilities", None, None, Grades.parse("5-8"), False),
        ("pro_9_11", "denominator", 3, "metric", None, "places", None, False),
        ("talking", "numerator", 0, "metric", None, "talks", None, True),
        ("talking", "denominator", 0, "schools", None, None, None, False),
        ("visits_total", "numerator", 0, "event", "visits", None, None, False),
    ]


def test_a_second_run_writes_no_row():
    load(good())
    before = everything()
    assert not load(good()).is_change
    assert everything() == before


def test_the_order_inside_the_file_does_not_matter():
    turned = {name: list(reversed(items)) for name, items in reversed(good().items())}
    load(turned)
    assert not load(good()).is_change


def test_references_may_point_into_the_database():
    data = good()
    load({name: data[name] for name in ("municipalities", "schools", "events", "metrics", "goals")})
    load({"indicators": data["indicators"]})
    load({"targets": data["targets"], "rules": data["rules"]})
    assert not load(data).is_change


def test_an_update_changes_what_the_file_says_and_nothing_else():
    load(good())
    before = everything()
    load({"events": [{"code": "pro", "name": "Профессионалы страны"}]})
    after = everything()
    assert {name for name in after if after[name] != before[name]} == {"Event"}
    event = Event.objects.get(code="pro")
    assert (event.name, event.name_key, event.short_name, event.first_year) == (
        "Профессионалы страны", "профессионалы страны", "Профи", 2022,
    )  # fmt: skip


def test_only_the_changed_indicator_gets_a_new_time_of_change():
    load(good())
    before = dict(Indicator.objects.values_list("code", "changed_at"))
    data = good()
    data["indicators"][1]["denominator"] = [{"pupils": "9-11"}]
    tally = dict(load(data).sections)["Показатели"]
    after = dict(Indicator.objects.values_list("code", "changed_at"))
    assert (tally.created, tally.updated, tally.unchanged) == (0, 1, 3)
    assert {code for code in after if after[code] != before[code]} == {"jun_9_11"}
    assert list(
        Term.objects.filter(indicator__code="jun_9_11", side="denominator").values_list("grades", flat=True)
    ) == [Grades.parse("9-11")]


def test_a_renamed_organisation_keeps_its_former_name():
    load(good())
    load({"schools": [{"code": "r-02", "short_name": "Школа имени Ёлкина"}]})
    load({"schools": [{"code": "r-02", "short_name": "Школа имени Петрова"}]})
    assert list(FormerName.objects.values_list("school__code", "short_name", "full_name", "until")) == [
        ("r-02", "Школа 2", "Основная школа № 2", timezone.localdate())
    ]
    assert School.objects.get(code="r-02").name_key == "школа имени петрова"


@pytest.mark.parametrize(
    ("fields", "grades"),
    [
        ({"kind": "supplementary"}, WITHOUT_GRADES),
        ({"kind": "secondary"}, Grades.parse("1-11")),
        ({"kind": "basic"}, Grades.parse("1-9")),
        ({"grades": "5-9"}, Grades.parse("5-9")),
        ({"kind": "authority", "grades": "all"}, WITHOUT_GRADES),
    ],
)
def test_grades_follow_the_kind_unless_they_are_stated(fields, grades):
    load(good())
    load({"schools": [{"code": "r-02", **fields}]})
    assert School.objects.get(code="r-02").grades == grades


def test_a_kind_that_stays_leaves_stated_grades_alone():
    load(good())
    load({"schools": [{"code": "r-02", "grades": "5-9"}]})
    load({"schools": [{"code": "r-02", "kind": "basic"}]})
    assert School.objects.get(code="r-02").grades == Grades.parse("5-9")


def test_a_changed_plan_gets_a_version_and_the_same_plan_none():
    load(good())
    data = good()
    data["targets"][1]["value"] = Decimal("26.75").__str__()
    data["targets"][1]["reason"] = "пересмотр"
    load(data)
    load(data)
    target = Target.objects.get(school__code="r-01")
    assert (target.value, target.basis, target.version) == (Decimal("26.75"), "Приказ № 1", 2)
    assert list(target.versions.values_list("version", "value", "reason")) == [
        (1, Decimal("25.5"), "мало"),
        (2, Decimal("26.75"), "пересмотр"),
    ]
    assert TargetVersion.objects.count() == 3


def test_set_target_notes_a_new_basis_without_a_version():
    load(good())
    indicator, school = Indicator.objects.get(code="pro_9_11"), School.objects.get(code="r-01")
    target = set_target(
        indicator=indicator, year=2021, school=school, value=Decimal("25.5"), basis="Приказ № 2"
    )
    target.refresh_from_db()
    assert (target.basis, target.version, target.versions.count()) == ("Приказ № 2", 1, 1)


def test_a_changed_rule_gets_a_version_and_a_moved_one_none():
    load(good())
    data = good()
    data["rules"][0]["text"] = "Вовлечь ещё {не_хватает}."
    data["rules"][1]["position"] = 9
    data["rules"][1]["active"] = False
    load(data)
    assert list(Rule.objects.order_by("code").values_list("code", "version", "position", "active")) == [
        ("r1", 2, 1, True),
        ("r2", 1, 9, False),
    ]
    assert [v.definition["text"] for v in RuleVersion.objects.filter(rule__code="r1")] == [
        "Вовлечь ещё {не_хватает} до {срок}.",
        "Вовлечь ещё {не_хватает}.",
    ]


def test_codes_written_as_numbers_are_text_and_keep_their_zeros():
    load(
        b"municipalities: [{code: 32622000, region: {code: 042, name: R}, name: M}]\n"
        b"schools: [{code: 007, municipality: 32622000, short_name: 12, kind: basic}]\n"
    )
    school = School.objects.select_related("municipality__region").get()
    assert (school.code, school.short_name) == ("007", "12")
    assert (school.municipality.code, school.municipality.region.code) == ("32622000", "042")


def test_a_byte_order_mark_and_windows_line_ends_are_fine():
    load(b"\xef\xbb\xbf" + as_file(good()).replace(b"\n", b"\r\n"))
    assert Metric.objects.count() == 3


def test_an_empty_section_is_nothing_to_do():
    assert not load(b"schools:\nevents: []\n").is_change


def test_definitions_of_one_municipality_stay_its_own():
    load(good())
    assert problems_of({"events": [{"code": "own", "name": "Чужое"}]}) == [
        "events[0].code: код «own» принадлежит муниципалитету 100; возьмите другой код или исправьте municipality"
    ]
    assert problems_of({"events": [{"code": "own", "municipality": 200, "name": "Чужое"}]}) == [
        "events[0].code: код «own» принадлежит муниципалитету 100; возьмите другой код или исправьте municipality"
    ]
    assert problems_of({"events": [{"code": "pro", "municipality": 200, "name": "Чужое"}]}) == [
        "events[0].code: код «pro» общий для всех; возьмите другой код или исправьте municipality"
    ]
    assert problems_of({"schools": [{"code": "r-01", "municipality": 200}]}) == [
        "schools[0].code: код «r-01» принадлежит муниципалитету 100; возьмите другой код или исправьте municipality"
    ]


def test_a_shared_definition_may_not_use_somebodys_own():
    data = good()
    data["indicators"][1]["numerator"] = [{"event": "own"}]
    assert problems_of(data) == [
        "indicators[1].numerator[0].event: «own» принадлежит муниципалитету 100; сошлитесь на общее или своё"
    ]
    data["indicators"][1]["municipality"] = "100"
    data["indicators"][0].pop("predecessor")
    load(data)


def test_a_school_has_plans_of_its_municipalitys_indicators_only():
    data = good()
    data["indicators"][3]["municipality"] = "100"
    data["targets"] = [{"indicator": "visits_total", "year": 2021, "school": "g-01", "value": 1}]
    assert problems_of(data) == [
        "targets[0].indicator: «visits_total» принадлежит муниципалитету 100; сошлитесь на общее или своё"
    ]


def test_an_event_turned_into_attendances_may_not_break_a_stored_percentage():
    load(good())
    assert problems_of({"events": [{"code": "pro", "counts": "attendances"}]}) == [
        "events[0]: показатель «pro_9_11», numerator[0].event: «pro» считает посещения, их нельзя делить на людей"
    ]


def test_all_faults_are_told_at_once_in_the_order_of_the_file_and_nothing_is_saved():
    data = good()
    data["schools"][0]["kind"] = "grammar"
    data["events"].extend({"code": f"e{n}", "name": "Событие", "grades": "11-6"} for n in range(12))
    data["rules"][0]["text"] = "{школа"
    before = everything()
    paths = [problem.split(":")[0] for problem in problems_of(data)]
    assert paths == ["schools[0].kind", *(f"events[{n}].grades" for n in range(4, 16)), "rules[0].text"]
    assert everything() == before


def test_two_thousand_schools_and_five_hundred_plans_are_one_breath(django_assert_max_num_queries):
    data = good()
    data["schools"] += [
        {"code": f"s-{n}", "municipality": "100", "short_name": f"Школа № {n}", "kind": "basic"}
        for n in range(2000)
    ]
    data["targets"] += [
        {"indicator": "pro_9_11", "year": 2021, "school": f"s-{n}", "value": n % 100} for n in range(500)
    ]
    content = as_file(data)
    with django_assert_max_num_queries(70):
        import_catalogue(content=content)
    with django_assert_max_num_queries(21):
        assert not import_catalogue(content=content).is_change
