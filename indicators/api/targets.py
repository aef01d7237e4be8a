"""API of the plans: targets of municipalities and organisations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from indicators.api import asked as words_of
from indicators.api.asked import Asked, wanted_of
from indicators.api.numbers import NOT_CHANGED, Found, NumberListing
from indicators.models import Target
from schools.views.attachment import XLSX

FILTERS = [
    words_of.YEAR, words_of.REGION, words_of.MUNICIPALITY, words_of.SCHOOL, words_of.INDICATOR, words_of.KIND,
    words_of.LOCALITY,
]  # fmt: skip


class TargetRow(serializers.Serializer):
    """План одного показателя на один год."""

    indicator = serializers.CharField(help_text="Код показателя.")
    year = serializers.IntegerField()
    municipality = serializers.CharField(allow_null=True, help_text="Чей план; пусто, если план организации.")
    school = serializers.CharField(allow_null=True, help_text="Чей план; пусто, если план муниципалитета.")
    value = serializers.FloatField(help_text="План в единицах показателя.")
    basis = serializers.CharField(help_text="Основание: приказ.")
    version = serializers.IntegerField(help_text="Растёт с каждым изменением значения.")


class Targets(NumberListing):
    """Плановые значения."""

    rows = Target.objects.select_related("indicator", "municipality", "school").order_by("pk")
    serializer_class = TargetRow
    columns = ("indicator", "year", "municipality", "school", "value", "basis", "version")
    meanings: ClassVar[dict[str, str]] = {
        "indicator": "Код показателя.",
        "year": "Учебный год по году его начала: 2021 – это 2021/2022.",
        "municipality": "Чей план: код муниципального образования (ОКТМО); пусто, если план организации.",
        "school": "Чей план: код организации; пусто, если план муниципалитета.",
        "value": "План в единицах показателя.",
        "basis": "Основание: приказ.",
        "version": "Растёт с каждым изменением значения.",
    }
    title = "Плановые значения"

    @extend_schema(
        parameters=FILTERS,
        responses={
            200: TargetRow(many=True),
            (200, "text/csv"): OpenApiTypes.STR,
            (200, XLSX): OpenApiTypes.BINARY,
            304: NOT_CHANGED,
        },
    )
    def get(self, request: Request) -> Response | HttpResponseBase:
        """Плановые значения; `municipality` – и планы его организаций. CSV и XLSX – все строки отбора."""
        return self.answer(request)

    def found(self, request: Request) -> Found:
        asked = Asked(request.query_params, [one.name for one in FILTERS])
        wanted = wanted_of(asked, request.user)
        asked.check()
        rows = self.get_queryset()
        if wanted.year is not None:
            rows = rows.filter(year=wanted.year)
        if wanted.indicator is not None:
            rows = rows.filter(indicator=wanted.indicator)
        if wanted.region is not None:
            of_region = Q(municipality__region=wanted.region) | Q(school__municipality__region=wanted.region)
            rows = rows.filter(of_region)
        if wanted.municipality is not None:
            rows = rows.filter(
                Q(municipality=wanted.municipality) | Q(school__municipality=wanted.municipality)
            )
        of_school = {
            "school": wanted.school,
            "school__kind": wanted.kind,
            "school__locality": wanted.locality,
        }
        rows = rows.filter(**{name: word for name, word in of_school.items() if word})
        return Found(rows, lambda chunk: [_words(target) for target in chunk])


def _words(target: Target) -> dict[str, Any]:
    return {
        "indicator": target.indicator.code,
        "year": target.year_id,
        "municipality": target.municipality.code if target.municipality else None,
        "school": target.school.code if target.school else None,
        "value": target.value,
        "basis": target.basis,
        "version": target.version,
    }
