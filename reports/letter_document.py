"""A letter as a document: the lines people typed in, the official form out, its annex counted in sheets.

Sheets are printed on one side, so «на N л.» is the number of pages of the annex as the PDF has them. A draft shows
blanks where its number and date will stand. The place for the stamp of an electronic signature stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recommendations.letters.text import Block, blocks
from recommendations.models import Letter
from reports.documents import Document, compose, count_pages
from schools.calendar import format_date
from schools.numbers import NBSP

BLANK_DATE, BLANK_NUMBER = "_" * 10, "_" * 8


@dataclass(frozen=True)
class Parts:
    """What of a letter is read as lines."""

    addressee: list[str]
    text: list[Block]
    tasks: list[Block]
    problems: list[Block]
    advice: list[Block]
    executor: list[str]


def letter_document(letter: Letter) -> Document:
    """`letter` brings its municipality; a saved or an unsaved one."""
    context = _context(letter)
    parts: Parts = context["parts"]
    title = f"Письмо {context['register']}. {letter.heading}"
    author = context["author"]
    pages = 0
    if parts.problems or parts.advice:
        pages = count_pages(compose("documents/letter_annex.html", context, title=title))
    return compose("documents/letter.html", {**context, "pages": pages}, title=title, author=author)


def register_words(letter: Letter) -> str:
    """«от 04.05.2023 № 837/1», with blanks before registration."""
    date = format_date(letter.date, "digits") if letter.date else BLANK_DATE
    return f"от{NBSP}{date} №{NBSP}{letter.number or BLANK_NUMBER}"


def file_stem(letter: Letter) -> str:
    """«pismo-837-1», of a draft «pismo-proekt-12»."""
    number = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in letter.number).strip("-")
    return f"pismo-{number}" if number else f"pismo-proekt-{letter.pk or 0}"


def _context(letter: Letter) -> dict[str, Any]:
    draft = letter.state == Letter.State.DRAFT
    municipality = letter.municipality
    authority = municipality.authority if draft else letter.authority or municipality.authority
    letterhead = municipality.letterhead if draft else letter.letterhead
    parts = Parts(
        addressee=_lines(letter.addressee),
        text=blocks(f"{letter.basis}\n{letter.findings}"),
        tasks=blocks(letter.tasks, numbered=True),
        problems=blocks(letter.problems, numbered=True),
        advice=blocks(letter.advice, numbered=True),
        executor=_executor(letter.executor),
    )
    return {
        "letter": letter,
        "author": authority,
        "authority": authority.upper(),
        "letterhead": _lines(letterhead),
        "register": register_words(letter),
        "signatory": letter.signatory_name.replace(" ", NBSP),
        "parts": parts,
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _executor(text: str) -> list[str]:
    """Name and telephone, each on its line."""
    return [part.strip() for part in text.split(",", 1) if part.strip()]
