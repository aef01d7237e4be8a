"""API of the values: judged against their plans as on the pages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from indicators.analysis import Judged, Status
from indicators.api import asked as words_of
from indicators.api.asked import Asked, readable_municipalities, wanted_of
from indicators.api.numbers import NOT_CHANGED, Found, NumberListing
from indicators.api.regional import judged_regions, region_rows, whole_regions
from indicators.models import Indicator, MunicipalityValue, SchoolValue, Slice, Target
from indicators.queries import Plans, judge_municipality_value, judge_school_value, with_terms
from indicators.value_columns import COLUMNS, MEANINGS, value_cells
from schools.models import Municipality, School, User
from schools.views.attachment import XLSX

SCHOOL, MUNICIPALITY, REGION = "school", "municipality", "region"
LEVELS = [(SCHOOL, "организация"), (MUNICIPALITY, "муниципальное образование"), (REGION, "регион")]
LEVEL = OpenApiParameter(
    "level",
    str,
    enum=[word for word, _ in LEVELS],
    description="По умолчанию school. region – суммы по общим показателям; их видит тот, кто читает регион целиком.",
)
STATUS = OpenApiParameter("status", str, enum=list(Status), description="Состояние относительно плана.")
PATHS = {SCHOOL: ("municipality", "municipality__region"), MUNICIPALITY: ("pk", "region"), REGION: ("", "pk")}
"""From a place of the level to its municipality and region."""
TOO_NARROW = {
    MUNICIPALITY: ("school", "kind", "locality"),
    REGION: ("municipality", "school", "kind", "locality"),
}
"""Filters that leave only a part of what a value of the level is the sum of."""
FILTERS = [
    LEVEL, words_of.YEAR, words_of.REGION, words_of.MUNICIPALITY, words_of.INDICATOR, STATUS, words_of.SCHOOL,
    words_of.KIND, words_of.LOCALITY,
]  # fmt: skip


class ValueRow(serializers.Serializer):
    """Официальное значение показателя; статус – по точному значению, не по округлённому."""

    year = serializers.IntegerField()
    level = serializers.ChoiceField(choices=LEVELS)
    place_code = serializers.CharField(help_text="Код организации или ОКТМО.")
    place = serializers.CharField()
    indicator = serializers.CharField(help_text="Код показателя.")
    numerator = serializers.FloatField(allow_null=True)
    denominator = serializers.FloatField(allow_null=True)
    value = serializers.FloatField(allow_null=True, help_text="Округлено до знаков показателя.")
    target = serializers.FloatField(allow_null=True)
    status = serializers.ChoiceField(choices=[(status.value, status.label) for status in Status])
    short = serializers.FloatField(
        allow_null=True, help_text="Сколько не хватает до плана; 0 – план достигнут."
    )
    reported = serializers.IntegerField(
        allow_null=True, help_text="Организаций представили; муниципалитет и регион."
    )
    expected = serializers.IntegerField(
        allow_null=True, help_text="Должны представить; муниципалитет и регион."
    )


class Values(NumberListing):
    """Значения показателей."""

    serializer_class = ValueRow
    queryset = SchoolValue.objects.none()
    columns = COLUMNS
    meanings: ClassVar[dict[str, str]] = {**MEANINGS, "indicator": "Код показателя."}
    title = "Значения показателей"

    @extend_schema(
        parameters=FILTERS,
        responses={
            200: ValueRow(many=True),
            (200, "text/csv"): OpenApiTypes.STR,
            (200, XLSX): OpenApiTypes.BINARY,
            304: NOT_CHANGED,
        },
    )
    def get(self, request: Request) -> Response | HttpResponseBase:
        """Значения с планом и статусом. CSV и XLSX – все строки отбора с графами `export_values`."""
        return self.answer(request)

    def found(self, request: Request) -> Found:
        asked = Asked(request.query_params, [one.name for one in FILTERS])
        chosen = _chosen(asked, request.user)
        asked.check()
        rows = chosen.rows
        if chosen.year is not None:
            rows = rows.filter(year=chosen.year)
        if chosen.indicator is not None:
            rows = rows.filter(indicator=chosen.indicator)
        judging = Judging(chosen.level, chosen.status)
        of_schools = chosen.level == SCHOOL
        return Found(rows, judging.words_of, not chosen.status, of_schools, chosen.slices)


@dataclass(frozen=True)
class _Chosen:
    level: str
    status: str
    year: int | None
    indicator: Indicator | None
    places: QuerySet[Any]

    @property
    def rows(self) -> QuerySet[Any]:
        """In the order of the primary key, which the index of the table gives."""
        if self.level == SCHOOL:
            return SchoolValue.objects.filter(school__in=self.places).order_by(
                "year", "school_id", "indicator_id"
            )
        if self.level == REGION:
            return region_rows(self.places)
        found = MunicipalityValue.objects.filter(municipality__in=self.places)
        return found.order_by("year", "municipality_id", "indicator_id")

    @property
    def slices(self) -> QuerySet[Slice]:
        places = self.places.order_by().values("municipality" if self.level == SCHOOL else "pk")
        path = "municipality__region__in" if self.level == REGION else "municipality__in"
        found = Slice.objects.filter(**{path: places})
        return found if self.year is None else found.filter(year=self.year)


def _read(level: str, user: User) -> QuerySet[Any]:
    if level == SCHOOL:
        return School.objects.visible_to(user)
    return whole_regions(user) if level == REGION else readable_municipalities(user)


def _chosen(asked: Asked, user: User) -> _Chosen:
    level = asked.choice("level", [word for word, _ in LEVELS], SCHOOL)
    wanted = wanted_of(asked, user)
    of_school = {
        "pk": wanted.school.pk if wanted.school else None,
        "kind": wanted.kind,
        "locality": wanted.locality,
    }
    of_school = {name: word for name, word in of_school.items() if word}
    for name in TOO_NARROW.get(level, ()):
        if asked.words.get(name):
            asked.wrong[name] = [f"Этот отбор – для более подробных значений: уберите его или level={level}."]
    places = _read(level, user).filter(**of_school) if level == SCHOOL else _read(level, user)
    if wanted.municipality is not None and level != REGION:
        places = places.filter(**{PATHS[level][0]: wanted.municipality.pk})
    if wanted.region is not None:
        places = places.filter(**{PATHS[level][1]: wanted.region.pk})
    status = asked.choice("status", list(Status))
    return _Chosen(level, status, wanted.year, wanted.indicator, places.order_by().values("pk"))


class Judging:
    """Rows of one level, judged; the definitions are read once, places and plans for each chunk of rows."""

    def __init__(self, level: str, status: str) -> None:
        self.level, self.status = level, status

    @cached_property
    def indicators(self) -> dict[int, Indicator]:
        return {one.pk: one for one in Indicator.objects.prefetch_related(with_terms())}

    def words_of(self, rows: list[Any]) -> list[dict[str, Any] | None]:
        """Four queries however many rows; None where the status is another one."""
        if self.level == REGION:
            return [
                one and self._wanted(one[0].code, one[0].name, one[1])
                for one in judged_regions(rows, self.indicators)
            ]
        of_school = self.level == SCHOOL
        keys = {row.school_id if of_school else row.municipality_id for row in rows}
        places: dict[int, Any] = (School if of_school else Municipality).objects.in_bulk(keys)
        plans = self._plans(rows, places)
        judge = judge_school_value if of_school else judge_municipality_value
        found: list[dict[str, Any] | None] = []
        for row in rows:
            place = places.get(row.school_id if of_school else row.municipality_id)
            if place is None or row.indicator_id not in self.indicators:
                found.append(None)  # deleted meanwhile
                continue
            municipality = place.municipality_id if of_school else place.pk
            judged = judge(row, self.indicators[row.indicator_id], plans[municipality, row.year])
            name = place.short_name if of_school else place.name
            found.append(self._wanted(place.code, name, judged))
        return found

    def _wanted(self, code: str, name: str, judged: Judged) -> dict[str, Any] | None:
        if self.status and judged.status != self.status:
            return None
        cells = value_cells(self.level, code, name, judged)
        short = None if judged.short is None else float(judged.short)
        return {**dict(zip(COLUMNS, cells, strict=True)), "short": short}

    def _plans(self, rows: list[Any], places: dict[int, Any]) -> dict[tuple[int, int], Plans]:
        """The targets of the places and years of these rows, in one query."""
        of_school = self.level == SCHOOL
        municipalities = {one.municipality_id if of_school else one.pk for one in places.values()}
        of_place = Q(municipality__in=municipalities)
        if of_school:
            of_place |= Q(school__in=places)
        plans: dict[tuple[int, int], Plans] = defaultdict(Plans)
        for target in Target.objects.filter(of_place, year__in={row.year for row in rows}):
            if target.school_id is None:
                plans[target.municipality_id or 0, target.year_id].municipal[target.indicator_id] = target
            else:
                municipality = places[target.school_id].municipality_id
                plans[municipality, target.year_id].own[target.school_id, target.indicator_id] = target
        return plans
