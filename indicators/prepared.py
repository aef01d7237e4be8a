"""A statement that PostgreSQL need not parse and plan anew each time: a long text, run for a few rows, often.

Prepared once for a connection of the server, whoever holds it: whether it is there is asked in the transaction that
runs it, so that a pool in between does no harm. Outside a transaction, where a connection holds `MOST` already, and on
SQLite, which keeps statements itself, it is run as any other.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

PARAMETER = re.compile(r"%\((\w+)\)s")
MOST = 50
THERE = "SELECT COUNT(*), COUNT(*) FILTER (WHERE name = %s) FROM pg_prepared_statements"


def execute_prepared(cursor: CursorWrapper, sql: str, parameters: dict[str, Any]) -> None:
    """One statement with named parameters; `parameters` may hold more than it names."""
    if connection.vendor != "postgresql" or not connection.in_atomic_block:
        cursor.execute(sql, parameters)
        return
    name, prepare, execute = _prepared(sql)
    cursor.execute(THERE, [name])
    held, mine = cursor.fetchone()
    if not mine and held >= MOST:
        cursor.execute(sql, parameters)
        return
    if not mine:
        cursor.execute(prepare)
    cursor.execute(execute, parameters)


@lru_cache(maxsize=128)
def _prepared(sql: str) -> tuple[str, str, str]:
    """Its name, what prepares it, and what runs it by the plan that was made for any parameters."""
    names = list(dict.fromkeys(PARAMETER.findall(sql)))
    numbered = {name: f"${number}" for number, name in enumerate(names, start=1)}
    name = f"once_{hashlib.sha256(sql.encode()).hexdigest()[:40]}"
    given = ", ".join(f"%({name})s" for name in names)
    return (
        name,
        f"PREPARE {name} AS {sql % numbered}",
        f"SET LOCAL plan_cache_mode = force_generic_plan; EXECUTE {name} ({given})",
    )
