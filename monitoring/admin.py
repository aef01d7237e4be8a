"""Events, metrics, campaigns and registers in the admin. Cells are not edited here: they go through intake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from monitoring.models import (
    Agreement,
    Campaign,
    CellChange,
    Event,
    HeldEvent,
    Metric,
    ResponsiblePerson,
    Revision,
    Wave,
    WaveColumn,
)
from schools.admin.columns import ReferenceColumn
from schools.admin.reference import LogAdmin, ReferenceAdmin, resource_of
from schools.models import Kind


class KindsForm(forms.ModelForm):
    """Kinds of organisation as boxes to tick; none = all."""

    kinds = forms.MultipleChoiceField(
        label="Виды организаций",
        choices=Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="ничего не отмечено – все виды",
    )


@admin.register(Event)
class EventAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(
            Event,
            keys=("code",),
            columns=(
                "municipality", "name", "short_name", "definition", "grades", "audience", "counts", "first_year",
                "last_year", "successor", "position",
            ),
        )
    ]  # fmt: skip
    list_display = ("code", "name", "covers", "audience", "counts", "first_year", "last_year", "municipality")
    list_filter = ("audience", "counts", "municipality")
    search_fields = ("code", "name_key")
    list_select_related = ("municipality",)

    @admin.display(description="классы", ordering="grades")
    def covers(self, event: Event) -> str:
        return event.grades.label


@admin.register(Metric)
class MetricAdmin(ReferenceAdmin):
    form = KindsForm
    resource_classes = [
        resource_of(
            Metric,
            keys=("code",),
            columns=(
                "municipality", "name", "short_name", "definition", "type", "unit", "decimals", "kinds", "register",
                "position",
            ),
        )
    ]  # fmt: skip
    list_display = ("code", "name", "type", "unit", "kinds_label", "municipality")
    list_filter = ("type", "municipality")
    search_fields = ("code", "name_key")
    list_select_related = ("municipality",)


class WaveInline(admin.TabularInline):
    model = Wave
    extra = 0


class WaveColumnInline(admin.TabularInline):
    model = WaveColumn
    extra = 0


@admin.register(Campaign)
class CampaignAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(
            Campaign,
            keys=("municipality", "year"),
            columns=("state", "filled_by", "all_open", "instructions", "recommendations_due"),
        )
    ]
    list_display = ("municipality", "year", "state", "filled_by", "all_open")
    list_filter = ("state", "year", "municipality")
    list_select_related = ("municipality", "year")
    raw_id_fields = ("schools",)
    inlines = [WaveInline]


@admin.register(Wave)
class WaveAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(
            Wave,
            keys=("campaign", "number"),
            columns=("name", "counted_on", "opens", "due", "whole"),
            widgets={"campaign": ReferenceColumn(Campaign, "municipality__code", "year_id")},
        )
    ]
    list_display = ("campaign", "number", "name", "counted_on", "opens", "due")
    list_select_related = ("campaign__municipality", "campaign__year")
    inlines = [WaveColumnInline]


@admin.register(HeldEvent)
class HeldEventAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(
            HeldEvent,
            keys=("municipality", "school", "year", "title", "starts"),
            columns=("ends", "state", "event", "level", "link", "organiser", "participants", "note"),
        )
    ]
    list_display = ("starts", "title", "state", "level", "municipality", "year")
    list_filter = ("state", "level", "year", "municipality")
    search_fields = ("title_key",)
    list_select_related = ("municipality", "year")
    raw_id_fields = ("school",)


@admin.register(Agreement)
class AgreementAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(
            Agreement, keys=("school", "number", "signed"), columns=("partner", "valid_until", "subject")
        )
    ]
    list_display = ("school", "partner", "number", "signed", "valid_until")
    search_fields = ("partner_key", "number")
    list_select_related = ("school",)
    raw_id_fields = ("school",)


@admin.register(ResponsiblePerson)
class ResponsiblePersonAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(ResponsiblePerson, keys=("school", "name"), columns=("post", "phone", "email"))
    ]
    list_display = ("school", "name", "post", "phone", "email")
    search_fields = ("name_key", "school__name_key")
    list_select_related = ("school",)
    raw_id_fields = ("school",)


@admin.register(CellChange)
class CellChangeAdmin(LogAdmin):
    resource_classes = [
        resource_of(
            CellChange,
            keys=("at", "school", "year", "kind", "code", "grade"),
            columns=("old", "new", "person", "door"),
        )
    ]
    list_display = ("at", "school", "year", "kind", "code", "grade", "old", "new", "person", "door")
    list_filter = ("door", "kind", "year")
    list_select_related = ("school", "person")
    ordering = ("-pk",)


@admin.register(Revision)
class RevisionAdmin(LogAdmin):
    resource_classes = [resource_of(Revision, keys=("municipality", "year"), columns=("number",))]
    list_display = ("municipality", "year", "number")
    list_select_related = ("municipality",)

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).order_by("municipality", "year")
