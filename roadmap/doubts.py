"""What is doubtful in a roadmap: lines in, sentences for the officer out. Pure; nothing is refused because of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from roadmap.queries import Line
from schools.models.fields import name_key


@dataclass(frozen=True)
class Doubt:
    """`numbers` are the measures it is about; `word` fits into a badge."""

    numbers: tuple[str, ...]
    word: str
    text: str


def doubts_of(lines: Sequence[Line]) -> list[Doubt]:
    """The same text twice, and nobody responsible; in the order of the table."""
    same: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        same[normalised(line.measure.text)].append(line.number)
    repeated = [Doubt(tuple(n), "повтор", _repeated(n)) for n in same.values() if len(n) > 1]
    alone = [
        Doubt((line.number,), "нет ответственного", f"У мероприятия {line.number} не указан ответственный.")
        for line in lines
        if not line.measure.responsible.all()
    ]
    return [*alone, *repeated]


def normalised(text: str) -> str:
    """Words only, in lower case, ё as е."""
    return " ".join(re.findall(r"\w+", name_key(text)))


def _repeated(numbers: list[str]) -> str:
    named = f"{', '.join(numbers[:-1])} и\u00a0{numbers[-1]}"
    return f"Мероприятия {named} записаны одними и теми же словами: оставьте одно или уточните."
