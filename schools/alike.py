"""Many new rows of one table that differ in a few columns: a pattern and the differences in, primary keys out.

For thousands of rows at once: `bulk_create` makes an object of every row and prepares each of its columns. Here what
all rows share is prepared once, and what differs goes as one JSON document, which the database takes apart.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models

BATCH = 2_000


def insert_alike(
    pattern: models.Model, columns: Sequence[str], rows: Sequence[Sequence[str | int | bool | None]]
) -> list[int]:
    """Insert each of `rows` as `pattern`, which is not saved itself, with its own values of `columns`.

    Values are as JSON knows them: a date is its ISO text, JSON the text of it. Returns the keys in the order of `rows`.
    One query for every two thousand rows.
    """
    fields = {field.attname: field for field in pattern._meta.concrete_fields if not field.primary_key}
    shared = [
        field.get_db_prep_save(field.pre_save(pattern, True), connection)
        for name, field in fields.items()
        if name not in columns
    ]
    expressions = [_taken(fields[name], columns.index(name)) if name in columns else "%s" for name in fields]
    quote = connection.ops.quote_name
    source = (
        "json_each(%s)" if connection.vendor == "sqlite" else "jsonb_array_elements(%s::jsonb) row(value)"
    )
    statement = (
        f"INSERT INTO {quote(pattern._meta.db_table)} ({', '.join(quote(field.column) for field in fields.values())})"
        f" SELECT {', '.join(expressions)} FROM {source} RETURNING {quote(pattern._meta.pk.column)}"
    )
    keys: list[int] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            different = json.dumps(rows[start : start + BATCH], ensure_ascii=False)
            cursor.execute(statement, [*shared, different])
            keys += [key for (key,) in cursor.fetchall()]
    return keys


def _taken(field: models.Field[Any, Any], place: int) -> str:
    """A value out of its row. Texts are not cast: that would cut off what is too long, which should be refused."""
    if connection.vendor == "sqlite":
        return f"json_extract(value, '$[{place}]')"
    if isinstance(field, models.CharField | models.TextField):
        return f"value ->> {place}"
    return f"(value ->> {place})::{field.db_type(connection)}"
