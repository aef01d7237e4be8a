"""The baseline in memory: facts as polars frames, sums of every indicator, values as a frame; PostgreSQL only.

It knows what the worlds of the benches need, as tests/bench/orm_ways.py does; a test compares its rows with the
engine's.
"""

from __future__ import annotations

import io

import polars as pl
from django.db import connection

from indicators.models import Indicator, Standing, Term
from schools.models.fields import SCALE

PUPILS = 0
"""The event of pupils in the frame of facts."""
FACTS = """
COPY (SELECT school_id, {event} AS event, grade, accepted FROM {table} WHERE year_id = {year} AND population = 0)
TO STDOUT WITH CSV HEADER"""
COLUMNS = ["school", "indicator", "standing", "numerator", "denominator"]
TYPES = {"school_id": pl.Int32, "event": pl.Int32, "grade": pl.Int8, "accepted": pl.Int32}


def read_facts(year: int) -> pl.DataFrame:
    tables = ((f"{PUPILS}", "monitoring_cohort"), ("event_id", "monitoring_participation"))
    return pl.concat(_read(FACTS.format(event=event, table=table, year=int(year))) for event, table in tables)


def _read(statement: str) -> pl.DataFrame:
    file = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, file)
    file.seek(0)
    return pl.read_csv(file, schema_overrides=TYPES)


def compute(facts: pl.DataFrame, indicators: list[Indicator]) -> pl.DataFrame:
    """One row for every school and indicator: known where every cell of both sides is a number."""
    return pl.concat(_values(facts, indicator) for indicator in indicators)


def _values(facts: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    over, under = (
        _side(facts, next(term for term in indicator.terms.all() if term.side == side), str(side))
        for side in (Term.Side.NUMERATOR, Term.Side.DENOMINATOR)
    )
    known = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
    return over.join(under, on="school_id").select(
        school="school_id",
        indicator=pl.lit(indicator.pk),
        standing=pl.when(known).then(Standing.KNOWN.value).otherwise(Standing.NO_DATA.value),
        numerator=pl.when(known).then(pl.col("numerator") * SCALE),
        denominator=pl.when(known).then(pl.col("denominator") * SCALE),
    )


def _side(facts: pl.DataFrame, term: Term, name: str) -> pl.DataFrame:
    event = term.event_id if term.event_id is not None else PUPILS
    mine = facts.filter((pl.col("event") == event) & pl.col("grade").is_in(list(term.grades)))
    complete = pl.col("accepted").null_count() == 0
    sums = pl.when(complete).then(pl.col("accepted").cast(pl.Int64).sum())
    return mine.group_by("school_id").agg(sums.alias(name))


def write_back(values: pl.DataFrame) -> None:
    """By COPY into a bare table: the cheapest way there is."""
    file = io.BytesIO()
    values.select(COLUMNS).write_csv(file, include_header=False)
    file.seek(0)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS polars_value")
        cursor.execute(
            "CREATE TABLE polars_value"
            " (school_id int, indicator_id int, standing int, numerator bigint, denominator bigint)"
        )
        cursor.copy_expert("COPY polars_value FROM STDIN WITH CSV", file)


def indicators_of_world() -> list[Indicator]:
    return list(Indicator.objects.prefetch_related("terms"))
