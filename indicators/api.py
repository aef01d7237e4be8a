"""API of the indicators: definitions, targets, values judged against their plans."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from indicators.analysis import Judged, Status
from indicators.models import Indicator, MunicipalityValue, SchoolValue, Target, Term
from indicators.queries import Plans, judge_municipality_value, judge_school_value
from schools.api import CodeFilter, CodeOf, GradesText, Listing, YearFilter, of_municipality, of_school

LEVELS = [("school", "организация"), ("municipality", "муниципальное образование")]


class TermRow(serializers.ModelSerializer):
    event = CodeOf(allow_null=True)
    metric = CodeOf(allow_null=True)
    grades = GradesText(allow_null=True, help_text="Классы; пусто — все.")

    class Meta:
        model = Term
        fields = ["side", "kind", "event", "metric", "grades", "counts_schools"]


class IndicatorRow(serializers.ModelSerializer):
    municipality = CodeOf(allow_null=True, help_text="Чей; пусто — общий.")
    goal = CodeOf(allow_null=True, help_text="Код цели.")
    predecessor = CodeOf(allow_null=True, help_text="Какой показатель продолжает.")
    terms = TermRow(many=True, help_text="Формула: слагаемые числителя и знаменателя.")

    class Meta:
        model = Indicator
        fields = [
            "code", "municipality", "goal", "name", "short_name", "unit", "decimals", "better", "first_year",
            "last_year", "predecessor", "comparable", "label", "level", "judged_at", "min_denominator", "outcome",
            "source", "method", "basis", "responsible", "terms",
        ]  # fmt: skip


class IndicatorFilters(django_filters.FilterSet):
    municipality = of_municipality("municipality")
    year = YearFilter(method="only_valid", label="Действуют в этом учебном году.")
    unit = django_filters.ChoiceFilter(choices=Indicator.Unit.choices, label="Единица.")
    level = django_filters.ChoiceFilter(choices=Indicator.Level.choices, label="Уровень расчёта.")

    def only_valid(self, rows: QuerySet, _: str, year: int) -> QuerySet:
        return rows.valid_in(int(year))


class Indicators(Listing):
    """Показатели с формулами."""

    rows = (
        Indicator.objects.select_related("municipality", "goal", "predecessor")
        .prefetch_related("terms__event", "terms__metric")
        .order_by("code")
    )
    serializer_class = IndicatorRow
    filterset_class = IndicatorFilters


class TargetRow(serializers.ModelSerializer):
    indicator = CodeOf()
    year = serializers.IntegerField(source="year_id")
    municipality = CodeOf(allow_null=True, help_text="Чей план; пусто, если план организации.")
    school = CodeOf(allow_null=True, help_text="Чей план; пусто, если план муниципалитета.")
    value = serializers.FloatField(help_text="План в единицах показателя.")

    class Meta:
        model = Target
        fields = ["indicator", "year", "municipality", "school", "value", "basis", "version"]


class TargetFilters(django_filters.FilterSet):
    indicator = CodeFilter("indicator__code", "Код показателя.")
    year = YearFilter(field_name="year_id")
    municipality = CodeFilter(
        "municipality__code", "Код ОКТМО: планы муниципалитета и его организаций.", method="of"
    )
    school = of_school()

    def of(self, rows: QuerySet, _: str, code: str) -> QuerySet:
        return rows.filter(Q(municipality__code=code) | Q(school__municipality__code=code))


class Targets(Listing):
    """Плановые значения."""

    rows = Target.objects.select_related("indicator", "municipality", "school").order_by("pk")
    serializer_class = TargetRow
    filterset_class = TargetFilters


class ValueRow(serializers.Serializer):
    """Официальное значение показателя; статус — по точному значению, не по округлённому."""

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
        allow_null=True, help_text="Сколько не хватает до плана; 0 — план достигнут."
    )
    reported = serializers.IntegerField(
        allow_null=True, help_text="Организаций представили; только муниципалитет."
    )
    expected = serializers.IntegerField(
        allow_null=True, help_text="Должны представить; только муниципалитет."
    )


class SchoolValueFilters(django_filters.FilterSet):
    year = YearFilter()
    municipality = of_municipality("school__municipality")
    school = of_school()
    indicator = CodeFilter("indicator__code", "Код показателя.")


class MunicipalityValueFilters(django_filters.FilterSet):
    year = YearFilter()
    municipality = of_municipality("municipality")
    indicator = CodeFilter("indicator__code", "Код показателя.")


class Values(Listing):
    """Значения показателей."""

    serializer_class = ValueRow
    queryset = SchoolValue.objects.none()
    by_level = {
        "school": (SchoolValue.objects.select_related("school"), SchoolValueFilters, "school"),
        "municipality": (
            MunicipalityValue.objects.select_related("municipality"), MunicipalityValueFilters, "municipality",
        ),
    }  # fmt: skip

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "level", str, enum=[word for word, _ in LEVELS], description="По умолчанию school."
            ),
            OpenApiParameter("year", int, description="Год, в котором начинается учебный год."),
            OpenApiParameter("municipality", str, description="Код ОКТМО."),
            OpenApiParameter("school", str, description="Код организации (для level=school)."),
            OpenApiParameter("indicator", str, description="Код показателя."),
        ]
    )
    def get(self, request: Request) -> Response:
        """Значения показателей организаций или муниципалитетов вместе с планом и статусом."""
        level = request.query_params.get("level", "school")
        if level not in self.by_level:
            raise ValidationError({"level": ["Укажите school или municipality."]})
        rows, filters, place = self.by_level[level]
        checked = filters(request.query_params, rows.all().visible_to(request.user), request=request)
        if not checked.is_valid():
            raise ValidationError(checked.errors)
        page = self.paginate_queryset(checked.qs.order_by("year", f"{place}__code", "indicator__code"))
        return self.get_paginated_response(ValueRow(shown(page, level), many=True).data)


def shown(page: list[Any], level: str) -> list[dict[str, Any]]:
    """The rows of one page, judged; four queries however many rows."""
    indicators = {
        one.pk: one
        for one in Indicator.objects.filter(pk__in={row.indicator_id for row in page}).prefetch_related(
            "terms__event", "terms__metric"
        )
    }
    plans = _plans(page, level)
    found = []
    for row in page:
        place = row.school if level == "school" else row.municipality
        municipality = place.municipality_id if level == "school" else place.pk
        judge = judge_school_value if level == "school" else judge_municipality_value
        judged = judge(row, indicators[row.indicator_id], plans[municipality, row.year])
        name = place.short_name if level == "school" else place.name
        found.append({"level": level, "place_code": place.code, "place": name, **_columns(judged)})
    return found


def _plans(page: list[Any], level: str) -> dict[tuple[int, int], Plans]:
    """The targets of the places and years of a page, in one query."""
    is_school = level == "school"
    municipalities = {row.school.municipality_id if is_school else row.municipality_id for row in page}
    of_place = Q(municipality__in=municipalities)
    if is_school:
        of_place |= Q(school__in={row.school_id for row in page})
    plans: dict[tuple[int, int], Plans] = defaultdict(Plans)
    targets = Target.objects.filter(of_place, year__in={row.year for row in page}).select_related("school")
    for target in targets.filter(indicator__in={row.indicator_id for row in page}):
        if target.school is None:
            plans[target.municipality_id or 0, target.year_id].municipal[target.indicator_id] = target
        else:
            own = plans[target.school.municipality_id, target.year_id].own
            own[target.school.pk, target.indicator_id] = target
    return plans


def _columns(judged: Judged) -> dict[str, Any]:
    return {
        "year": judged.year,
        "indicator": judged.indicator.code,
        "numerator": judged.numerator,
        "denominator": judged.denominator,
        "value": judged.rounded,
        "target": judged.target,
        "status": judged.status.value,
        "short": None if judged.short is None else float(judged.short),
        "reported": judged.reported,
        "expected": judged.expected,
    }
