"""Regions, municipalities, organisations and school years in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.utils import timezone

from schools.admin.reference import ReferenceAdmin, ReferenceResource, resource_of
from schools.former_names import keep_former_names
from schools.models import FormerName, Municipality, Region, School, SchoolYear


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    resource_classes = [resource_of(Region, keys=("code",), columns=("name",))]
    list_display = ("code", "name")
    search_fields = ("code", "name")


@admin.register(Municipality)
class MunicipalityAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(
            Municipality,
            keys=("code",),
            columns=(
                "region", "name", "name_genitive", "name_prepositional", "authority", "letterhead", "signatory_post",
                "signatory_name", "executor_name", "executor_phone", "time_zone", "needs_approval",
            ),
        )
    ]  # fmt: skip
    list_display = ("code", "name", "region", "time_zone")
    list_filter = ("region",)
    search_fields = ("code", "name")
    list_select_related = ("region",)


class SchoolResource(ReferenceResource):
    """A renamed organisation keeps its former name; grades left empty are those of its kind."""

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        instance.clean()

    def do_instance_save(self, instance: models.Model, is_create: bool) -> None:
        keep_former_names(schools=[instance], today=timezone.localdate())
        super().do_instance_save(instance, is_create)


class FormerNameInline(admin.TabularInline):
    model = FormerName
    extra = 0


@admin.register(School)
class SchoolAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(
            School,
            keys=("code",),
            columns=(
                "municipality", "short_name", "full_name", "kind", "grades", "locality", "email", "opened", "closed",
                "successor",
            ),
            base=SchoolResource,
        )
    ]  # fmt: skip
    list_display = ("code", "short_name", "municipality", "kind", "taught", "locality", "closed")
    list_filter = ("kind", "locality", "municipality")
    search_fields = ("code", "name_key")
    list_select_related = ("municipality",)
    raw_id_fields = ("successor",)
    inlines = [FormerNameInline]

    @admin.display(description="классы", ordering="grades")
    def taught(self, school: School) -> str:
        return school.grades.label

    def save_model(self, request: Any, obj: School, form: Any, change: bool) -> None:
        keep_former_names(schools=[obj], today=timezone.localdate())
        super().save_model(request, obj, form, change)


@admin.register(SchoolYear)
class SchoolYearAdmin(ReferenceAdmin):
    resource_classes = [resource_of(SchoolYear, keys=("year",), columns=())]
    list_display = ("__str__", "year")
