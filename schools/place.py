"""Where a request happens: person, municipality, school and year, resolved once per request.

The address wins: `<int:year>`, `<str:school>` (the code of an organisation). Then what was chosen by
`?municipality=CODE`, `?school=CODE` (only one of the person's own) or `?year=2021` and is kept in the session; then
the first place of the person and the newest year that has begun. A place the person may not read is not found
(404), a person without any place is refused (403). At most three queries: roles, years, place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from schools.access import Permission, may, role_in
from schools.calendar import school_year_of, year_label
from schools.models import Municipality, Role, School, SchoolYear, User

CHOSEN = "place"  # session: ["municipality" | "school", primary key]
CHOSEN_YEAR = "year"
YEAR_DIGITS = 4


@dataclass(frozen=True)
class Place:
    """`school` is the head's own organisation, or the one the address names; `years` are the newest first."""

    person: User
    municipality: Municipality
    school: School | None
    year: int
    years: tuple[int, ...]

    @property
    def role(self) -> str:
        """The role the person plays here (`schools.models.Role`, or «admin»)."""
        return role_in(self.person, self.municipality) or role_in(
            self.person, self.school or self.municipality
        )

    @property
    def is_head(self) -> bool:
        """Does the person see just their own school here?"""
        return self.role == Role.HEAD

    @property
    def year_label(self) -> str:
        return year_label(self.year)

    def may(self, permission: Permission | str) -> bool:
        return may(self.person, permission, self.school or self.municipality)


def place_of(request: HttpRequest) -> Place:
    """The place of this request; raises Http404 or PermissionDenied."""
    place: Place | None = getattr(request, "_place", None)
    if place is None:
        place = _resolve(request)
        request._place = place  # type: ignore[attr-defined]  # remembered for the rest of the request
    return place


def needs(permission: Permission) -> Callable[..., Any]:
    """A view only for those who may do this in the place of the request; others get 403."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not place_of(request).may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def municipalities_of(person: User) -> list[Municipality]:
    """The municipalities a person may switch between, by code: one query for those of a region, none for others."""
    found: list[Municipality] | None = getattr(person, "_municipalities", None)
    if found is None:
        if person.is_superuser or person.reach.regions:
            found = list(Municipality.objects.filter(_switchable(person)))
        else:
            found = [role.municipality for role in person.roles if role.municipality]
        found = sorted(set(found), key=lambda municipality: municipality.code)
        person._municipalities = found  # type: ignore[attr-defined]  # remembered for the rest of the request
    return found


def schools_of(person: User) -> list[School]:
    """A head's own organisations; an administrator has none of their own, whatever roles they hold, and no query."""
    if person.is_superuser:
        return []
    return [role.school for role in person.roles if role.school]


def _switchable(person: User) -> Q:
    reach = person.reach
    if reach.everything:
        return Q()
    return Q(pk__in=reach.municipalities) | Q(region__in=reach.regions)


def _resolve(request: HttpRequest) -> Place:
    person = request.user
    assert isinstance(person, User)  # anonymous people are sent to log in before any view
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    years = tuple(SchoolYear.objects.order_by("-year").values_list("year", flat=True))
    year = _year(request, kwargs.get("year"), years)
    years = tuple(sorted({*years, year}, reverse=True))
    if "school" in kwargs:
        school: School | None = _school_of_address(person, kwargs["school"])
        municipality = school.municipality if school else None
    else:
        municipality, school = _chosen(request, person)
    if municipality is None:
        raise PermissionDenied(
            "Вам ещё не назначено ни одного места работы. Обратитесь к администратору портала."
        )
    return Place(person=person, municipality=municipality, school=school, year=year, years=years)


class UnknownYear(Http404):
    """A year of an address that the portal does not have; `years` are those there are."""

    def __init__(self, years: tuple[int, ...]) -> None:
        super().__init__("Такого учебного года на портале нет.")
        self.years = years


def _year(request: HttpRequest, named: int | None, years: tuple[int, ...]) -> int:
    """A choice is kept only where it is another year than the one found without it: the first page writes nothing."""
    now = school_year_of(timezone.localdate())
    newest = next((year for year in years if year <= now), years[-1] if years else now)
    wanted = named if named is not None else request.GET.get("year", "")[: YEAR_DIGITS + 1]
    if str(wanted).isdecimal() and (int(wanted) in years or int(wanted) == now):
        if request.session.get(CHOSEN_YEAR, newest) != int(wanted):
            request.session[CHOSEN_YEAR] = int(wanted)
        return int(wanted)
    if named is not None:
        raise UnknownYear(years)
    kept = request.session.get(CHOSEN_YEAR)
    return int(kept) if kept in years else newest


def _school_of_address(person: User, code: str) -> School:
    for own in schools_of(person):
        if own.code == code:
            return own
    school = School.objects.visible_to(person).select_related("municipality").filter(code=code).first()
    if school is None:
        raise Http404("Такой организации нет или она вам не открыта.")
    return school


def _chosen(request: HttpRequest, person: User) -> tuple[Municipality | None, School | None]:
    schools = schools_of(person)
    if code := request.GET.get("municipality"):
        municipality = Municipality.objects.filter(_switchable(person), code=code).first()
        if municipality is None:
            raise Http404("Такого муниципалитета нет или он вам не открыт.")
        request.session[CHOSEN] = ["municipality", municipality.pk]
        return municipality, None
    for school in schools:
        if school.code == request.GET.get("school"):
            request.session[CHOSEN] = ["school", school.pk]
            return school.municipality, school
    kind, key = request.session.get(CHOSEN, ("", None))
    own = next((school for school in schools if kind == "school" and school.pk == key), None)
    municipality = None if own else _municipality(person, key if kind == "municipality" else None)
    if own is None and municipality is None and schools:
        own = schools[0]
    return (own.municipality, own) if own else (municipality, None)


def _municipality(person: User, kept: int | None) -> Municipality | None:
    """The kept one if the person may still work there, else their first."""
    own = municipalities_of(person)
    return next((one for one in own if one.pk == kept), own[0] if own else None)
