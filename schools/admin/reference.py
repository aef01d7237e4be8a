"""What every table of the admin shares: Russian columns, natural keys, a preview, the same checks as the forms.

`resource_of(Model, keys=…, columns=…)` is the spreadsheet of a table. An import reads XLSX or CSV, shows what would
change, and writes only after it was confirmed; a row that does not differ is skipped; every row passes the model's
own checks. Whoever may not change a table may not import into it.
"""

from __future__ import annotations

from typing import Any

import tablib
from django.contrib import admin, messages
from django.db import models
from django.utils.html import escape, format_html
from django.utils.text import capfirst
from import_export import fields, resources
from import_export.admin import ExportMixin, ImportExportMixin
from import_export.forms import ExportForm
from import_export.resources import Diff
from import_export.results import RowResult

from schools.admin.columns import column_for
from schools.admin.files import Csv, FileForm, Unreadable, Xlsx
from schools.models.fields import name_key


class PlainDiff(Diff):
    """Old and new side by side, without the inline styles the security policy forbids."""

    def as_html(self) -> list[str]:
        return [
            escape(new)
            if old == new or (self.new and not old)
            else format_html("<del>{}</del> <ins>{}</ins>", "" if self.new else old, new)
            for old, new in zip(self.left, self.right, strict=True)
        ]


class ReferenceResource(resources.ModelResource):
    """A table as a spreadsheet; `person` is who imports."""

    person: Any = None

    @classmethod
    def field_from_django_field(
        cls, field_name: str, django_field: models.Field, readonly: bool
    ) -> fields.Field:
        return fields.Field(
            attribute=field_name,
            column_name=str(django_field.verbose_name),
            widget=(cls._meta.widgets or {}).get(field_name) or column_for(django_field),
            readonly=readonly,
        )

    def get_diff_class(self) -> type[Diff]:
        return PlainDiff

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Refuse a file whose header is not ours; columns may be left out, but not the key."""
        self.person = kwargs.get("user")
        known = [field.column_name for field in self.get_import_fields()]
        keys = [self.fields[name].column_name for name in self._meta.import_id_fields]
        present = list(dataset.headers or ())
        problems = [f"Нет столбца «{name}»." for name in keys if name not in present]
        problems += [f"Неизвестный столбец «{name}»." for name in present if name not in known]
        problems += [f"Столбец «{name}» записан дважды." for name in known if present.count(name) > 1]
        if problems:
            raise ValueError(f"{' '.join(problems)} Столбцы этой таблицы: {', '.join(known)}.")

    def do_instance_save(self, instance: models.Model, is_create: bool) -> None:
        """Where a table has a verb, its resource calls that."""
        instance.save(force_insert=is_create)


def resource_of(
    model: type[models.Model],
    *,
    keys: tuple[str, ...],
    columns: tuple[str, ...],
    widgets: dict[str, Any] | None = None,
    base: type[ReferenceResource] = ReferenceResource,
) -> type[ReferenceResource]:
    """The spreadsheet of a table: its key first, then the other columns."""
    options = {
        "model": model,
        "import_id_fields": keys,
        "fields": (*keys, *columns),
        "skip_unchanged": True,
        "report_skipped": True,
        "clean_model_instances": True,
        "widgets": widgets or {},
        "name": str(model._meta.verbose_name_plural),
    }
    return type(f"{model.__name__}Resource", (base,), {"Meta": type("Meta", (), options)})


class _Spreadsheets:
    """Formats, forms and permissions of import and export."""

    formats = [Xlsx, Csv]
    import_formats = formats
    export_formats = formats
    import_form_class = FileForm
    export_form_class = ExportForm
    import_error_display = ("message",)
    list_per_page = 100
    save_on_top = True

    class Media:
        css = {"all": ("css/admin.css",)}

    def has_import_permission(self, request: Any) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: Any) -> bool:
        return self.has_view_permission(request)

    def get_data_for_export(self, request: Any, queryset: Any, **kwargs: Any) -> tablib.Dataset:
        form = kwargs.get("export_form")
        chosen = form.cleaned_data.get("format") if form and hasattr(form, "cleaned_data") else None
        kwargs["force_native_type"] = chosen == str(self.formats.index(Xlsx))
        related = [field.name for field in self.model._meta.fields if isinstance(field, models.ForeignKey)]
        return super().get_data_for_export(request, queryset.select_related(*related), **kwargs)

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        sentence = (
            str(e) if isinstance(e, Unreadable) else "Файл не прочитан: сохраните таблицу как XLSX или CSV."
        )
        form.add_error("import_file", sentence)

    def add_success_message(self, result: Any, request: Any) -> None:
        new, changed, skipped = (
            result.totals[kind]
            for kind in (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE, RowResult.IMPORT_TYPE_SKIP)
        )
        messages.success(
            request, f"Загружено. Добавлено: {new}, изменено: {changed}, без изменений: {skipped}."
        )

    def changelist_view(self, request: Any, extra_context: dict[str, Any] | None = None) -> Any:
        """Named by the table: Django's own sentence needs a case that names of tables do not have."""
        title = {"title": capfirst(self.model._meta.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def changeform_view(
        self, request: Any, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        name = str(self.model._meta.verbose_name)
        title = {"title": capfirst(name) if object_id else f"Новая запись: {name}"}
        return super().changeform_view(request, object_id, form_url, {**title, **(extra_context or {})})

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> Any:
        """Names are searched by their key: neither case nor «ё» matters, on either database."""
        if any(name.endswith("name_key") for name in self.get_search_fields(request)):
            search_term = name_key(search_term)
        return super().get_search_results(request, queryset, search_term)


class ReferenceAdmin(_Spreadsheets, ImportExportMixin, admin.ModelAdmin):
    """A table that is edited, imported and exported."""


class LogAdmin(_Spreadsheets, ExportMixin, admin.ModelAdmin):
    """A table that is only read and exported: what happened is not edited."""

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
