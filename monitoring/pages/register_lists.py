"""What the three lists of the registers share: filters of the address, order, pages, and the tabs between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from monitoring.registers.kinds import REGISTERS, Register
from schools.models import School
from schools.models.fields import name_key
from schools.place import Place

PAGE = 50
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ListPage:
    """Filters, the page of rows in order, and the query that keeps them."""

    page: Page[Any]
    filters: list[dict[str, object]]
    sort: str
    query: str
    query_of_page: str
    filtered: bool


def list_page(
    rows: QuerySet[Any],
    asked: Mapping[str, str],
    *,
    orders: Mapping[str, Sequence[str]],
    filters: list[dict[str, object]],
) -> ListPage:
    """`orders`: what each ?sort= sorts by, empty values last; the first is the default."""
    sort = asked.get("sort", "")
    key = sort.removeprefix("-")
    if key not in orders:
        sort = key = next(iter(orders))
    turned = sort.startswith("-")
    first, *rest = orders[key]
    order = F(first).desc(nulls_last=True) if turned else F(first).asc(nulls_last=True)
    page = Paginator(rows.order_by(order, *rest, "pk"), PAGE).get_page(asked.get("page"))
    kept = {name: value for name, value in asked.items() if name != "page"}
    of_page = urlencode(kept)
    kept.pop("sort", None)
    filtered = any(asked.get(str(each["name"])) for each in filters)
    return ListPage(page, filters, sort, urlencode(kept), of_page, filtered)


def choice(
    asked: Mapping[str, str], name: str, label: str, anything: str, options: Options
) -> dict[str, object]:
    """Parameters of a select of components/filter_bar.html."""
    chosen = asked.get(name, "")
    return {
        "name": name,
        "label": label,
        "options": [{"value": v, "label": w, "selected": v == chosen} for v, w in [("", anything), *options]],
    }


def search(asked: Mapping[str, str], label: str) -> dict[str, object]:
    return {"name": "q", "label": label, "type": "search", "value": asked.get("q", "")}


def with_words(rows: QuerySet[Any], text: str, *columns: str) -> QuerySet[Any]:
    """Rows in which every word is found in one of the columns, any case, ё as е."""
    for word in name_key(text[:200]).split():
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__contains": word})
        rows = rows.filter(found)
    return rows


def schools_to_choose(place: Place) -> list[School]:
    """For the filter of an officer; a head has one school only. One query."""
    if place.is_head:
        return []
    today = timezone.localdate(timezone=place.municipality.zone)
    exists = Q(closed__isnull=True) | Q(closed__gt=today)
    return list(place.municipality.schools.filter(exists).order_by("name_key"))


def tabs(register: Register, place: Place) -> list[dict[str, object]]:
    """Parameters of components/tabs.html."""
    return [
        {"title": each.title, "url": reverse(each.page, args=[place.year]), "active": each is register}
        for each in REGISTERS.values()
    ]
