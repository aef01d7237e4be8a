"""Responsible persons of schools as a page: the telephone list, or those of a head's own school. Three queries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from monitoring.models import ResponsiblePerson
from monitoring.pages.register_lists import ListPage, choice, list_page, schools_to_choose, search, with_words
from monitoring.rules import may_keep
from schools.models import School
from schools.numbers import counted
from schools.place import Place

ORDERS = {"school": ("school__name_key", "name_key"), "name": ("name_key",), "post": ("post", "name_key")}
_DIALLED = re.compile(r"[^\d+]")


@dataclass(frozen=True, slots=True)
class Line:
    person: ResponsiblePerson
    editable: bool

    @property
    def tel(self) -> str:
        """What a telephone dials: the number without the extension; empty where it is no number."""
        number = re.split(r"доб|,|;", self.person.phone.lower())[0]
        dialled = _DIALLED.sub("", number)
        return dialled if len(dialled) >= 5 else ""


@dataclass(frozen=True)
class ResponsiblePage:
    """`without`: open organisations nobody is named in; empty for a head."""

    rows: ListPage
    lines: list[Line]
    total: int
    without: list[School]

    @property
    def heading(self) -> str:
        if not self.total:
            return "Ответственные за профориентацию ещё не записаны"
        return f"{counted(self.total, 'ответственный', 'ответственных', 'ответственных')} за профориентацию"

    @property
    def notices(self) -> list[str]:
        if not self.without:
            return []
        number = counted(len(self.without), "организации", "организаций", "организаций")
        return [f"Никто не назван у {number}: {', '.join(school.short_name for school in self.without)}."]


def responsible_page(place: Place, asked: Mapping[str, str]) -> ResponsiblePage:
    schools = schools_to_choose(place)
    everybody = set(_of_place(place).values_list("pk", "school_id"))
    filters = [search(asked, "Имя или организация")]
    if schools:
        options = [(school.code, school.short_name) for school in schools]
        filters.append(choice(asked, "of", "Организация", "все", options))
    shown = list_page(responsible(place, asked), asked, orders=ORDERS, filters=filters)
    lines = [Line(person, may_keep(place.person, person.school)) for person in shown.page]
    named = {school for _, school in everybody}
    without = [school for school in schools if school.pk not in named] if everybody else []
    return ResponsiblePage(shown, lines, len(everybody), without)


def responsible(place: Place, asked: Mapping[str, str]) -> QuerySet[ResponsiblePerson]:
    """The persons the filters leave, for the page and its file."""
    rows = _of_place(place)
    if code := asked.get("of"):
        rows = rows.filter(school__code=code)
    return with_words(rows, asked.get("q", ""), "name_key", "school__name_key")


def _of_place(place: Place) -> QuerySet[ResponsiblePerson]:
    own = Q(school=place.school) if place.is_head else Q(school__municipality=place.municipality)
    return ResponsiblePerson.objects.filter(own).select_related("school__municipality")
