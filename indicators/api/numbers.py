"""What the lists of numbers have in common: strict filters, pages by key, files, an ETag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from indicators.api.files import CsvRows, Sheet, XlsxRows, file_of
from indicators.api.keyset import Keyset, Printed, Rows, all_of
from indicators.api.revision import etag_of
from indicators.models import Slice
from indicators.queries import computed_between
from schools.api import Listing
from schools.snapshot import one_snapshot
from schools.spreadsheet import Cell, shortest

NOT_CHANGED = OpenApiResponse(description="Не изменилось с ответа, чей ETag назван в If-None-Match.")


@dataclass(frozen=True)
class Found:
    """Rows in the order of their key, how they are put into words, and whether every one of them is wanted.

    `of_schools`: which rows they are, or what they show, depends on organisations.
    `slices` are those the rows were computed in.
    """

    rows: Rows
    printed: Printed
    wanted_all: bool = True
    of_schools: bool = True
    slices: QuerySet[Slice] | None = None

    def computed(self) -> str:
        """In words, for the control line of a file; nothing for what is not computed."""
        return "" if self.slices is None else computed_between(self.slices, timezone.get_current_timezone())


class NumberListing(Listing):
    """A list that is asked again and again by machines; `columns` are those of its files."""

    pagination_class = Keyset
    filter_backends: ClassVar[list[Any]] = []
    renderer_classes: ClassVar[list[Any]] = [JSONRenderer, CsvRows, XlsxRows]
    columns: Sequence[str] = ()
    meanings: Mapping[str, str]
    title = ""

    def found(self, request: Request) -> Found:
        """The rows that are asked for; each list says which those are."""
        raise NotImplementedError

    def cells(self, words: dict[str, Any]) -> list[Cell]:
        """One row of a file: exact numbers, as short as they are."""
        return [
            shortest(word) if isinstance(word, Decimal) else word for word in map(words.get, self.columns)
        ]

    def answer(self, request: Request) -> Response | HttpResponseBase:
        found = self.found(request)
        tag = etag_of(request, of_schools=found.of_schools)
        response: Any = get_conditional_response(request._request, etag=tag)
        if response is None:
            response = self._fresh(request, found)
        response["ETag"] = tag
        response["Cache-Control"] = "private, no-cache"
        return response

    def _fresh(self, request: Request, found: Found) -> Response | HttpResponseBase:
        kind = request.accepted_renderer.format
        if kind != JSONRenderer.format:
            sheet = Sheet(self.title, self.columns, self.meanings, found.computed)
            return file_of(kind, sheet, self._rows(found))
        pages = Keyset()
        page = pages.page(request, found.rows, found.printed, wanted_all=found.wanted_all)
        return pages.answer(request, page, self.get_serializer(page.results, many=True).data)

    def _rows(self, found: Found) -> Iterator[list[Cell]]:
        """Of a file: all of one moment, until the last of them is written."""
        with one_snapshot():
            yield from (self.cells(words) for words in all_of(found.rows, found.printed))

    def handle_exception(self, exc: Exception) -> Response:
        """A refusal is JSON, whatever was to be the file."""
        response = super().handle_exception(exc)
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type
        return response
