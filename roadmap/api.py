"""API of the roadmap: measures with their terms and who answers for them."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from indicators.models import Topic
from roadmap.models import Measure
from schools.api import CodeFilter, Listing, YearFilter, of_municipality


class MeasureRow(serializers.ModelSerializer):
    municipality = serializers.CharField(source="section.roadmap.municipality.code", help_text="Код ОКТМО.")
    roadmap = serializers.CharField(source="section.roadmap.code", help_text="Код дорожной карты.")
    section = serializers.CharField(source="section.title", help_text="Направление.")
    number = serializers.SerializerMethodField(help_text="Номер в дорожной карте: «1.4».")
    responsible = serializers.SlugRelatedField("name", many=True, read_only=True)
    indicators = serializers.SlugRelatedField("code", many=True, read_only=True)

    class Meta:
        model = Measure
        fields = [
            "id", "municipality", "roadmap", "section", "number", "text", "term", "recurrence", "topic", "expected",
            "responsible", "indicators",
        ]  # fmt: skip

    @extend_schema_field(str)
    def get_number(self, measure: Measure) -> str:
        return f"{measure.section.number}.{measure.number}"


class MeasureFilters(django_filters.FilterSet):
    year = YearFilter(method="of_year", label="Дорожная карта охватывает дни этого учебного года.")
    municipality = of_municipality("section__roadmap__municipality")
    roadmap = CodeFilter("section__roadmap__code", "Код дорожной карты.")
    indicator = CodeFilter("indicators__code", "Код показателя.")
    topic = django_filters.ChoiceFilter(choices=Topic.choices, label="Тема.")
    recurrence = django_filters.ChoiceFilter(choices=Measure.Recurrence.choices, label="Повторяемость.")

    def of_year(self, rows: QuerySet, _: str, year: int) -> QuerySet:
        first, last = f"{int(year)}-09-01", f"{int(year) + 1}-08-31"
        return rows.filter(section__roadmap__starts__lte=last, section__roadmap__ends__gte=first)


class Measures(Listing):
    """Мероприятия дорожных карт."""

    rows = (
        Measure.objects.select_related("section__roadmap__municipality")
        .prefetch_related("responsible", "indicators")
        .order_by("section__roadmap", "section__number", "number")
    )
    serializer_class = MeasureRow
    filterset_class = MeasureFilters
