"""API of the definitions: indicators with their formulas."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from indicators.models import Indicator, Term
from schools.api import CodeOf, GradesText, Listing, YearFilter, of_municipality


class TermRow(serializers.ModelSerializer):
    event = CodeOf(allow_null=True)
    metric = CodeOf(allow_null=True)
    grades = GradesText(allow_null=True, help_text="Классы; пусто – все.")

    class Meta:
        model = Term
        fields = ["side", "kind", "event", "metric", "grades", "counts_schools"]


class IndicatorRow(serializers.ModelSerializer):
    municipality = CodeOf(allow_null=True, help_text="Чей; пусто – общий.")
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
