"""People and their roles in the admin. Passwords neither leave nor come in by a file."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm

from schools.admin.reference import LogAdmin, ReferenceAdmin, ReferenceResource, resource_of
from schools.models import AccessCode, Membership, Transition, User


class UserResource(ReferenceResource):
    """A person who comes from a file has no password until somebody sets one."""

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        if instance.pk is None:
            instance.set_unusable_password()
            instance.must_change_password = True


class PersonCreationForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    raw_id_fields = ("school",)


@admin.register(User)
class PersonAdmin(ReferenceAdmin, UserAdmin):
    resource_classes = [
        resource_of(
            User,
            keys=("username",),
            columns=("last_name", "first_name", "patronymic", "post", "email", "is_active"),
            base=UserResource,
        )
    ]
    add_form = PersonCreationForm
    list_display = ("username", "last_name", "first_name", "post", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser", "memberships__role")
    search_fields = ("username", "last_name", "email")
    inlines = [MembershipInline]
    fieldsets = (
        (None, {"fields": ("username", "password", "must_change_password")}),
        ("Кто это", {"fields": ("last_name", "first_name", "patronymic", "post", "email")}),
        ("Доступ", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Даты", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def get_inlines(self, request: Any, obj: User | None) -> list[Any]:
        """Roles are given to somebody who exists."""
        return self.inlines if obj else []


@admin.register(Membership)
class MembershipAdmin(ReferenceAdmin):
    resource_classes = [
        resource_of(Membership, keys=("user", "role", "region", "municipality", "school"), columns=())
    ]
    list_display = ("user", "role", "region", "municipality", "school")
    list_filter = ("role", "region", "municipality")
    search_fields = ("user__username", "user__last_name")
    list_select_related = ("user", "region", "municipality", "school")
    raw_id_fields = ("user", "school")


@admin.register(AccessCode)
class AccessCodeAdmin(LogAdmin):
    """When codes were given and used; the codes themselves are kept nowhere."""

    resource_classes = [
        resource_of(AccessCode, keys=("school",), columns=("created_at", "expires_at", "used_at"))
    ]
    fields = ("school", "created_by", "created_at", "expires_at", "used_at", "used_by")
    list_display = ("school", "created_by", "created_at", "expires_at", "used_at")
    list_select_related = ("school", "created_by")


@admin.register(Transition)
class TransitionAdmin(LogAdmin):
    resource_classes = [
        resource_of(
            Transition,
            keys=("at", "entity", "entity_id"),
            columns=("step", "source", "target", "person", "note"),
        )
    ]
    list_display = ("at", "entity", "entity_id", "step", "source", "target", "person", "note")
    list_filter = ("entity", "step")
    list_select_related = ("person",)
    ordering = ("-pk",)
