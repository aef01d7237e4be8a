"""Filters of a list of numbers, read strictly: a mistyped one is refused in words instead of returning everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from indicators.models import Indicator
from schools.api import YEARS
from schools.models import Kind, Locality, Municipality, Region, School, User

ALWAYS = ("format", "page_size", "after")
LONGEST_CODE = 60
NUMBERED = "Страниц по номерам здесь нет: берите следующую по адресу из next."
M = TypeVar("M", bound=Model)

YEAR = OpenApiParameter("year", int, description="Год, в котором начинается учебный год.")
REGION = OpenApiParameter("region", str, description="Код региона.")
MUNICIPALITY = OpenApiParameter("municipality", str, description="Код ОКТМО.")
SCHOOL = OpenApiParameter("school", str, description="Код организации.")
INDICATOR = OpenApiParameter("indicator", str, description="Код показателя.")
KIND = OpenApiParameter("kind", str, enum=Kind.values, description="Вид организации.")
LOCALITY = OpenApiParameter("locality", str, enum=Locality.values, description="Местность организации.")


def readable_municipalities(user: User) -> QuerySet[Municipality]:
    """Those the caller reads as a whole; heads their own one."""
    reach = user.reach
    if reach.everything:
        return Municipality.objects.all()
    return Municipality.objects.filter(
        Q(pk__in=reach.municipalities | reach.homes) | Q(region__in=reach.regions)
    )


class Asked:
    """The parameters of a request; what is wrong is collected and raised by `check`, by the parameter's name."""

    def __init__(self, words: Mapping[str, str], known: Iterable[str]) -> None:
        self.words = words
        self.wrong: dict[str, list[str]] = {}
        names = [*known, *ALWAYS]
        for name in words:
            if name not in names:
                self.wrong[name] = [
                    NUMBERED if name == "page" else f"Такого отбора нет. Есть: {', '.join(sorted(names))}."
                ]

    def choice(self, name: str, values: Iterable[str], default: str = "") -> str:
        word = self.words.get(name, default)
        if word and word not in values:
            self.wrong[name] = [f"Такого значения нет. Есть: {', '.join(values)}."]
            return default
        return word

    def year(self) -> int | None:
        word = self.words.get("year", "")
        if not word:
            return None
        least, most = YEARS["min_value"], YEARS["max_value"]
        if not (word.isascii() and word.isdecimal() and len(word) < 5 and least <= int(word) <= most):
            self.wrong["year"] = ["Укажите год, в котором начинается учебный год: 2021 – это 2021/2022."]
            return None
        return int(word)

    def named(self, name: str, rows: QuerySet[M], what: str) -> M | None:
        """The row of this code among those the caller reads."""
        code = self.words.get(name, "")
        if not code:
            return None
        fits = len(code) <= LONGEST_CODE and "\0" not in code
        found = rows.filter(code=code).first() if fits else None
        if found is None:
            self.wrong[name] = [f"{what} с таким кодом нет, или вам они не открыты."]
        return found

    def check(self) -> None:
        if self.wrong:
            raise ValidationError(self.wrong)


@dataclass(frozen=True)
class Wanted:
    """By which places, year and indicator a list of numbers is filtered; empty = by none."""

    region: Region | None
    municipality: Municipality | None
    school: School | None
    indicator: Indicator | None
    year: int | None
    kind: str
    locality: str


def wanted_of(asked: Asked, user: User) -> Wanted:
    """Only what the caller reads can be named; the caller checks `asked` afterwards."""
    return Wanted(
        region=asked.named("region", Region.objects.visible_to(user), "Региона"),
        municipality=asked.named("municipality", readable_municipalities(user), "Муниципалитета"),
        school=asked.named("school", School.objects.visible_to(user), "Организации"),
        indicator=asked.named("indicator", Indicator.objects.visible_to(user), "Показателя"),
        year=asked.year(),
        kind=asked.choice("kind", KIND.enum or ()),
        locality=asked.choice("locality", LOCALITY.enum or ()),
    )
