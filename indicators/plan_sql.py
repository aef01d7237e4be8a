"""The compiler: specifications in, one SELECT out, the same on SQLite and PostgreSQL.

One filtered sum per distinct term and one row per participating school. `wide` gives of the i-th specification the
columns standing_i, numerator_i, denominator_i (what is summed for the municipality: n_standing_i, numerator_i,
d_standing_i, denominator_i); `indicators.value_sql` turns them into rows of values. `select` gives rows of
(school_id, municipality_id, indicator_id, by_municipality, has_denominator, n_standing, numerator, d_standing,
denominator). A side's standing is that of `indicators.models.Standing`; its sum is given whenever it is known.

How a side gets its standing, in words (docs/architecture.md, «When a school has a value»):
  applicable cells of a term  = school's grades & term's grades & event's grades (bit masks)
  not applicable              = no term of the side has an applicable cell, or a metric is answered «x» or not asked
  no data                     = some applicable cell has no accepted number: mask & ~known <> 0; where a grade has no
                                pupils, its participants and its pupils with disabilities are known to be 0
  known                       = the sum over the applicable cells, in ten-thousandths

Every number in the text is an integer of our own (ids, masks, positions) or a kind out of `Kind.values`; nothing typed
by a person enters it. Year, dates and municipalities are bound parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from indicators.definitions import IndicatorSpec, TermSpec
from indicators.models import Standing
from monitoring.models import CellKind, Population
from schools.models import Kind
from schools.models.fields import SCALE

KNOWN, NO_DATA, NOT_APPLICABLE = int(Standing.KNOWN), int(Standing.NO_DATA), int(Standing.NOT_APPLICABLE)

PLACES = """
SELECT s.id, s.municipality_id, s.kind, s.grades
FROM schools_school s
JOIN monitoring_campaign c ON c.municipality_id = s.municipality_id AND c.year_id = %(year)s
WHERE {where} AND (
    (c.all_open AND (s.opened IS NULL OR s.opened <= %(last_day)s) AND (s.closed IS NULL OR s.closed > %(first_day)s))
    OR (NOT c.all_open AND EXISTS (
        SELECT 1 FROM monitoring_campaign_schools l WHERE l.campaign_id = c.id AND l.school_id = s.id)))
"""
BETWEEN = "BETWEEN %(first)s AND %(last)s"


def is_pupils(term: TermSpec) -> bool:
    return term.kind in (CellKind.PUPILS, CellKind.PUPILS_WITH_DISABILITIES)


def is_event(term: TermSpec) -> bool:
    return term.kind in (CellKind.EVENT, CellKind.EVENT_WITH_DISABILITIES)


def cell_of(event: int, population: int) -> int:
    """One number for an event and a population: one comparison instead of two in each filter."""
    return int(event) * len(Population) + int(population)


class Compiler:
    """Turns the specifications of one year into SQL.

    `working` counts the working numbers instead of the accepted ones; `partial` gives in `select` the sum of what is
    there also where a cell is still missing (its standing says so); `among`: facts are looked for only among schools
    whose keys are so (`BETWEEN`, or «IN (1, 2)»), which the planner of a database cannot know by itself.
    """

    def __init__(
        self,
        specs: Sequence[IndicatorSpec],
        *,
        working: bool = False,
        partial: bool = False,
        among: str = "",
    ) -> None:
        self.specs = specs
        self.summed = f"<> {NOT_APPLICABLE}" if partial else f"= {KNOWN}"
        self.value = "value" if working else "accepted"
        self.mark = "mark" if working else "accepted_mark"
        self.among = among
        terms = dict.fromkeys(t for spec in specs for t in (*spec.numerator, *spec.denominator))
        self.pupils = sorted({(t.population, t.mask) for t in terms if is_pupils(t)})
        self.events = sorted({(t.event_id, t.population, t.mask) for t in terms if is_event(t)})
        self.known_events = sorted({(event, population) for event, population, _ in self.events})
        self.metrics = sorted({t.metric_id for t in terms if t.kind == CellKind.METRIC})
        self.sides = list(
            dict.fromkeys(side for spec in specs for side in (spec.numerator, spec.denominator))
        )

    def wide(self, *, where: str = "") -> str:
        """One row per school; `where` limits the schools (static text), without it they are the table `place`."""
        columns = [column for i, spec in enumerate(self.specs) for column in self._columns_of(i, spec)]
        return (
            f"{self._sides(where)}SELECT {', '.join(['school_id', 'municipality_id', *columns])} FROM sides"
        )

    def select(self, *, where: str) -> str:
        """One row per school and specification; `where` limits the schools (static text with bound parameters)."""
        return self._sides(where) + "\nUNION ALL ".join(self._rows_of(spec) for spec in self.specs)

    def _sides(self, where: str) -> str:
        place = f"place AS ({PLACES.format(where=where)}),\n" if where else ""
        return f"""
WITH {place}cohort AS ({self._cohort()}),
part AS ({self._participation()}),
answer AS ({self._metrics()}),
sides AS MATERIALIZED ({self._standings_and_totals()})
"""

    def _cells(self, table: str, columns: str, more: str = "") -> str:
        """The numbers of the schools; `bit` is the grade if the school teaches it, else 0.

        PostgreSQL groups what comes in the order of schools without sorting or hashing it.
        """
        ordered = " ORDER BY c.school_id OFFSET 0" if connection.vendor == "postgresql" else ""
        return f"""(SELECT c.school_id, {columns}, s.grades & (1 << c.grade) AS bit, c.{self.value} AS number
FROM {table} c JOIN place s ON s.id = c.school_id
WHERE c.year_id = %(year)s AND c.{self.value} IS NOT NULL{more}{self._among("c")}{ordered})"""

    def _among(self, cell: str) -> str:
        return f" AND {cell}.school_id {self.among}" if self.among else ""

    def _cohort(self) -> str:
        columns = [
            f"SUM(h.bit) FILTER (WHERE h.population = {int(population)}{condition}) AS {name}_{int(population)}"
            for name, condition in (("known", ""), ("empty", " AND h.number = 0"))
            for population in Population
        ]
        columns += [
            f"SUM(h.number) FILTER (WHERE h.population = {int(population)} AND (h.bit & {int(mask)}) <> 0) AS sum_{i}"
            for i, (population, mask) in enumerate(self.pupils)
        ]
        return f"""SELECT h.school_id, {", ".join(columns)}
FROM {self._cells("monitoring_cohort", "c.population")} h GROUP BY h.school_id"""

    def _participation(self) -> str:
        if not self.events:
            return "SELECT s.id AS school_id FROM place s WHERE 1 = 0"
        columns = [
            *(
                f"SUM(p.bit) FILTER (WHERE p.cell = {cell_of(*cell)}) AS known_{cell_of(*cell)}"
                for cell in self.known_events
            ),
            *(
                f"SUM(p.number) FILTER (WHERE p.cell = {cell_of(event, population)}"
                f" AND (p.bit & {int(mask)}) <> 0) AS sum_{i}"
                for i, (event, population, mask) in enumerate(self.events)
            ),
        ]
        events = ", ".join(str(int(event)) for event in sorted({event for event, _ in self.known_events}))
        cells = self._cells(
            "monitoring_participation",
            f"c.event_id * {len(Population)} + c.population AS cell",
            f" AND c.event_id IN ({events})",
        )
        return f"""SELECT p.school_id, {", ".join(columns)} FROM {cells} p GROUP BY p.school_id"""

    def _metrics(self) -> str:
        if not self.metrics:
            return "SELECT s.id AS school_id FROM place s WHERE 1 = 0"
        columns = [
            f"MAX(CASE WHEN m.metric_id = {metric} THEN m.{self.value} END) AS value_{metric}, "
            f"MAX(CASE WHEN m.metric_id = {metric} AND m.{self.mark} = 'x' THEN 1 ELSE 0 END) AS refused_{metric}"
            for metric in self.metrics
        ]
        return f"""SELECT {", ".join(["m.school_id", *columns])}
FROM monitoring_metricvalue m JOIN place s ON s.id = m.school_id
WHERE m.year_id = %(year)s{self._among("m")} GROUP BY m.school_id"""

    def _standings_and_totals(self) -> str:
        columns = ["s.id AS school_id", "s.municipality_id"]
        for index, side in enumerate(self.sides):
            columns += [
                f"{self._standing(side)} AS standing_{index}",
                f"{self._total(side)} AS total_{index}",
            ]
        return f"""SELECT {", ".join(columns)} FROM place s
LEFT JOIN cohort h ON h.school_id = s.id
LEFT JOIN part p ON p.school_id = s.id
LEFT JOIN answer m ON m.school_id = s.id"""

    def _standing(self, side: Sequence[TermSpec]) -> str:
        if not side:
            return str(KNOWN)
        whens = [f"WHEN {self._none_applicable(side)} THEN {NOT_APPLICABLE}"]
        whens += [f"WHEN {refused} THEN {NOT_APPLICABLE}" for t in side if (refused := self._refused(t))]
        whens += [f"WHEN {missing} THEN {NO_DATA}" for t in side if (missing := self._missing(t))]
        return f"CASE {' '.join(whens)} ELSE {KNOWN} END"

    @staticmethod
    def _none_applicable(side: Iterable[TermSpec]) -> str:
        """Metrics and organisations always have a cell (a metric not asked is refused separately)."""
        mask = 0
        for term in side:
            if not is_pupils(term) and not is_event(term):
                return "1 = 0"
            mask |= term.mask
        return f"(s.grades & {int(mask)}) = 0"

    @staticmethod
    def _refused(term: TermSpec) -> str:
        if term.kind != CellKind.METRIC:
            return ""
        refused = f"COALESCE(m.refused_{term.metric_id}, 0) = 1"
        if term.kinds:
            asked = ", ".join(f"'{Kind(kind).value}'" for kind in term.kinds)
            refused += f" OR s.kind NOT IN ({asked})"
        return refused

    @staticmethod
    def _missing(term: TermSpec) -> str:
        """Of no pupils nobody takes part or has a disability: there nothing need be entered."""
        nobody = [f"COALESCE(h.empty_{int(Population.ALL)}, 0)"]
        if is_pupils(term):
            known = [f"COALESCE(h.known_{int(term.population)}, 0)"]
            known += nobody if term.population == Population.DISABILITIES else []
        elif is_event(term):
            known = [f"COALESCE(p.known_{cell_of(term.event_id, term.population)}, 0)", *nobody]
            known += [f"COALESCE(h.empty_{int(Population.DISABILITIES)}, 0)"] if term.of_disabled else []
        else:
            return f"m.value_{term.metric_id} IS NULL" if term.kind == CellKind.METRIC else ""
        return f"((s.grades & {term.mask}) & ~({' | '.join(known)})) <> 0"

    def _total(self, side: Sequence[TermSpec]) -> str:
        return " + ".join(self._amount(term) for term in side) or "CAST(NULL AS bigint)"

    def _amount(self, term: TermSpec) -> str:
        """A term's sum in ten-thousandths; nothing entered counts 0 (its standing says whether that is known)."""
        if is_pupils(term):
            amount = f"COALESCE(h.sum_{self.pupils.index((term.population, term.mask))}, 0) * {SCALE}"
        elif is_event(term):
            index = self.events.index((term.event_id, term.population, term.mask))
            amount = f"COALESCE(p.sum_{index}, 0) * {SCALE}"
        elif term.kind == CellKind.METRIC:
            amount = f"COALESCE(m.value_{term.metric_id}, 0)"
        else:
            amount = str(SCALE)
        return f"CASE WHEN {amount} <> 0 THEN {SCALE} ELSE 0 END" if term.counts_schools else amount

    def _pair(self, spec: IndicatorSpec) -> tuple[int, int, str]:
        """Positions of the two sides, and the denominator's standing.

        {schools: all} is 1 per organisation to which the other side applies.
        """
        n, d = self.sides.index(spec.numerator), self.sides.index(spec.denominator)
        standing = f"standing_{d}"
        if any(term.kind == "schools" for term in spec.denominator):
            standing = (
                f"CASE WHEN standing_{n} = {NOT_APPLICABLE} THEN {NOT_APPLICABLE} ELSE standing_{d} END"
            )
        return n, d, standing

    def _columns_of(self, i: int, spec: IndicatorSpec) -> list[str]:
        n, d, d_standing = self._pair(spec)
        if spec.by_municipality:
            return [
                f"standing_{n} AS n_standing_{i}",
                f"CASE WHEN standing_{n} = {KNOWN} THEN total_{n} END AS numerator_{i}",
                f"{d_standing} AS d_standing_{i}",
                f"CASE WHEN {d_standing} = {KNOWN} THEN total_{d} END AS denominator_{i}",
            ]
        worse = (
            f"CASE WHEN standing_{n} >= standing_{d} THEN standing_{n} ELSE standing_{d} END AS standing_{i}"
        )
        both = f"CASE WHEN standing_{n} = {KNOWN} AND standing_{d} = {KNOWN}"
        return [
            worse,
            f"{both} THEN total_{n} END AS numerator_{i}",
            f"{both} THEN total_{d} END AS denominator_{i}",
        ]

    def _rows_of(self, spec: IndicatorSpec) -> str:
        n, d, d_standing = self._pair(spec)
        return (
            f"SELECT school_id, municipality_id, {spec.indicator_id} AS indicator_id, "
            f"{int(spec.by_municipality)} AS by_municipality, {int(bool(spec.denominator))} AS has_denominator, "
            f"standing_{n} AS n_standing, CASE WHEN standing_{n} {self.summed} THEN total_{n} END AS numerator, "
            f"{d_standing} AS d_standing, CASE WHEN {d_standing} {self.summed} THEN total_{d} END AS denominator "
            "FROM sides"
        )
