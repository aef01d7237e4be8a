"""Goals, indicators, targets and the log of computations in the admin.

Values are not here: they have no single key, and nobody but the computation writes them. A target is saved by
`indicators.targets.set_target`, so its history is kept.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from indicators.catalogue_terms import SIDES, Draft, faults
from indicators.models import Goal, Indicator, PublishedValue, Run, Slice, Target, TargetVersion, Term
from indicators.targets import set_target
from schools.admin.reference import LogAdmin, ReferenceAdmin, ReferenceResource, resource_of
from schools.models import User
from schools.numbers import format_number, format_plan


@admin.register(Goal)
class GoalAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(Goal, keys=("code",), columns=("municipality", "topic", "text", "position"))
    ]
    list_display = ("code", "topic", "text", "municipality")
    list_filter = ("topic", "municipality")
    search_fields = ("code", "text")
    list_select_related = ("municipality",)


class TermFormSet(forms.BaseInlineFormSet):
    """The formula as a whole makes sense, as in the catalogue file."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        formula: dict[str, list[Draft]] = {side: [] for side in SIDES}
        for form in self.forms:
            term = form.instance
            if form.cleaned_data and not form.cleaned_data.get("DELETE"):
                formula[term.side].append(
                    Draft(term.kind, term.event, term.metric, term.grades, term.counts_schools)
                )
        sentences = [sentence for _, sentence, _ in faults(self.instance.unit, formula)]
        if sentences:
            raise ValidationError([f"{sentence[0].upper()}{sentence[1:]}." for sentence in sentences])


class TermInline(admin.TabularInline):
    model = Term
    formset = TermFormSet
    extra = 0


@admin.register(Indicator)
class IndicatorAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(
            Indicator,
            keys=("code",),
            columns=(
                "municipality", "goal", "name", "short_name", "unit", "decimals", "better", "first_year", "last_year",
                "predecessor", "comparable", "label", "level", "judged_at", "min_denominator", "outcome", "source",
                "method", "basis", "responsible", "position",
            ),
        )
    ]  # fmt: skip
    list_display = ("code", "name", "unit", "first_year", "last_year", "level", "judged_at", "municipality")
    list_filter = ("unit", "level", "judged_at", "goal__topic", "municipality")
    search_fields = ("code", "name")
    list_select_related = ("municipality",)
    inlines = [TermInline]


def _save_target(target: Target, *, person: User | None, reason: str = "") -> None:
    saved = set_target(
        indicator=target.indicator,
        year=target.year_id,
        municipality=target.municipality,
        school=target.school,
        value=target.value,
        basis=target.basis,
        reason=reason,
        person=person,
    )
    target.pk, target.version = saved.pk, saved.version


class TargetResource(ReferenceResource):
    def do_instance_save(self, instance: models.Model, is_create: bool) -> None:
        _save_target(instance, person=self.person, reason="загружено из файла")


class TargetForm(forms.ModelForm):
    reason = forms.CharField(label="Причина изменения", max_length=500, required=False)


class TargetVersionInline(admin.TabularInline):
    model = TargetVersion
    extra = 0
    can_delete = False
    readonly_fields = ("version", "plan", "basis", "reason", "person", "at")
    fields = readonly_fields

    @admin.display(description="плановое значение")
    def plan(self, version: TargetVersion) -> str:
        return format_number(version.value)

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Target)
class TargetAdmin(ReferenceAdmin):
    form = TargetForm
    resource_classes = [
        resource_of(
            Target,
            keys=("indicator", "year", "municipality", "school"),
            columns=("value", "basis"),
            base=TargetResource,
        )
    ]
    fields = ("indicator", "year", "municipality", "school", "value", "basis", "reason", "version")
    list_display = ("indicator", "year", "municipality", "school", "plan", "version")
    list_filter = ("year", "municipality")
    search_fields = ("indicator__code", "indicator__name", "school__code")
    list_select_related = ("indicator", "year", "municipality", "school")
    raw_id_fields = ("school",)
    inlines = [TargetVersionInline]

    @admin.display(description="плановое значение", ordering="value")
    def plan(self, target: Target) -> str:
        return format_plan(target.value, target.indicator.unit)

    def get_readonly_fields(self, request: Any, obj: Target | None = None) -> tuple[str, ...]:
        """What a target is for never changes: another place or year is another target."""
        return ("version", "indicator", "year", "municipality", "school") if obj else ("version",)

    def save_model(self, request: Any, obj: Target, form: Any, change: bool) -> None:
        _save_target(obj, person=request.user, reason=form.cleaned_data.get("reason", ""))


@admin.register(PublishedValue)
class PublishedValueAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(
            PublishedValue,
            keys=("indicator", "municipality", "year", "document"),
            columns=("numerator", "denominator", "percent", "achieved"),
        )
    ]
    list_display = ("indicator", "municipality", "year", "percent", "document")
    list_filter = ("year", "municipality")
    list_select_related = ("indicator", "municipality")


@admin.register(Slice)
class SliceAdmin(LogAdmin):
    resource_classes = [resource_of(Slice, keys=("municipality", "year"), columns=("facts", "computed_at"))]
    list_display = ("municipality", "year", "facts", "computed_at")
    list_select_related = ("municipality",)
    ordering = ("municipality", "year")


@admin.register(Run)
class RunAdmin(LogAdmin):
    resource_classes = [
        resource_of(
            Run,
            keys=("finished_at", "municipality", "year"),
            columns=("slices", "milliseconds", "rows_changed"),
        )
    ]
    list_display = ("finished_at", "municipality", "year", "slices", "milliseconds", "rows_changed")
    list_select_related = ("municipality",)
