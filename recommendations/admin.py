"""Rules and letters in the admin; recommendations and answers are only read: their states have verbs of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from recommendations.deadlines import check_due
from recommendations.models import Answer, Letter, LetterRecipient, Recommendation, Rule, RuleVersion
from recommendations.rule_forms import CheckedRuleForm
from recommendations.rulebook import save_rule
from recommendations.wording import check_text
from schools.admin.reference import LogAdmin, ReferenceAdmin, ReferenceResource, resource_of


class RuleResource(ReferenceResource):
    """A changed rule gets its next version."""

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors = dict(import_validation_errors or {})
        for name, problems in (("text", check_text(instance.text)), ("due", check_due(instance.due))):
            if problems and name not in errors:
                errors[name] = ValidationError(problems)
        super().validate_instance(instance, errors, validate_unique)

    def do_instance_save(self, instance: models.Model, is_create: bool) -> None:
        save_rule(rule=instance, person=self.person)


class RuleVersionInline(admin.TabularInline):
    model = RuleVersion
    extra = 0
    can_delete = False
    readonly_fields = ("version", "definition", "person", "at")

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Rule)
class RuleAdmin(ReferenceAdmin):
    form = CheckedRuleForm
    resource_classes = [
        resource_of(
            Rule,
            keys=("code",),
            columns=(
                "municipality", "section", "trigger", "scope", "indicator", "topic", "margin", "priority", "audience",
                "kinds", "locality", "text", "due", "position", "active",
            ),
            base=RuleResource,
        )
    ]  # fmt: skip
    list_display = ("code", "section", "trigger", "scope", "indicator", "audience", "active", "version")
    list_filter = ("section", "trigger", "audience", "active", "municipality")
    search_fields = ("code", "text")
    list_select_related = ("indicator",)
    readonly_fields = ("version",)
    inlines = [RuleVersionInline]

    def save_model(self, request: Any, obj: Rule, form: Any, change: bool) -> None:
        save_rule(rule=obj, person=request.user)


class LetterRecipientInline(admin.TabularInline):
    model = LetterRecipient
    extra = 0
    raw_id_fields = ("school",)


@admin.register(Letter)
class LetterAdmin(LogAdmin):
    """Letters may be corrected, not made or thrown away here; the state has verbs of its own."""

    resource_classes = [
        resource_of(
            Letter,
            keys=("municipality", "number", "date"),
            columns=("year", "addressee", "heading", "signatory_post", "signatory_name", "executor", "state"),
        )
    ]
    list_display = ("number", "date", "heading", "municipality", "state")
    list_filter = ("state", "year", "municipality")
    search_fields = ("number", "heading")
    list_select_related = ("municipality",)
    readonly_fields = ("state",)
    inlines = [LetterRecipientInline]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def save_model(self, request: Any, obj: Letter, form: Any, change: bool) -> None:
        obj.calendar_year = obj.date.year if obj.date else None
        super().save_model(request, obj, form, change)


@admin.register(Recommendation)
class RecommendationAdmin(LogAdmin):
    resource_classes = [
        resource_of(
            Recommendation,
            keys=("school", "year", "rule"),
            columns=("section", "audience", "text", "due", "state", "issued_at", "closed_reason"),
        )
    ]
    list_display = ("school", "year", "rule", "section", "state", "due", "issued_at")
    list_filter = ("state", "section", "year", "municipality")
    list_select_related = ("school", "year", "rule")


@admin.register(Answer)
class AnswerAdmin(LogAdmin):
    """What was answered; files are served by their own page, which asks who reads."""

    resource_classes = [
        resource_of(Answer, keys=("at", "person"), columns=("text", "link", "file_name", "disputes_number"))
    ]
    fields = ("recommendation", "person", "at", "text", "link", "file_name", "disputes_number")
    list_display = ("at", "recommendation", "person", "text", "disputes_number")
    list_select_related = ("recommendation", "person")
    ordering = ("-pk",)
