"""Pages by the primary key: a page deep inside costs what the first costs, and rows added meanwhile shift nothing.

The body keeps `results` and `next`; there is no `count`: counting reads every row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

PAGE, LARGEST_PAGE = 100, 1000
SCANNED = 2000
"""Rows read for one page where not all of them are wanted, and at a time for a file."""
KEY = re.compile(r"\A\d{1,9}(?:-\d{1,9}){0,2}\Z")
Rows = QuerySet[Any]
Printed = Callable[[list[Any]], list[dict[str, Any] | None]]  # None = not wanted, in the order of the rows


@dataclass(frozen=True)
class Page:
    results: list[dict[str, Any]]
    after: str


class Keyset(BasePagination):
    """`?page_size=` (at most 1000) and `?after=`, taken from `next`."""

    def page(self, request: Request, rows: Rows, printed: Printed, *, wanted_all: bool) -> Page:
        after, size = _after(request, rows), _size(request)
        return page_of(rows, printed, after=after, size=size, wanted_all=wanted_all)

    def answer(self, request: Request, page: Page, results: Any) -> Response:
        address = request.build_absolute_uri()
        following = replace_query_param(address, "after", page.after) if page.after else None
        return Response({"next": following, "results": results})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        following = {"type": "string", "format": "uri", "nullable": True}
        following["description"] = "Адрес следующей страницы; null – это последняя."
        return {
            "type": "object",
            "required": ["next", "results"],
            "description": "Общего числа строк нет: чтобы узнать его, пришлось бы прочитать их все. "
            "С отбором по статусу страница бывает неполной: идите по next, пока он есть.",
            "properties": {"next": following, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE}
        key = {"type": "string", "pattern": KEY.pattern.replace("\\A", "^").replace("\\Z", "$")}
        return [
            {"name": "page_size", "in": "query", "required": False, "schema": size, "description": "Строк."},
            {
                "name": "after", "in": "query", "required": False, "schema": key,
                "description": "После какой строки продолжать; берите из next.",
            },
        ]  # fmt: skip


def page_of(rows: Rows, printed: Printed, *, after: Any, size: int, wanted_all: bool) -> Page:
    """One query for the rows, and those of `printed`; `rows` are in the order of their primary key."""
    read = size if wanted_all else max(size, SCANNED)
    chunk = list(_beyond(rows, after)[: read + 1])
    known = list(zip(chunk[:read], printed(chunk[:read]), strict=True))
    wanted = [(row, words) for row, words in known if words is not None]
    results = wanted[:size]
    last: Model | None = None
    if len(wanted) > size:
        last = results[-1][0]
    elif len(chunk) > read:
        last = chunk[read - 1]
    return Page([words for _, words in results], _key(last) if last is not None else "")


def all_of(rows: Rows, printed: Printed) -> Iterator[dict[str, Any]]:
    """Every wanted row, a few thousand of them in memory at a time."""
    after: Any = None
    while True:
        chunk = list(_beyond(rows, after)[:SCANNED])
        yield from (words for words in printed(chunk) if words is not None)
        if len(chunk) < SCANNED:
            return
        after = chunk[-1].pk


def _beyond(rows: Rows, after: Any) -> Rows:
    return rows if after is None else rows.filter(pk__gt=after)


def _key(row: Model) -> str:
    return "-".join(map(str, row.pk)) if isinstance(row.pk, tuple) else str(row.pk)


def _after(request: Request, rows: Rows) -> Any:
    word = request.query_params.get("after", "")
    if not word:
        return None
    parts = len(rows.model._meta.pk_fields)
    if not KEY.match(word) or word.count("-") + 1 != parts:
        raise ValidationError({"after": ["Берите это значение из next прошлой страницы."]})
    numbers = tuple(map(int, word.split("-")))
    return numbers if parts > 1 else numbers[0]


def _size(request: Request) -> int:
    word = request.query_params.get("page_size", "")
    if not word:
        return PAGE
    if not (word.isascii() and word.isdecimal() and len(word) < 10 and int(word) > 0):
        raise ValidationError({"page_size": [f"Укажите число строк от 1 до {LARGEST_PAGE}."]})
    return min(int(word), LARGEST_PAGE)
