"""The year among the filters of a page: its form is sent by GET and cannot change the path of its address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from schools.place import place_of


def in_asked_year(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`/2021/heatmap/?year=2020&kind=basic` leads to `/2020/heatmap/?kind=basic`; an unknown year changes nothing."""

    @wraps(view)
    def moved(request: HttpRequest, year: int, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("year")
        if asked is None:
            return view(request, year=year, **kwargs)
        known = {str(one): one for one in place_of(request).years}
        match = request.resolver_match
        assert match is not None  # a view is always reached by an address
        address = reverse(match.view_name, kwargs={**match.kwargs, "year": known.get(asked, year)})
        rest = request.GET.copy()
        del rest["year"]
        for name in [name for name, word in rest.items() if not word]:
            del rest[name]  # «все» of a select says nothing
        return redirect(f"{address}?{rest.urlencode()}" if rest else address)

    return moved
