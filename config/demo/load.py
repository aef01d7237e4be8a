"""The whole demonstration: an empty database in, Kemerovo's cycle out, in one transaction.

Everything goes through the verbs people use, so the demonstration obeys the same checks. A database that already holds
the demonstration is left as it is; one that holds anything else is refused.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from config.catalogue import import_catalogue
from config.demo import current
from config.demo.experience import load_experience
from config.demo.history import load_settled_years
from config.demo.letters import load_letters
from config.demo.people import create_people
from config.demo.registers import load_registers
from config.demo.roadmap import load_measures
from config.demo.years import load_accepted_years, load_current_year
from indicators.models import Target
from schools.calendar import school_year_of
from schools.models import Municipality, SchoolYear, User

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
CODE = "32622000"


class NotEmpty(Exception):
    """The database holds something else; the message is for the person at the command line."""


@dataclass(frozen=True)
class Loaded:
    """`passwords` is empty when the demonstration was already there."""

    already_there: bool
    passwords: dict[str, str]
    facts: int = 0


@transaction.atomic
def load_demo(*, today: dt.date) -> Loaded:
    """Fill an empty database; a second call changes nothing."""
    if Municipality.objects.filter(code=CODE).exists() and User.objects.filter(username="officer").exists():
        return Loaded(already_there=True, passwords={})
    if Municipality.objects.exists() or User.objects.exists():
        raise NotEmpty(
            "База не пуста, демонстрация загружается только в пустую. Укажите другую базу в DATABASE_URL "
            "или уберите файл базы в var/ и повторите."
        )
    import_catalogue(content=(FIXTURES / "kemerovo.yaml").read_bytes())
    municipality = Municipality.objects.get(code=CODE)
    passwords = create_people(municipality)
    officer = User.objects.get(username="officer")
    facts = load_accepted_years(municipality)
    year = max(current.YEAR, school_year_of(today))
    load_settled_years(municipality, officer=officer)
    _move_targets(year)
    load_current_year(municipality, officer=officer, today=today, year=year)
    load_measures(municipality, officer=officer, year=year, today=today)
    load_registers(municipality, officer=officer, today=today, year=year)
    load_letters(municipality, officer=officer, today=today)
    load_experience(municipality, officer=officer)
    return Loaded(already_there=False, passwords=passwords, facts=facts)


def _move_targets(year: int) -> None:
    """The plan of the campaign under way is written for one year; in a later year it is the plan of that year."""
    SchoolYear.objects.get_or_create(year=year)
    if year != current.YEAR:
        Target.objects.filter(year_id=current.YEAR).update(year_id=year)
