"""Every table whose rows lead to a place has `visible_to`, and it lets everybody read their own places only."""

import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from indicators.models import (
    Goal,
    Indicator,
    MunicipalityValue,
    PublishedDocument,
    PublishedValue,
    Run,
    SchoolValue,
    Slice,
    Target,
    TargetVersion,
    Term,
)  # fmt: skip
from monitoring.models import (
    Agreement,
    Campaign,
    CellChange,
    CellComment,
    Cohort,
    Event,
    Finding,
    HeldEvent,
    Metric,
    MetricValue,
    Participation,
    Remark,
    Reminder,
    ResponsiblePerson,
    RevisedSchool,
    Revision,
    Submission,
    Upload,
    Wave,
    WaveColumn,
)  # fmt: skip
from recommendations.models import (
    Answer,
    Digest,
    DigestLine,
    IssueState,
    Letter,
    LetterOrder,
    LetterRecipient,
    Recommendation,
    Rule,
    RuleVersion,
)
from reports.models import Job, Selection
from roadmap.models import (
    Decision,
    Mark,
    Measure,
    MeasureWindow,
    ResponsibleBody,
    Roadmap,
    RoadmapSection,
)  # fmt: skip
from schools.models import AccessCode, FormerName, Membership, Municipality, Region, School, User

ROOMS = ("schools", "monitoring", "indicators", "recommendations", "roadmap", "reports")
DAY = dt.date(2021, 10, 1)

ALL = {"okr-01", "okr-02", "gor-01", "ste-01"}
OF_SCHOOL = {
    "region": {"okr-01", "okr-02", "gor-01"}, "officer": {"okr-01", "okr-02"}, "head": {"okr-01"},
    "second_head": {"okr-02"}, "analyst": {"okr-01", "okr-02"}, "stranger": {"gor-01"}, "admin": ALL,
}  # fmt: skip
NOT_FOR_HEADS = {**OF_SCHOOL, "head": set(), "second_head": set()}
# rows of a municipality are told apart by its first school: «okr-02» has none of its own
OF_MUNICIPALITY = {
    "region": {"okr-01", "gor-01"}, "officer": {"okr-01"}, "head": {"okr-01"}, "second_head": {"okr-01"},
    "analyst": {"okr-01"}, "stranger": {"gor-01"}, "admin": ALL - {"okr-02"},
}  # fmt: skip


def leads_to_a_place(model: type[models.Model], seen: frozenset = frozenset()) -> bool:
    if model in (Region, Municipality, School):
        return True
    fields = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    return any(
        field.related_model not in seen and leads_to_a_place(field.related_model, seen | {model})
        for field in fields
        if field.related_model._meta.app_label in ROOMS
        and field.name not in {"person", "user", "author", "owner"}
    )


def place_bound() -> list[type[models.Model]]:
    ours = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return [model for model in ours if leads_to_a_place(model)]


@pytest.mark.parametrize("model", place_bound(), ids=lambda model: model.__name__)
def test_every_place_bound_table_can_be_narrowed_to_a_person(model):
    assert hasattr(model._default_manager, "visible_to")


class Spot:
    """One school with a row of every table that belongs to it."""

    def __init__(self, school: School, year) -> None:
        self.school, self.year, self.municipality = school, year, school.municipality
        self.rows: dict[type[models.Model], models.Model] = {}

    def add(self, model: type[models.Model], **fields):
        self.rows[model] = model._default_manager.create(**fields)
        return self.rows[model]

    def add_facts(self, wave: Wave, event: Event, metric: Metric) -> None:
        cell = {"school": self.school, "year": self.year}
        self.add(Cohort, **cell, grade=9, population=0, value=20)
        self.add(Participation, **cell, event=event, grade=9, population=0, value=5)
        self.add(MetricValue, **cell, metric=metric, value=Decimal(1))
        self.add(
            CellChange, school=self.school, year=self.year.year, kind="pupils", door="form", at=timezone.now()
        )
        self.add(CellComment, school=self.school, year=self.year.year, kind="pupils", text="Двое переехали")
        self.add(Reminder, wave=wave, school=self.school, kind="before", due=DAY)
        self.add(
            Upload, municipality=self.municipality, school=self.school, year=self.year.year, name="отчёт.xlsx"
        )
        self.add(Agreement, school=self.school, partner="Завод", number="1", signed=DAY)
        self.add(ResponsiblePerson, school=self.school, name="Петрова", post="завуч")
        revision = Revision.objects.get(municipality=self.municipality)
        self.add(RevisedSchool, revision=revision, number=1, school=self.school)
        submission = self.add(Submission, wave=wave, school=self.school)
        self.add(Remark, submission=submission, text="Проверьте")
        self.add(Finding, submission=submission, check_code="jump", message="Скачок")
        self.add(FormerName, school=self.school, short_name="Прежняя", until=DAY)
        self.add(AccessCode, school=self.school, digest=self.school.code, expires_at=timezone.now())

    def add_consequences(self, indicator: Indicator, letter: Letter, measure: Measure) -> None:
        target = self.add(Target, indicator=indicator, year=self.year, school=self.school, value=Decimal(30))
        self.add(TargetVersion, target=target, version=1, value=Decimal(30))
        self.add(SchoolValue, year=self.year.year, school=self.school, indicator=indicator, standing=1)
        recommendation = self.add(
            Recommendation, municipality=self.municipality, school=self.school, year=self.year, section="I",
            audience="heads", text="Охватите", state="issued",
        )  # fmt: skip
        self.add(Answer, recommendation=recommendation, text="Сделано")
        person = User.objects.create(username=f"told-{self.school.code}")
        digest = Digest.objects.create(person=person, day=DAY)
        self.add(DigestLine, digest=digest, person=person, recommendation=recommendation, kind="new")
        self.add(LetterRecipient, letter=letter, school=self.school)
        self.add(
            LetterOrder, batch="1", municipality=self.municipality, year=self.year, school=self.school, person=person,
            created_at=timezone.now(), changed_at=timezone.now(),
        )  # fmt: skip
        self.add(Mark, measure=measure, school=self.school, done_on=DAY)


def of_municipality(spot: Spot, indicator: Indicator, owner: User) -> tuple[Wave, Letter, Measure]:
    """Adds the rows of a municipality as a whole to its first school."""
    place = {"municipality": spot.municipality}
    campaign = spot.add(Campaign, **place, year=spot.year)
    wave = spot.add(Wave, campaign=campaign, name="Этап")
    spot.add(WaveColumn, wave=wave, kind="pupils")
    spot.add(Revision, **place, year=2021)
    spot.add(HeldEvent, **place, year=spot.year, title="Ярмарка профессий", starts=DAY)
    spot.add(MunicipalityValue, **place, year=2021, indicator=indicator, standing=1, reported=0, expected=1)
    spot.add(PublishedDocument, **place, name="Отчёт")
    spot.add(PublishedValue, **place, year=2021, indicator=indicator, document="Отчёт")
    spot.add(Slice, **place, year=2021)
    spot.add(IssueState, **place, year=2021)
    spot.add(Run, **place, year=2021, milliseconds=1, rows_changed=0)
    letter = spot.add(
        Letter, **place, year=spot.year, addressee="Руководителям", heading="О мерах", signatory_post="Начальник",
        signatory_name="А. А. Иванов", number="1", date=DAY, calendar_year=2021, state="sent",
    )  # fmt: skip
    roadmap = spot.add(Roadmap, **place, code=f"map-{spot.school.code}", title="Карта", starts=DAY, ends=DAY)
    section = spot.add(RoadmapSection, roadmap=roadmap, number=1, title="Раздел")
    measure = spot.add(Measure, section=section, number=1, text="Провести", term="май")
    spot.add(MeasureWindow, measure=measure, from_month=5, from_day=1, to_month=5, to_day=31)
    spot.add(ResponsibleBody, **place, name="Отдел")
    spot.add(Selection, **place, owner=owner, name="К отчёту", words={})
    spot.add(Decision, **place, year=spot.year, number="1", date=DAY, title="О мерах")
    return wave, letter, measure


@pytest.fixture
def spots(year, people, school, small_school, neighbour_school, faraway_school):
    event = Event.objects.create(code="fair", name="Ярмарка")
    metric = Metric.objects.create(code="deals", name="Договоры")
    indicator = Indicator.objects.create(code="share", name="Доля")
    found, wholes = [], {}
    for one in (school, small_school, neighbour_school, faraway_school):
        spot = Spot(one, year)
        if one.municipality_id not in wholes:
            wholes[one.municipality_id] = of_municipality(spot, indicator, people["officer"])
        wave, letter, measure = wholes[one.municipality_id]
        spot.add_facts(wave, event, metric)
        spot.add_consequences(indicator, letter, measure)
        found.append(spot)
    return found


def expected_of(model: type[models.Model]) -> dict[str, set[str]]:
    if model in (AccessCode, LetterOrder):
        return NOT_FOR_HEADS
    if model is Selection:
        return {**OF_MUNICIPALITY, "head": set(), "second_head": set()}
    if model is Letter:  # sent to both schools of the first municipality
        return OF_MUNICIPALITY
    whole = {
        Campaign, Wave, WaveColumn, Revision, HeldEvent, MunicipalityValue, PublishedDocument, PublishedValue, Slice,
        Run, IssueState, Roadmap, RoadmapSection, Measure, MeasureWindow, ResponsibleBody, Decision,
    }  # fmt: skip
    return OF_MUNICIPALITY if model in whole else OF_SCHOOL


def test_everybody_reads_their_own_places_only(spots, people):
    tables = sorted({model for spot in spots for model in spot.rows}, key=lambda model: model.__name__)
    for model in tables:
        owners = {spot.rows[model].pk: spot.school.code for spot in spots if model in spot.rows}
        read = {
            name: {owners[row.pk] for row in model._default_manager.visible_to(person)}
            for name, person in people.items()
        }
        assert (model.__name__, read) == (model.__name__, expected_of(model))
        for person in people.values():  # joins never multiply rows
            rows = [row.pk for row in model._default_manager.visible_to(person)]
            assert len(rows) == len(set(rows))


def test_the_tables_tried_above_are_all_of_them(spots):
    tried = {model for spot in spots for model in spot.rows}
    elsewhere = {
        Region,
        Municipality,
        School,
        Membership,
        Goal,
        Indicator,
        Event,
        Metric,
        Rule,
        RuleVersion,
        Term,
        Job,  # its owner's alone: tests/reports/views/test_files.py
    }
    assert set(place_bound()) - tried == elsewhere


def test_places_themselves(spots, people):
    read = {
        name: (
            sorted(Region.objects.visible_to(person).values_list("code", flat=True)),
            sorted(Municipality.objects.visible_to(person).values_list("code", flat=True)),
            set(School.objects.visible_to(person).values_list("code", flat=True)),
        )
        for name, person in people.items()
    }
    own, both = ["32622000"], ["32622000", "32701000"]
    assert read == {
        "region": (["42"], both, OF_SCHOOL["region"]),
        "officer": (["42"], own, OF_SCHOOL["officer"]),
        "head": (["42"], own, OF_SCHOOL["head"]),
        "second_head": (["42"], own, OF_SCHOOL["second_head"]),
        "analyst": (["42"], own, OF_SCHOOL["analyst"]),
        "stranger": (["42"], ["32701000"], OF_SCHOOL["stranger"]),
        "admin": (["23", "42"], ["03701000", *both], ALL),
    }


def test_memberships_are_ones_own_and_those_of_the_places_read_whole(people):
    read = {
        name: set(Membership.objects.visible_to(person).values_list("user__username", flat=True))
        for name, person in people.items()
    }
    local = {"officer", "head", "second_head", "analyst"}
    assert read == {
        "region": {"region", "stranger", *local}, "officer": local, "head": {"head"}, "second_head": {"second_head"},
        "analyst": local, "stranger": {"stranger"}, "admin": {"region", "stranger", *local},
    }  # fmt: skip


def test_definitions_are_shared_or_of_ones_municipality(people, okrug, neighbour, faraway):
    owners = {"shared": None, "okrug": okrug, "neighbour": neighbour, "faraway": faraway}
    for word, owner in owners.items():
        indicator = Indicator.objects.create(code=word, name=word, municipality=owner)
        Term.objects.create(indicator=indicator, side="numerator", kind="pupils")
        rule = Rule.objects.create(code=word, trigger="always", text=word, municipality=owner)
        RuleVersion.objects.create(rule=rule, version=1, definition={})
        for model in (Event, Metric):
            model.objects.create(code=word, name=word, municipality=owner)
        Goal.objects.create(code=word, topic="awareness", text=word, municipality=owner)
    paths = {
        Indicator: "code", Term: "indicator__code", Rule: "code", RuleVersion: "rule__code", Event: "code",
        Metric: "code", Goal: "code",
    }  # fmt: skip
    local, regional = {"shared", "okrug"}, {"shared", "okrug", "neighbour"}
    expected = dict.fromkeys(people, local) | {
        "region": regional, "stranger": {"shared", "neighbour"}, "admin": set(owners),
    }  # fmt: skip
    for model, path in paths.items():
        read = {
            name: set(model._default_manager.visible_to(person).values_list(path, flat=True))
            for name, person in people.items()
        }
        assert (model.__name__, read) == (model.__name__, expected)


def test_a_school_sees_a_recommendation_and_a_letter_only_once_they_are_sent(spots, people):
    Recommendation.objects.update(state="prepared")
    Letter.objects.update(state="draft", number="", date=None, calendar_year=None)
    for model in (Recommendation, Answer, Letter, LetterRecipient):
        assert not model.objects.visible_to(people["head"]).exists()
        assert model.objects.visible_to(people["officer"]).exists()


def test_narrowing_costs_no_query_of_its_own(spots, people, django_assert_max_num_queries):
    for person in people.values():
        person.reach  # noqa: B018 - the roles are read once
    for model in {model for spot in spots for model in spot.rows}:
        for person in people.values():
            with django_assert_max_num_queries(1):
                list(model._default_manager.visible_to(person))
