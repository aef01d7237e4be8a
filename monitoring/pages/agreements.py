"""The register of agreements as a page: of a municipality, or of a head's own school. Five queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from monitoring.in_force import SOON, agreements_counted, days_of, in_force
from monitoring.models import Agreement
from monitoring.pages.register_lists import ListPage, choice, list_page, schools_to_choose, search, with_words
from monitoring.registers.counting import reported
from monitoring.registers.doubles import repeated
from monitoring.rules import may_keep
from schools.calendar import format_date, year_label
from schools.models import School
from schools.numbers import counted
from schools.place import Place

ORDERS = {
    "school": ("school__name_key", "-signed"),
    "partner": ("partner_key",),
    "signed": ("signed",),
    "until": ("valid_until",),
}
STATES = (
    ("year", "действуют в этом учебном году"), ("soon", "заканчиваются в 60 дней"), ("expired", "закончились"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """`tone` and `sign` go with `until`; `double` names an agreement with the same partner at the same time."""

    agreement: Agreement
    until: str
    tone: str
    sign: str
    double: str
    editable: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A report that holds another number than the register; `count` agreements are in force."""

    school: School
    count: int
    in_report: str

    @property
    def words(self) -> str:
        return f"по реестру {self.count}, в отчёте {self.in_report or 'пусто'}"


@dataclass(frozen=True)
class AgreementsPage:
    rows: ListPage
    lines: list[Line]
    year: int
    total: int
    counted: int
    soon: int
    expired: int
    doubtful: int
    differences: list[Difference]

    @property
    def heading(self) -> str:
        if not self.total:
            return "Договоры с партнёрами ещё не записаны"
        number = counted(self.counted, "договор действует", "договора действуют", "договоров действуют")
        return f"{number} в\u00a0{year_label(self.year)} учебном году"

    @property
    def notices(self) -> list[str]:
        said = []
        soon = counted(self.soon, "договор", "договора", "договоров")
        ends = [f"заканчиваются в ближайшие 60\u00a0дней: {soon}"] if self.soon else []
        ends += [f"закончились: {self.expired}"] if self.expired else []
        if ends:
            text = "; ".join(ends)
            said.append(f"{text[0].upper()}{text[1:]}. Продлённый договор запишите с новой датой.")
        if self.doubtful:
            rows = counted(self.doubtful, "договор похож", "договора похожи", "договоров похожи")
            said.append(
                f"{rows} на другие: тот же партнёр в то же время. Проверьте, не записан ли один дважды."
            )
        return said


def agreements_page(place: Place, asked: Mapping[str, str]) -> AgreementsPage:
    today = timezone.localdate(timezone=place.municipality.zone)
    everything = list(_of_place(place).order_by("pk"))
    by_pk = {each.pk: each for each in everything}
    doubles = repeated(everything)
    shown = list_page(agreements(place, asked), asked, orders=ORDERS, filters=_filters(place, asked))
    lines = [
        Line(
            each, *_until(each, today), str(by_pk[doubles[each.pk][0]]) if each.pk in doubles else "",
            may_keep(place.person, each.school),
        )
        for each in shown.page
    ]  # fmt: skip
    first, last = days_of(place.year)
    of_year = [
        each
        for each in everything
        if each.signed <= last and (each.valid_until is None or each.valid_until >= first)
    ]
    tones = [_until(each, today)[1] for each in everything]
    return AgreementsPage(
        shown, lines, place.year, len(everything), len(of_year), tones.count("attention"), tones.count("missed"),
        len(doubles), _differences(place, everything),
    )  # fmt: skip


def agreements(place: Place, asked: Mapping[str, str]) -> QuerySet[Agreement]:
    """The agreements the filters leave, for the page and its file."""
    rows = _of_place(place)
    today = timezone.localdate(timezone=place.municipality.zone)
    if asked.get("state") == "year":
        rows = in_force(rows, place.year)
    elif asked.get("state") == "soon":
        rows = rows.filter(valid_until__range=(today, today + SOON))
    elif asked.get("state") == "expired":
        rows = rows.filter(valid_until__lt=today)
    if code := asked.get("of"):
        rows = rows.filter(school__code=code)
    return with_words(rows, asked.get("q", ""), "partner_key", "number", "school__name_key")


def _of_place(place: Place) -> QuerySet[Agreement]:
    own = Q(school=place.school) if place.is_head else Q(school__municipality=place.municipality)
    return Agreement.objects.filter(own).select_related("school__municipality")


def _filters(place: Place, asked: Mapping[str, str]) -> list[dict[str, object]]:
    filters = [search(asked, "Партнёр или номер"), choice(asked, "state", "Срок", "любой", STATES)]
    if schools := schools_to_choose(place):
        options = [(school.code, school.short_name) for school in schools]
        filters.append(choice(asked, "of", "Организация", "все", options))
    return filters


def _until(agreement: Agreement, today: dt.date) -> tuple[str, str, str]:
    """Words, tone and sign of the last day."""
    last = agreement.valid_until
    if last is None:
        return "бессрочно", "", ""
    day = format_date(last, "digits")
    if last < today:
        return f"закончился {day}", "missed", "!"
    if last <= today + SOON:
        return f"заканчивается {day}", "attention", "!"
    return f"до {day}", "", ""


def _differences(place: Place, everything: list[Agreement]) -> list[Difference]:
    """Reports of the year that hold another number; nothing entered counts only where something is to be written."""
    schools = {each.school_id: each.school for each in everything}
    counts = agreements_counted(schools, [place.year])
    held = reported(schools, place.year) if counts else {}
    return sorted(
        (
            Difference(schools[school], count, held[school])
            for (school, _), count in counts.items()
            if school in held and held[school] != str(count)
        ),
        key=lambda found: found.school.name_key,
    )
