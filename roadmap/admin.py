"""Roadmaps, measures and decisions in the admin."""

from __future__ import annotations

from django.contrib import admin

from roadmap.models import Decision, Mark, Measure, MeasureWindow, ResponsibleBody, Roadmap, RoadmapSection
from schools.admin.columns import ReferenceColumn
from schools.admin.reference import LogAdmin, ReferenceAdmin, resource_of


class SectionInline(admin.TabularInline):
    model = RoadmapSection
    extra = 0


class WindowInline(admin.TabularInline):
    model = MeasureWindow
    extra = 0


@admin.register(Roadmap)
class RoadmapAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(
            Roadmap,
            keys=("code",),
            columns=("municipality", "title", "starts", "ends", "state", "approved_by"),
        )
    ]
    list_display = ("code", "title", "municipality", "starts", "ends", "state")
    list_filter = ("state", "municipality")
    search_fields = ("code", "title")
    list_select_related = ("municipality",)
    inlines = [SectionInline]


@admin.register(RoadmapSection)
class RoadmapSectionAdmin(ReferenceAdmin):
    resource_classes = [resource_of(RoadmapSection, keys=("roadmap", "number"), columns=("title",))]
    list_display = ("roadmap", "number", "title")
    list_filter = ("roadmap",)
    list_select_related = ("roadmap",)


@admin.register(Measure)
class MeasureAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(
            Measure,
            keys=("section", "number"),
            columns=("text", "term", "recurrence", "topic", "expected"),
            widgets={"section": ReferenceColumn(RoadmapSection, "roadmap__code", "number")},
        )
    ]
    list_display = ("section", "number", "text", "term", "recurrence")
    list_filter = ("section__roadmap", "recurrence", "topic")
    search_fields = ("text",)
    list_select_related = ("section__roadmap",)
    filter_horizontal = ("responsible", "indicators")
    raw_id_fields = ("recommendations",)
    inlines = [WindowInline]


@admin.register(ResponsibleBody)
class ResponsibleBodyAdmin(ReferenceAdmin):
    resource_classes = [resource_of(ResponsibleBody, keys=("municipality", "name"), columns=("is_schools",))]
    list_display = ("name", "municipality", "is_schools")
    list_filter = ("municipality",)
    search_fields = ("name",)
    list_select_related = ("municipality",)


@admin.register(Decision)
class DecisionAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(Decision, keys=("municipality", "number", "date"), columns=("year", "title", "text"))
    ]
    list_display = ("number", "date", "title", "municipality", "year")
    list_filter = ("year", "municipality")
    search_fields = ("number", "title")
    list_select_related = ("municipality", "year")
    raw_id_fields = ("measures", "recommendations")


@admin.register(Mark)
class MarkAdmin(LogAdmin):
    resource_classes = [
        resource_of(Mark, keys=("at", "school"), columns=("done_on", "text", "link", "person"))
    ]
    list_display = ("done_on", "measure", "school", "person", "text")
    list_select_related = ("measure", "school", "person")
    ordering = ("-pk",)
