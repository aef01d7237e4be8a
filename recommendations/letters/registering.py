"""Numbers of letters: unique in the municipality and the calendar year of the date, proposed, given to many in a row.

A number that is not named is the next free one; of two officers at once both get their own. With the number the letter
keeps the name and the particulars of its authority as they are today. A letter that goes back to being a draft keeps
its number.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction

from recommendations.letters.drafting import demand_officer
from recommendations.letters.steps import STEPS
from recommendations.models import Letter
from schools.calendar import format_date
from schools.models import Municipality, User
from schools.workflow import StepRefused, take

ATTEMPTS = 5
LONGEST = 40
UNSIGNED = "Письмо некому подписать: впишите в текст письма должность и фамилию подписывающего."
GONE = "Пока вы регистрировали, проект письма удалили: откройте письма заново и посмотрите, что осталось."
_LAST_DIGITS = re.compile(r"\d+(?=\D*$)")


class NumberRefused(StepRefused):
    """The number or the date cannot be used; `field` is which of the two."""

    def __init__(self, message: str, field: str = "number") -> None:
        super().__init__(message)
        self.field = field


def next_number(municipality: Municipality, calendar_year: int, *, after: Collection[str] = ()) -> str:
    """The one after the last registered of the year, in its shape («01-12/45» → «01-12/46»); «1» in a new year."""
    taken = [*_taken(municipality, calendar_year), *after]
    if not taken:
        return "1"
    return following(taken[-1], taken)


def proposed(letters: Sequence[Letter], calendar_year: int) -> str:
    """What the form shows for these drafts at first: the first one's own number, else the next free one."""
    first = letters[0]
    own = first.number if first.calendar_year == calendar_year else ""
    return own or next_number(first.municipality, calendar_year)


def following(number: str, taken: Collection[str]) -> str:
    """The next free number: the last run of digits counted up; «б/н» gets a number beside it."""
    while True:
        found = _LAST_DIGITS.search(number)
        if found is None:
            number = f"{number}-1"
        else:
            counted = str(int(found[0]) + 1).zfill(len(found[0]))
            number = f"{number[: found.start()]}{counted}{number[found.end() :]}"
        if number not in taken:
            return number


def register(
    *, letters: Sequence[Letter], person: User, date: dt.date, number: str = "", today: dt.date
) -> list[Letter]:
    """Give a number and the date to these drafts, one after the other from `number` on (empty = the next free one).

    Those with a number of that year keep it, unless another than the proposed one is named. All or none; raises
    NumberRefused, or StepRefused for what is no draft any more or names nobody who signs it.
    """
    if date > today + dt.timedelta(days=366) or date.year < today.year - 1:
        raise NumberRefused("Проверьте дату письма: она далеко от сегодняшней.", "date")
    number = " ".join(number.split())
    for attempt in range(ATTEMPTS):
        try:
            return _register(letters, person, date, number)
        except IntegrityError:  # somebody registered in the same moment
            if number or attempt == ATTEMPTS - 1:
                break
    raise NumberRefused("Номер только что занял другой специалист: возьмите следующий.")


@transaction.atomic
def _register(chosen: Sequence[Letter], person: User, date: dt.date, number: str) -> list[Letter]:
    rows = Letter.objects.filter(pk__in=[letter.pk for letter in chosen]).order_by("pk")
    letters = list(rows.select_for_update(of=("self",)).select_related("municipality"))
    municipality = chosen[0].municipality
    demand_officer(person, municipality)
    if any(not (letter.signatory_post and letter.signatory_name) for letter in letters):
        raise StepRefused(UNSIGNED)
    if len(letters) < len(chosen):
        raise StepRefused(GONE)
    taken = _taken(municipality, date.year)
    keep = number in ("", proposed(letters, date.year))
    for letter in letters:
        own = letter.number if keep and letter.calendar_year == date.year else ""
        given = own or _number_of(letter, number, taken, municipality, date)
        fields = {
            "number": given, "date": date, "calendar_year": date.year, "authority": municipality.authority,
            "letterhead": municipality.letterhead, "version": letter.version + 1,
        }  # fmt: skip
        take(letter, STEPS["register"], person=person, note=f"№ {given}", fields=fields)
        taken.append(given)
        if number in taken:
            number = following(given, taken)
    return letters


def _number_of(
    letter: Letter, number: str, taken: list[str], municipality: Municipality, date: dt.date
) -> str:
    """Checked: free, and no longer than a number can be."""
    number = number or (following(taken[-1], taken) if taken else "1")
    if len(number) > LONGEST:
        raise NumberRefused(f"Номер {number} длиннее {LONGEST} знаков: назовите номер короче.")
    if number in taken and not (number == letter.number and letter.calendar_year == date.year):
        other = Letter.objects.filter(
            municipality=municipality, calendar_year=date.year, number=number
        ).first()
        when = f" от\u00a0{format_date(other.date, 'digits')}" if other and other.date else ""
        free = following(number, taken)
        raise NumberRefused(f"Номер {number} в {date.year} году уже есть у письма{when}. Свободен {free}.")
    return number


def _taken(municipality: Municipality, calendar_year: int) -> list[str]:
    """The numbers of the year, the newest last."""
    rows = Letter.objects.filter(municipality=municipality, calendar_year=calendar_year).exclude(number="")
    return sorted(rows.values_list("number", flat=True), key=_counted)


def _counted(number: str) -> tuple[int, str]:
    found = _LAST_DIGITS.search(number)
    return int(found[0]) if found else 0, number


@transaction.atomic
def reopen(*, letter: Letter, person: User) -> None:
    """Back to a draft before it was sent; the number stays the letter's."""
    demand_officer(person, letter.municipality)
    take(letter, STEPS["reopen"], person=person)
