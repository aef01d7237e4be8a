"""Columns of spreadsheets: the value of a model's field ↔ what stands in the cell, in Russian.

Places and definitions are named by their codes, choices by their words (codes are read too), yes and no by «да» and
«нет», dates as 01.09.2024 or a date cell, grades as 5-9,11.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from import_export import widgets

from schools.calendar import parse_year
from schools.models import Kind, SchoolYear, User
from schools.models.fields import ExactField, GradesField
from schools.parsing import parse_number

_YES, _NO = {"да", "yes", "true", "1", "+"}, {"нет", "no", "false", "0", "-", ""}


def _blank(value: Any) -> bool:
    return value is None or str(value).strip() == ""


class GradesColumn(widgets.Widget):
    def __init__(self, field: models.Field) -> None:
        super().__init__()
        self.field = field

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if _blank(value):
            return None
        if isinstance(value, dt.date):
            sentence = (
                "Таблица превратила классы в дату: сделайте ячейку текстовой и напишите, например, 1-9."
            )
            raise ValueError(sentence)  # noqa: TRY004 - import-export shows a ValueError beside its cell
        try:
            return self.field.to_python(str(value).strip().removesuffix(".0"))
        except ValidationError as error:
            raise ValueError(error.messages[0]) from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value) if value else ""


class NumberColumn(widgets.Widget):
    """Whole or exact numbers; 30,5 and 30.5 are the same."""

    def __init__(self, *, whole: bool) -> None:
        super().__init__()
        self.whole = whole

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if _blank(value):
            return None
        parsed = parse_number(value)
        if parsed.kind != "number" or parsed.value is None or (self.whole and parsed.value % 1):
            raise ValueError(f"«{value}» – не {'целое ' if self.whole else ''}число.")
        return int(parsed.value) if self.whole else parsed.value

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, Decimal):
            value = int(value) if value == value.to_integral_value() else value.normalize()
        return value if kwargs.get("force_native_type") else str(value)


class ChoiceColumn(widgets.Widget):
    """Codes or their words; an empty cell is `empty`."""

    def __init__(self, choices: list[tuple[Any, Any]], *, several: bool = False, empty: Any = "") -> None:
        super().__init__()
        self.codes = {str(code): code for code, _ in choices}
        self.words = {str(code): str(word) for code, word in choices if code not in (None, "")}
        self.empty = empty
        self.several = several

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        parts = [] if _blank(value) else [str(value).strip()]
        if self.several:
            parts = [part.strip() for whole in parts for part in whole.split(",") if part.strip()]
            return [self._code(part) for part in parts]
        return self._code(parts[0]) if parts else self.empty

    def _code(self, part: str) -> Any:
        for code, word in self.words.items():
            if part.lower() in (code.lower(), word.lower()):
                return self.codes[code]
        raise ValueError(f"«{part}» не подходит; бывает: {', '.join(self.words.values())}.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        values = value if self.several else [value]
        return ", ".join(self.words.get(str(each), "") for each in values or [])


class YesNoColumn(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        word = str("" if value is None else value).strip().lower()
        if word in _YES or word in _NO:
            return word in _YES
        raise ValueError(f"«{value}» не подходит; напишите «да» или «нет».")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "да" if value else "нет"


class DateColumn(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dt.date | None:
        if _blank(value):
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        for form in ("%d.%m.%Y", "%Y-%m-%d"):
            try:
                return dt.datetime.strptime(str(value).strip(), form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        raise ValueError(f"«{value}» – не дата; напишите, например, 01.09.2024.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        return value if kwargs.get("force_native_type") else f"{value:%d.%m.%Y}"


class ReferenceColumn(widgets.Widget):
    """A row of another table by its key, which may have parts: `kmo-2021/2` is section 2 of that roadmap."""

    def __init__(self, model: type[models.Model], *path: str) -> None:
        super().__init__()
        self.model, self.path = model, path

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if _blank(value):
            return None
        parts = str(value).strip().rsplit("/", len(self.path) - 1)
        name = self.model._meta.verbose_name
        if len(parts) != len(self.path):
            raise ValueError(f"«{value}» – не ключ ({name}): нужны части через косую черту.")
        try:
            return self.model._default_manager.get(**dict(zip(self.path, parts, strict=True)))
        except (self.model.DoesNotExist, ValueError, ValidationError) as error:
            raise ValueError(f"Нет такого объекта ({name}): «{value}».") from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        parts = []
        for path in self.path:
            found = value
            for step in path.split("__"):
                found = getattr(found, step)
            parts.append(str(found))
        return "/".join(parts)


class YearColumn(widgets.Widget):
    """A school year; one that nobody has used yet is begun."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return None if _blank(value) else SchoolYear.objects.get_or_create(year=parse_year(value))[0]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value or "")


def _reference(field: models.ForeignKey) -> widgets.Widget:
    if field.related_model is SchoolYear:
        return YearColumn()
    return ReferenceColumn(field.related_model, "username" if field.related_model is User else "code")


# The first kind of field that fits; exact numbers and grades are integers, so they stand before them.
_COLUMNS: tuple[tuple[type[models.Field], Callable[[Any], widgets.Widget]], ...] = (
    (models.ForeignKey, _reference),
    (GradesField, GradesColumn),
    (models.JSONField, lambda _: ChoiceColumn(Kind.choices, several=True)),
    (models.BooleanField, lambda _: YesNoColumn()),
    (models.DateTimeField, lambda _: widgets.DateTimeWidget("%d.%m.%Y %H:%M")),
    (models.DateField, lambda _: DateColumn()),
    (ExactField, lambda _: NumberColumn(whole=False)),
    (models.IntegerField, lambda _: NumberColumn(whole=True)),
)


def column_for(field: models.Field) -> widgets.Widget:
    """The column a model's field has unless a resource says otherwise."""
    if field.choices:
        return ChoiceColumn(field.choices, empty="" if field.empty_strings_allowed else field.get_default())
    return next((made(field) for kind, made in _COLUMNS if isinstance(field, kind)), widgets.CharWidget())
