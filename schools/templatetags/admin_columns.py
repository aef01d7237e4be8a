"""What the import page of the admin calls a column."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.exceptions import FieldDoesNotExist

register = template.Library()


@register.filter
def column_name(options: Any, field_name: str) -> str:
    """`opts|column_name:"short_name"` → «краткое название»; whatever is no field stays itself."""
    try:
        return str(options.get_field(field_name).verbose_name)
    except FieldDoesNotExist:
        return field_name
