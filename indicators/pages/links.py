"""Addresses of many cells at once: reversed once each, then filled in."""

from __future__ import annotations

from urllib.parse import quote

from django.urls import NoReverseMatch, reverse

_SCHOOL, _INDICATOR = "--school--", "--indicator--"


class Links:
    """Pages of one school year."""

    def __init__(self, year: int) -> None:
        self.year = year
        self._others: dict[int, Links] = {}
        self._trace = reverse("indicators:trace", args=[year, _SCHOOL, _INDICATOR])
        self._passport = reverse("indicators:passport", args=[year, _SCHOOL])
        self._indicator = reverse("indicators:indicator", args=[year, _INDICATOR])
        self._form = reverse("monitoring:form", args=[year, _SCHOOL])
        self._dynamics = reverse("indicators:indicator_dynamics", args=[year, _INDICATOR])

    def in_year(self, year: int) -> Links:
        """The same pages of another year; made once."""
        if year not in self._others:
            self._others[year] = Links(year)
        return self._others[year]

    def trace(self, school: str, indicator: str) -> str:
        return self._trace.replace(_SCHOOL, quote(school, safe="")).replace(_INDICATOR, indicator)

    def passport(self, school: str) -> str:
        return self._passport.replace(_SCHOOL, quote(school, safe=""))

    def form(self, school: str) -> str:
        return self._form.replace(_SCHOOL, quote(school, safe=""))

    def indicator(self, indicator: str) -> str:
        return self._indicator.replace(_INDICATOR, indicator)

    def indicator_dynamics(self, indicator: str) -> str:
        return self._dynamics.replace(_INDICATOR, indicator)


def address(name: str, **kwargs: object) -> str:
    """The address of a page of another room; empty while there is no such page."""
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
