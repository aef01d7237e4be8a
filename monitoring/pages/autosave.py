"""What the scripts of a form send and are answered: fields saved one by one, and how the form stands after it.

Sent: `{"person": 1, "cells": [{"name", "text", "shown"}]}`. Answered: what became of each field, by its
name. `form_state` is everything on the page that a saved number may have changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from monitoring.entering import Outcome
from monitoring.history import last_changes
from monitoring.models import CellChange
from monitoring.pages.cells import CellView
from monitoring.pages.choice import Choice, story
from monitoring.pages.form import FormPage
from monitoring.pages.notes import Note
from monitoring.pages.ways import ways_through
from monitoring.school_reports import SchoolReports
from monitoring.typed import Typed, cell_name, read_typed
from schools.parsing import is_storable

MOST_FIELDS = 5000
FOREIGN = "это поле не прочитано: обновите страницу и введите его заново."


class SentRefused(ValueError):
    """The message itself makes no sense: no form of ours sends it."""


@dataclass(frozen=True)
class Sent:
    """`texts` is every field that came, by its name; `typed` those of them that were touched and can be read."""

    person: int
    texts: Mapping[str, str]
    typed: Typed


def read_sent(body: bytes) -> Sent:
    try:
        message = json.loads(body)
        fields = [(str(cell["name"]), str(cell["text"]), str(cell["shown"])) for cell in message["cells"]]
        person = int(message["person"])
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise SentRefused("Запрос не прочитан: обновите страницу, введённое сохранится в ней.") from None
    if len(fields) > MOST_FIELDS:
        raise SentRefused(f"За один раз сохраняют не больше {MOST_FIELDS} ячеек.")
    posted: dict[str, str] = {}
    for name, text, shown in fields:
        if is_storable(name) and is_storable(text) and is_storable(shown):
            posted |= {name: text, f"was.{name}": shown}
    return Sent(person, {name: text for name, text, _ in fields}, read_typed(posted))


def saved_answer(sent: Sent, outcome: Outcome, reports: SchoolReports) -> dict[str, Any]:
    """What became of each field that was sent; the story of a changed one is read from its history. One query then."""
    fields: dict[str, dict[str, str]] = {name: {"state": "refused", "html": _said(name, FOREIGN)}
                                         for name, text in sent.texts.items() if not is_known(name, text)}  # fmt: skip
    fields |= {name: {"state": "saved", "text": text} for name, text in outcome.saved.items()}
    fields |= {
        name: {"state": "refused", "html": _said(name, text)} for name, text in outcome.refused.items()
    }
    fields |= _changed(sent, outcome, reports)
    for name, text in sent.texts.items():
        fields.setdefault(name, {"state": "saved", "text": text.strip()})  # as it stood already
    return {"at": _now(), "fields": fields}


def is_known(name: str, text: str) -> bool:
    """Whether the name is one of a form and the text can be kept."""
    typed = read_typed({name: "x", f"was.{name}": ""})
    named = typed.cells or typed.arrived or typed.explanations or typed.answers
    return bool(named) and is_storable(text) and is_storable(name)


def _changed(sent: Sent, outcome: Outcome, reports: SchoolReports) -> dict[str, dict[str, str]]:
    told: list[tuple[str, str, CellChange | None]] = [
        (name, stands, None) for name, stands in outcome.words.items()
    ]
    if outcome.meanwhile:
        changes = last_changes(reports.school, reports.campaign.year_id, outcome.meanwhile)
        told += [(cell_name(ref), stands, changes.get(ref)) for ref, stands in outcome.meanwhile.items()]
    fields = {}
    for name, stands, change in told:
        mine = sent.texts.get(name, "").strip()
        text = f"{story(change, stands, mine, me=sent.person)}."
        html = _said(name, text, tone="attention", choice=Choice(name, stands, mine))
        fields[name] = {"state": "changed", "stands": stands, "html": html}
    return fields


def _said(name: str, text: str, *, tone: str = "missed", choice: Choice | None = None) -> str:
    note = Note(f"said.{name}", tone, "!", "", text, unsaved=True, choice=choice)
    return render_to_string("monitoring/_note.html", {"note": note, "bare": True})


def form_state(page: FormPage) -> dict[str, Any]:
    """The form as it is stored now: values, what is said of them, how much is filled in."""
    cells = [cell for row in page.rows for cell in row.cells if cell.applicable]
    cells += [line.cell for line in page.lines]
    doubts = {"page": page}
    return {
        "at": _now(),
        "editable": page.editable,
        "why": page.asked.why_read_only,
        "heading": page.heading,
        "filled": page.filled.filled,
        "asked": page.filled.asked,
        "rows": {str(row.grade): _notes(row.notes) for row in page.rows if row.notes},
        "lines": {
            line.cell.name: _notes(line.cell.notes, bare=True) for line in page.lines if line.cell.notes
        },
        "cells": {cell.name: _cell(cell) for cell in cells},
        "errors": page.errors,
        "doubts": render_to_string("monitoring/_doubts.html", doubts) if page.doubts else "",
        "problems": render_to_string("monitoring/_problems.html", {"problems": ways_through(page).summary}),
        "arrivals_open": page.arrivals_open,
    }


def _now() -> str:
    """By the clock of the municipality."""
    return f"{timezone.localtime():%H:%M}"


def _notes(notes: Any, *, bare: bool = False) -> str:
    return render_to_string("monitoring/_notes.html", {"notes": notes, "bare": bare})


def _cell(cell: CellView) -> dict[str, Any]:
    return {
        "text": cell.shown,
        "tone": cell.tone,
        "sign": cell.sign,
        "said": cell.described_by,
        "invalid": cell.invalid,
    }
