"""What every list of the API has in common, and the list of organisations.

A list shows what is visible to the caller, in a fixed order, in pages; its filters are the class's FilterSet. A
municipality, school or indicator is named by its code, a year by the one it starts in.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from rest_framework import generics, pagination, serializers

from schools.models import Kind, Locality, School

YEARS = {"min_value": 1990, "max_value": 2100}


class Pages(pagination.PageNumberPagination):
    """100 rows a page, at most 1000 by ?page_size=."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000


class YearFilter(django_filters.NumberFilter):
    """A school year by the year it starts in."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Учебный год: год, в котором он начинается (2021 – 2021/2022).")
        super().__init__(*args, **YEARS, **kwargs)


class CodeFilter(django_filters.CharFilter):
    """Rows whose place or definition has this code."""

    def __init__(self, field_name: str, label: str, **kwargs: Any) -> None:
        super().__init__(field_name=field_name, label=label, max_length=60, **kwargs)


def of_municipality(path: str) -> CodeFilter:
    return CodeFilter(f"{path}__code", "Код ОКТМО муниципального образования.")


def of_school(path: str = "school") -> CodeFilter:
    return CodeFilter(f"{path}__code", "Код организации.")


class Listing(generics.ListAPIView):
    """One list: `rows` is the whole table in its order, narrowed to the caller."""

    pagination_class = Pages
    rows: QuerySet

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):  # the schema is drawn up without a caller
            return self.rows.none()
        return self.rows.all().visible_to(self.request.user)


class GradesText(serializers.CharField):
    """A set of grades as «5-9,11»; empty without grades."""

    def to_representation(self, value: Any) -> str:
        return str(value)


class CodeOf(serializers.SlugRelatedField):
    """A reference shown by its code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", read_only=True, **kwargs)


class SchoolRow(serializers.ModelSerializer):
    municipality = CodeOf(help_text="Код ОКТМО.")
    grades = GradesText(help_text="Классы: «1-9»; пусто у организаций без классов.")
    successor = CodeOf(allow_null=True, help_text="Код правопреемника.")

    class Meta:
        model = School
        fields = [
            "code", "municipality", "short_name", "full_name", "kind", "grades", "locality", "opened", "closed",
            "successor",
        ]  # fmt: skip


class SchoolFilters(django_filters.FilterSet):
    municipality = of_municipality("municipality")
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label="Вид организации.")
    locality = django_filters.ChoiceFilter(choices=Locality.choices, label="Местность.")
    open_in = YearFilter(method="only_open", label="Действовали в этом учебном году.")

    def only_open(self, rows: QuerySet, _: str, year: int) -> QuerySet:
        return rows.open_in(int(year))


class Schools(Listing):
    """Образовательные организации."""

    rows = School.objects.select_related("municipality", "successor").order_by("code")
    serializer_class = SchoolRow
    filterset_class = SchoolFilters
