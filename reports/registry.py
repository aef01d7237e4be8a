"""The kinds of files that are made in the background, as data: a name, what it is called, who may, how it is written.

A new kind is one `JobKind` in `KINDS` (docs/architecture.md, «Files made in the background»). Its `write` puts the file
into `work.file`, tells `work.progress` at least once a minute how many percent are done – that is also the sign that
it lives – and may return a sentence that stands beside the finished file («Строк: 104 500.»). It may be run again from
the beginning at any moment, so it writes nothing but the file. What it cannot do it says by `JobRefused`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.letter_batch import batch_name, batch_title, write_batch
from reports.taking import name_of, title_of, write_job
from reports.work import JobRefused, Work
from schools.access import Permission

__all__ = ["KINDS", "JobKind", "JobRefused", "Work"]


@dataclass(frozen=True)
class JobKind:
    """`title` and `file_name` are made of the parameters; `permission` is asked when ordered, run and taken away."""

    name: str
    permission: Permission
    title: Callable[[Mapping[str, Any]], str]
    file_name: Callable[[Mapping[str, Any]], str]
    write: Callable[[Work], str | None]


KINDS: dict[str, JobKind] = {
    kind.name: kind
    for kind in (
        JobKind("table", Permission.READ, title_of, name_of, write_job),
        JobKind("letters", Permission.RECOMMEND, batch_title, batch_name, write_batch),
    )
}
