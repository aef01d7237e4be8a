"""Columns the whole pipeline shares: sets of grades, exact fixed-point numbers, kinds, sort keys of names."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from schools.grades import Grades, GradesError

SCALE = 10_000
"""Every exact number in the database is an integer of ten-thousandths: SQLite would add decimals as floats."""
PLACES = 4
LARGEST = Decimal(10) ** 13
"""Well below what the column holds, so that sums of it fit, too."""


def name_key(name: str) -> str:
    """The key names are searched and sorted by, the same on both databases: lower case, ё as е."""
    return name.lower().replace("ё", "е").replace("«", "").replace("»", "")


class GradesField(models.SmallIntegerField):
    """A `Grades` value stored as its bit mask."""

    _pyi_private_set_type: Any  # django-stubs: Grades are no int
    _pyi_private_get_type: Any

    def from_db_value(self, value: int | None, *_: Any) -> Grades | None:
        return None if value is None else Grades(value)

    def to_python(self, value: Any) -> Grades | None:
        if value is None or isinstance(value, Grades):
            return value
        try:
            return Grades(int(value)) if isinstance(value, int) else Grades.parse(value)
        except GradesError as error:
            raise ValidationError(str(error)) from error

    def get_prep_value(self, value: Any) -> int | None:
        if value is None:
            return None
        grades = self.to_python(value)
        return None if grades is None else grades.mask

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, form_class: Any = None, choices_form_class: Any = None, **kwargs: Any) -> Any:
        from django import forms

        kwargs = {"form_class": forms.CharField, "empty_value": None, **kwargs}  # «» is no set of grades
        kwargs["widget"] = _as_text(kwargs.get("widget"))
        return super(models.SmallIntegerField, self).formfield(**kwargs)

    @property
    def validators(self) -> list[Any]:
        return []


def _as_text(widget: Any) -> Any:
    """The admin takes both fields for integers: a browser shows neither «1-9» nor «32,5» in an input of numbers."""
    from django import forms

    if widget is None or (isinstance(widget, type) and issubclass(widget, forms.NumberInput)):
        return forms.TextInput(attrs={"class": "vTextField"})
    return widget


def check_exact(value: Decimal) -> None:
    """Refuse what the column would round or could not hold."""
    if not value.is_finite() or abs(value) >= LARGEST:
        raise ValidationError(f"Слишком большое число: нужно меньше {LARGEST:,f}.".replace(",", "\u00a0"))
    if value != round(value, PLACES):
        raise ValidationError(f"Не больше {PLACES} знаков после запятой.")


@lru_cache(maxsize=4096)
def exact_of(stored: int) -> Decimal:
    """The number a column of ten-thousandths holds; counts of people are small and come again and again."""
    return Decimal(stored).scaleb(-PLACES)


class ExactField(models.BigIntegerField):
    """A Decimal with up to four places, stored as an integer of ten-thousandths."""

    _pyi_private_set_type: Any  # django-stubs: a Decimal is no int
    _pyi_private_get_type: Any

    def from_db_value(self, value: int | None, *_: Any) -> Decimal | None:
        return None if value is None else exact_of(value)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value).replace(",", "."))
        except ArithmeticError as error:
            raise ValidationError(f"«{value}» – не число") from error

    def get_prep_value(self, value: Any) -> int | None:
        if value is None:
            return None
        exact = self.to_python(value)
        return None if exact is None else int((exact * SCALE).to_integral_exact())

    def formfield(self, form_class: Any = None, choices_form_class: Any = None, **kwargs: Any) -> Any:
        from django import forms

        kwargs["widget"] = _as_text(kwargs.get("widget"))
        return super(models.BigIntegerField, self).formfield(
            form_class=forms.DecimalField, decimal_places=PLACES, localize=True, **kwargs
        )

    def value_from_object(self, obj: models.Model) -> Any:
        """Without the zeros of the column: 32.5, not 32.5000."""
        value = super().value_from_object(obj)
        return Decimal(f"{value.normalize():f}") if isinstance(value, Decimal) else value

    @property
    def validators(self) -> list[Any]:
        return [check_exact]


class NameKeyField(models.CharField):
    """`name_key` of another column, set whenever the row is written."""

    def __init__(self, *args: Any, source: str = "name", **kwargs: Any) -> None:
        self.source = source
        kwargs.setdefault("max_length", 300)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = name_key(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value
