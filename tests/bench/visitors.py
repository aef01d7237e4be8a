"""People at work: each thinks for some seconds, opens a page of their role or saves a number, notes how long it took.

Only 127.0.0.1 is spoken to. A visitor ends by itself when the time is over.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random

THINKS = (2.0, 8.0)
"""Seconds, evenly spread: fifty people ask some ten times a second, more than at work."""
SAVED = "число сохранено"
CSRF = "a" * 32
FIELD = re.compile(r' name="(cell\.(?:pupils|event)\.[^"]+)" value="(\d*)"')


@dataclass(frozen=True)
class Visit:
    """`status` 0 = no answer."""

    page: str
    seconds: float
    status: int


@dataclass(frozen=True)
class Door:
    """Where the portal listens, and the session that opens it."""

    port: int
    session: str

    def ask(self, path: str, body: str | None = None) -> tuple[int, str]:
        """Status and text; a body is posted as the scripts of the form post it."""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={CSRF}"}
        if body is not None:
            headers |= {"Content-Type": "application/json", "X-CSRFToken": CSRF}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@dataclass
class Cell:
    """A field of the form and what it shows; numbers alternate, so that each saving writes."""

    person: int
    save_path: str
    name: str
    numbers: tuple[str, str]
    turn: int = 0

    @classmethod
    def of_form(cls, html: str, person: int, save_path: str) -> Cell:
        found = FIELD.search(html)
        assert found is not None, "no number that could be changed"
        shown = found[2]
        other = str(int(shown) - 1) if shown.strip("0") else "1"
        return cls(person, save_path, found[1], (shown, other))

    def next_body(self) -> str:
        shown, text = self.numbers[self.turn % 2], self.numbers[(self.turn + 1) % 2]
        self.turn += 1
        cells = [{"name": self.name, "text": text, "shown": shown}]
        return json.dumps({"person": self.person, "door": "form", "cells": cells})


@dataclass
class Visitor(threading.Thread):
    """`pages` are names and addresses to choose from; a head has a cell as well, saved as often as pages are opened."""

    door: Door
    pages: Mapping[str, Sequence[str]]
    until: float
    seed: int
    cell: Cell | None = None
    visits: list[Visit] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    @property
    def kinds(self) -> list[str]:
        return [*self.pages, SAVED] if self.cell is not None else [*self.pages]

    def run(self) -> None:
        random = Random(self.seed)
        time.sleep(random.uniform(0, THINKS[1]))
        while time.monotonic() < self.until:
            if self.cell is not None and random.random() < 0.5:
                self._visit(SAVED, self.cell.save_path, self.cell.next_body())
            else:
                page = random.choice(list(self.pages))
                self._visit(page, random.choice(self.pages[page]))
            time.sleep(random.uniform(*THINKS))

    def _visit(self, page: str, path: str, body: str | None = None) -> None:
        started = time.perf_counter()
        try:
            status, _ = self.door.ask(path, body)
        except (OSError, HTTPException):
            status = 0
        self.visits.append(Visit(page, time.perf_counter() - started, status))
