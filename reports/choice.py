"""What a person takes away as a table: which one, of which years, indicators and organisations, in which form.

A choice is data: it comes from the page of exports, is kept as a saved selection, and is the order of a background job.
Empty tuples and words mean «all». `Scope` is a choice with the places it means for one person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Self

from indicators.models import Indicator
from indicators.pages.filters import Asked
from schools.access import Permission, may
from schools.models import Municipality, Region, School, User
from schools.place import municipalities_of

XLSX, CSV = "xlsx", "csv"
OF_MUNICIPALITY, OF_REGION = "municipality", "region"


@dataclass(frozen=True)
class Choice:
    """`whose` values: of organisations, of the municipality; `level` is that of education, as on the pages.

    `area` region = every municipality of the region, for those who read all of it.
    """

    what: str = ""
    years: tuple[int, ...] = ()
    form: str = XLSX
    indicators: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    kind: str = ""
    locality: str = ""
    level: str = ""
    topic: str = ""
    whose: str = ""
    area: str = OF_MUNICIPALITY

    def words(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Self:
        """What an older version does not know is left out."""
        known: dict[str, Any] = {
            name: value for name, value in words.items() if name in cls.__dataclass_fields__
        }
        for name, value in known.items():
            known[name] = tuple(value) if isinstance(value, list) else value
        return cls(**known)

    @property
    def asked(self) -> Asked:
        """The filters it shares with the pages of analysis."""
        return Asked(kind=self.kind, locality=self.locality, level=self.level, topic=self.topic)

    @property
    def narrows_schools(self) -> bool:
        return bool(self.schools) or self.asked.narrows_schools

    def takes_school(self, school: School) -> bool:
        return (not self.schools or school.code in self.schools) and self.asked.takes_school(school)

    def takes_indicator(self, indicator: Indicator, year: int) -> bool:
        """`indicator` is read with its goal and its terms."""
        chosen = not self.indicators or indicator.code in self.indicators
        return chosen and self.asked.takes_indicator(indicator, year)


@dataclass(frozen=True)
class Scope:
    """A choice for one person: the municipalities and regions it means, the moment, and whom to tell how far it is."""

    choice: Choice
    person: User
    municipality: Municipality
    now: dt.datetime
    progress: Callable[[int], None] = lambda percent: None

    @cached_property
    def of_region(self) -> bool:
        return self.choice.area == OF_REGION and reads_region(self.person, self.municipality)

    @cached_property
    def municipalities(self) -> list[Municipality]:
        if not self.of_region:
            return [self.municipality]
        region = self.municipality.region_id
        return [one for one in municipalities_of(self.person) if one.region_id == region]

    @cached_property
    def regions(self) -> list[Region]:
        return [self.municipality.region] if self.of_region else []


def reads_region(person: User, municipality: Municipality) -> bool:
    """Whether the person reads every municipality of this one's region."""
    return may(person, Permission.READ, municipality.region)
