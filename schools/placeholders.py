"""Texts with placeholders in braces, «{срок}»: checked when they are saved, filled when they are sent.

`problems` names everything that is wrong with a text in sentences for people; `fill` puts the values in, those
`named_in` the text at least.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def problems(text: str, known: Iterable[str], *, empty: str, example: str) -> list[str]:
    """Empty = it can be saved; `empty` is what to say of a text that is not there, `example` a placeholder."""
    names = list(known)
    found = [] if text.strip() else [empty]
    listed = ", ".join(f"{{{name}}}" for name in names)
    found += [
        f"Подстановка {{{name}}} неизвестна; можно использовать: {listed}."
        for name in dict.fromkeys(_PLACEHOLDER.findall(text))
        if name not in names
    ]
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        found.append(
            f"В тексте непарная фигурная скобка: подстановка пишется целиком, например {{{example}}}."
        )
    return found


@lru_cache(maxsize=512)
def named_in(text: str) -> frozenset[str]:
    """The placeholders a text asks for."""
    return frozenset(_PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in; a text that `problems` refuses raises KeyError.

    «7,6 п.п.» before a full stop keeps one of the two.
    """

    def value(match: re.Match[str]) -> str:
        found = values[match[1]]
        return found[:-1] if found.endswith(".") and text[match.end() :].startswith(".") else found

    return _PLACEHOLDER.sub(value, text)
