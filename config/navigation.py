"""Context of templates/base.html: the nine positions with their states, places and years to choose.

A position is «done» when its objects of this municipality and year exist, the first one not done is «now», the rest are
«ahead». The collection is done when something is accepted and nothing that was begun waits; until then a campaign makes
it «now». Costs one query; pages of heads and pages without a place cost none.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse

from indicators.models import Goal, Indicator, MunicipalityValue, Standing, Target
from indicators.pages.filters import LABELS, SORT
from monitoring.models import Campaign, Submission
from recommendations.models import Recommendation
from roadmap.models import Decision, Roadmap
from schools.access import ROLE_NAMES, Permission
from schools.calendar import year_label
from schools.models import Municipality, School, User
from schools.place import Place, municipalities_of, place_of, schools_of

CYCLE = [
    ("goals", "Цели", "indicators:goals"),
    ("targets", "Показатели и план", "indicators:catalogue"),
    ("methods", "Методы и источники", "indicators:methods"),
    ("accepted", "Мониторинг: сбор данных", "monitoring:board"),
    ("values", "Анализ: показатели", "indicators:heatmap"),
    ("recommendations", "Адресные рекомендации", "recommendations:list"),
    ("roadmap", "Меры: дорожная карта", "roadmap:roadmap"),
    ("decisions", "Управленческие решения", "roadmap:decisions"),
    ("effect", "Эффективность мер", "roadmap:effect"),
]
MATERIALS = [
    ("Организации", "schools:list", "school", Permission.READ),
    ("Доступ организаций", "schools:codes", "people", Permission.MANAGE_PEOPLE),
    ("Письма", "recommendations:letters", "mail", Permission.READ),
    ("Реестры", "monitoring:held_events", "list", Permission.READ),
    ("Опубликованные значения", "indicators:published", "document", Permission.READ),
    ("Отчёты и выгрузка", "reports:exports", "download", Permission.EXPORT),
]
OF_HEAD = [
    ("Рекомендации", "recommendations:mine", False),
    ("Письма", "recommendations:letters_mine", False),
    ("Отчёт", "monitoring:form", True),
    ("Паспорт", "indicators:passport", True),
    ("Дорожная карта", "roadmap:roadmap", False),
    ("Реестры", "monitoring:held_events", False),
]
REGISTERS = {
    f"monitoring:{name}"
    for name in ("held_events", "held_event_step", "agreements", "responsible", "register_new", "register_row",
                 "register_erase", "register_file")
}  # fmt: skip
OF_REPORT = {
    f"monitoring:{name}"
    for name in ("form", "paste", "cell", "cell_history", "changes", "receipt", "school_book", "take_over_count")
}  # fmt: skip
OF_UPLOADS = {"monitoring:upload", "monitoring:upload_apply", "monitoring:upload_withdraw"}
COLLECTION = {
    f"monitoring:{name}"
    for name in ("board", "open", "accept", "close", "reopen", "campaign", "settings", "participants", "wave_new",
                 "wave", "wave_delete", "wave_move", "rollover", "matrix", "books", "extend", "reminders",
                 "remind_now")
}  # fmt: skip
FILES = {f"reports:{name}" for name in ("exports", "files", "file", "selection", "selection_delete")}
ANALYSIS = {
    f"indicators:{name}"
    for name in (
        "heatmap",
        "dynamics",
        "comparison",
        "region",
        "indicator",
        "indicator_dynamics",
        "school_dynamics",
        "people",
        "what_if",
    )
}
PUBLISHED = {
    f"indicators:published{name}"
    for name in ("", "_new", "_document", "_columns", "_erase", "_record", "_value", "_remove")
}
LETTERS = {
    *(f"recommendations:{name}" for name in (
        "letters", "letter_new", "letter_edit", "letter_step", "letter_batch", "letter_batch_edit",
        "letter_batch_step",
    )),
    "reports:letter",
}  # fmt: skip
PAGES_OF = {
    "recommendations:letters": LETTERS,
    "recommendations:letters_mine": {"recommendations:letters_mine", "reports:letter"},
    "reports:exports": FILES,
    "indicators:heatmap": ANALYSIS,
    "indicators:passport": {f"indicators:{name}" for name in ("passport", "school_dynamics", "own_people")},
    "indicators:published": PUBLISHED,
    "monitoring:held_events": REGISTERS,
    "monitoring:board": COLLECTION | OF_REPORT | OF_UPLOADS,
    "monitoring:form": OF_REPORT | OF_UPLOADS,
}
"""Where one entry stands for several pages."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The context processor; computed once per request however many templates are rendered."""
    found: dict[str, Any] | None = getattr(request, "_navigation", None)
    if found is None:
        found = _navigation(request)
        request._navigation = found  # type: ignore[attr-defined]  # remembered for the rest of the request
    return dict(found)


def address(name: str, place: Place, *, school: School | None = None) -> str:
    """The address of a page for this place: with year and school where it takes them; empty = no such page."""
    named = {"school": school.code} if school else {}
    for kwargs in ({"year": place.year, **named}, named):
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return ""


def _navigation(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    if not isinstance(person, User) or person.must_change_password:
        return {}
    try:
        place = place_of(request)
    except (PermissionDenied, Http404):
        return {"person_name": str(person)}
    menu = _of_head(request, place) if place.is_head else _of_others(request, place)
    return {
        **menu,
        "place": place,
        "person_name": str(person),
        "role_name": ROLE_NAMES.get(place.role, ""),
        "places": _places(request, place),
        "years": _years(request, place),
        "year_label": place.year_label,
    }


def _of_head(request: HttpRequest, place: Place) -> dict[str, Any]:
    items = [
        _item(request, title, name, address(name, place, school=place.school if of_school else None), "")
        for title, name, of_school in OF_HEAD
    ]
    return {"place_name": str(place.school), "nav": [], "extra_nav": [item for item in items if item["url"]]}


def _of_others(request: HttpRequest, place: Place) -> dict[str, Any]:
    done = _done(place)
    collecting = done["campaign"] and not done["accepted"]
    now = "accepted" if collecting else next((key for key, *_ in CYCLE if not done[key]), "")
    nav = []
    for number, (key, title, name) in enumerate(CYCLE, start=1):
        state = "done" if done[key] else "now" if key == now else "ahead"
        item = _item(request, title, name, address(name, place), "")
        nav.append({**item, "number": number, "state": state})
    materials = [
        _item(request, title, name, address(name, place), icon)
        for title, name, icon, permission in MATERIALS
        if place.may(permission)
    ]
    return {
        "place_name": place.municipality.name,
        "nav": [item for item in nav if item["url"]],
        "extra_nav": [item for item in materials if item["url"]],
    }


def _item(request: HttpRequest, title: str, name: str, url: str, icon: str) -> dict[str, Any]:
    match = request.resolver_match
    active = bool(match and match.view_name in PAGES_OF.get(name, {name}))
    return {"title": title, "url": url, "icon": icon, "active": active}


def _done(place: Place) -> dict[str, bool]:
    """Which positions of the cycle have their objects, in one query."""
    of_place = {"municipality": OuterRef("pk")}
    of_cycle = {**of_place, "year": place.year}
    available = Q(municipality__isnull=True) | Q(municipality=OuterRef("pk"))
    reports = Submission.objects.filter(
        wave__campaign__municipality=OuterRef("pk"), wave__campaign__year=place.year
    )
    known = MunicipalityValue.objects.filter(municipality=OuterRef("pk"), standing=Standing.KNOWN)
    exists = {
        "goals": Exists(Goal.objects.filter(available)),
        "targets": Exists(Target.objects.filter(**of_cycle)),
        "methods": Exists(Indicator.objects.filter(available).exclude(method="", source="")),
        "campaign": Exists(Campaign.objects.filter(**of_cycle)),
        "accepted": Exists(reports.filter(state=Submission.State.ACCEPTED)),
        "waiting": Exists(reports.exclude(state=Submission.State.ACCEPTED)),
        "values": Exists(known.filter(year=place.year)),
        "recommendations": Exists(Recommendation.objects.filter(**of_cycle).issued()),
        "roadmap": Exists(Roadmap.objects.filter(**of_place, **_overlaps(place.year))),
        "decisions": Exists(Decision.objects.filter(**of_cycle)),
        "before": Exists(known.filter(year=place.year - 1)),
    }
    done = (
        Municipality.objects.filter(pk=place.municipality.pk)
        .values()
        .annotate(**exists)
        .values(*exists)
        .get()
    )
    compared = done.pop("before") and done["values"]  # the effect compares the year with the one before it
    return {**done, "accepted": done["accepted"] and not done["waiting"], "effect": compared}


def _overlaps(year: int) -> dict[str, str]:
    """A roadmap of whatever period that has a day in the school year."""
    return {"starts__lte": f"{year + 1}-08-31", "ends__gte": f"{year}-09-01"}


def _places(request: HttpRequest, place: Place) -> list[dict[str, Any]]:
    """Municipalities and own schools to switch to; empty when there is nothing to choose."""
    schools = schools_of(place.person)
    municipalities = municipalities_of(place.person)
    if len(schools) + len(municipalities) < 2:
        return []
    here = place.school if place.is_head else place.municipality
    items: list[tuple[Municipality | School, str]] = [
        (one, f"/?municipality={one.code}") for one in municipalities
    ]
    items += [(one, f"/?school={one.code}") for one in schools]
    return [{"label": str(one), "url": url, "active": one == here} for one, url in items]


def _filters(request: HttpRequest) -> str:
    """The filters of a page of indicators hold in another year, too; other words may be of one year."""
    kept = [(name, word) for name, word in request.GET.items() if name in (*LABELS, SORT)]
    match = request.resolver_match
    return f"?{urlencode(kept)}" if kept and match and match.namespace == "indicators" else ""


def _years(request: HttpRequest, place: Place) -> list[dict[str, Any]]:
    """The same page in other years; from something of one year (a recommendation) or the answer to a form without a
    year to the first page of the other, from letters written together to the register of letters; a page without a
    year in its address remembers the choice."""
    match = request.resolver_match
    kwargs = match.kwargs if match else {}
    years = []
    for year in place.years:
        url = f"{request.path if request.method != 'POST' else '/'}?year={year}"
        if "pk" in kwargs:
            url = f"/?year={year}"
        elif "batch" in kwargs:
            url = reverse("recommendations:letters", kwargs={"year": year})
        elif match and "year" in kwargs:
            url = reverse(match.view_name, kwargs={**kwargs, "year": year}) + _filters(request)
        years.append({"label": year_label(year), "url": url, "active": year == place.year})
    return years
