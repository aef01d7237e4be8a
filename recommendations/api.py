"""API of the recommendations: what was addressed to whom, and why."""

from __future__ import annotations

import django_filters
from rest_framework import serializers

from recommendations.models import Audience, Recommendation, Section
from schools.api import CodeFilter, CodeOf, Listing, YearFilter, of_municipality, of_school


class RecommendationRow(serializers.ModelSerializer):
    municipality = CodeOf(help_text="Код ОКТМО.")
    school = CodeOf()
    year = serializers.IntegerField(source="year_id")
    rule = CodeOf(allow_null=True, help_text="Код правила; пусто – написана без правила.")
    indicator = CodeOf(allow_null=True, help_text="Код показателя.")
    evidence = serializers.DictField(help_text="Значение, план и числа, по которым она подготовлена.")

    class Meta:
        model = Recommendation
        fields = [
            "id", "municipality", "school", "year", "rule", "indicator", "section", "audience", "text", "evidence",
            "due", "state", "issue", "created_at", "issued_at", "closed_reason",
        ]  # fmt: skip


class RecommendationFilters(django_filters.FilterSet):
    year = YearFilter(field_name="year_id")
    municipality = of_municipality("municipality")
    school = of_school()
    indicator = CodeFilter("indicator__code", "Код показателя.")
    section = django_filters.ChoiceFilter(choices=Section.choices, label="Раздел.")
    audience = django_filters.ChoiceFilter(choices=Audience.choices, label="Кому.")
    state = django_filters.ChoiceFilter(choices=Recommendation.State.choices, label="Состояние.")


class Recommendations(Listing):
    """Адресные рекомендации организациям."""

    rows = Recommendation.objects.select_related("municipality", "school", "rule", "indicator").order_by("pk")
    serializer_class = RecommendationRow
    filterset_class = RecommendationFilters
