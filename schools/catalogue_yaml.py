"""Bytes of a catalogue file → plain mappings, lists, texts and exact numbers; raises NotReadable in Russian.

Only `true`, `false`, `null` and plain decimal numbers have a type; everything else is text, so that a code `010`,
a date or the word `no` stays what was typed. A key written twice in one mapping is refused, numbers with a point
are Decimals. Nothing is executed: the loader is a safe one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # PyYAML built without libyaml: the same result, ten times slower
    from yaml import SafeLoader as _Base  # type: ignore[assignment]

MOST_BYTES = 20 * 1024 * 1024
DEEPEST = (
    20  # a catalogue needs six; composing is recursive and would not survive a hundred thousand brackets
)
_SIMPLE = {
    "tag:yaml.org,2002:null": (re.compile(r"(?:~|null|Null|NULL|)\Z"), ["~", "n", "N", ""]),
    "tag:yaml.org,2002:bool": (re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), list("tTfF")),
    "tag:yaml.org,2002:int": (re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z"), list("-0123456789")),
    "tag:yaml.org,2002:float": (re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}\Z"), list("-0123456789")),
    "tag:yaml.org,2002:merge": (re.compile(r"<<\Z"), ["<"]),
}


class NotReadable(ValueError):
    """The file as a whole cannot be read; the message is one Russian sentence saying what to do."""


class _RepeatedKey(yaml.YAMLError):
    def __init__(self, key: object, line: int) -> None:
        super().__init__(f"строка {line}: ключ «{key}» записан дважды; оставьте один из них.")


class _Loader(_Base):
    """A safe loader of the small set of types above."""

    yaml_implicit_resolvers: dict[Any, Any] = {}
    yaml_constructors = {
        tag: made
        for tag, made in _Base.yaml_constructors.items()
        if tag is None or tag.rpartition(":")[2] in {"null", "bool", "int", "float", "str", "seq", "map"}
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in getattr(node, "value", ()):
            if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
                if key.value in seen:
                    raise _RepeatedKey(key.value, key.start_mark.line + 1)
                seen.add(key.value)
        return super().construct_mapping(node, deep)

    def flatten_mapping(self, node: Any) -> None:
        """Keep one of what `<<` brings several times, or each level of merges would double what is below it."""
        super().flatten_mapping(node)
        node.value = list(
            {getattr(key, "value", id(key)): (key, value) for key, value in node.value}.values()
        )


for _tag, (_pattern, _first) in _SIMPLE.items():
    _Loader.add_implicit_resolver(_tag, _pattern, _first)
_Loader.add_constructor("tag:yaml.org,2002:float", lambda _, node: Decimal(node.value))


def read_yaml(content: bytes) -> Any:
    """The document of the file; raises NotReadable for anything that is not one YAML document in UTF-8."""
    if len(content) > MOST_BYTES:
        raise NotReadable(f"Файл больше {MOST_BYTES // 1024 // 1024} МБ: разделите его на части.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotReadable("Файл не в кодировке UTF-8: сохраните его как текст UTF-8.") from error
    if not text.strip():
        raise NotReadable("Файл пуст: в нём нет ни одного раздела.")
    try:
        _refuse_abyss(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except _RepeatedKey as error:
        raise NotReadable(f"Файл не разобран, {error}") from error
    except yaml.MarkedYAMLError as error:
        raise NotReadable(_where(error)) from error
    except (yaml.YAMLError, ValueError, ArithmeticError, RecursionError) as error:
        raise NotReadable("Это не текстовый файл YAML: проверьте, тот ли файл указан.") from error


def _refuse_abyss(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise RecursionError


def _where(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    place = f"строка {mark.line + 1}, столбец {mark.column + 1}" if mark else "место не определено"
    return (
        f"Файл не разобран как YAML ({place}): проверьте в этом месте отступы, кавычки, двоеточия и скобки"
        f" ({error.problem or error.context})."
    )
