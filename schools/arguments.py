"""What the commands of all rooms share: types of arguments, refusals of a wrong command line, causes of a lost file."""

from __future__ import annotations

import argparse
import functools
import re
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError

from schools.calendar import parse_year

_REFUSALS = (
    (r"the following arguments are required: (.+)", r"не указано: \1."),
    (r"argument (\S+): expected (?:one|at least one) argument", r"после \1 нет значения."),
    (
        r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.+)\)",
        r"\1: непонятное значение «\2»; бывает: \3.",
    ),
    (r"argument (\S+): invalid \S+ value: '(.*)'", r"\1: непонятное значение «\2»."),
    (r"unrecognized arguments: (.+)", r"в команде лишнее: \1."),
    (r"argument (\S+): (.+)", r"\1: \2"),
)


class PlainCommand(BaseCommand):
    """A command that refuses a wrong command line, and a database that does not answer, in Russian."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        refuse = functools.partial(_refuse, parser.error)
        parser.error = refuse  # type: ignore[method-assign] # Django makes its own parser and takes no other class
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            cause = str(error).strip().partition("\n")[0]
            raise CommandError(
                f"База данных не отвечает или не подготовлена ({cause}). "
                "Проверьте DATABASE_URL, выполните manage.py migrate и повторите."
            ) from error


def _refuse(error: Any, message: str) -> NoReturn:
    error(in_russian(message))
    raise AssertionError("unreachable: the parser ends the program or raises CommandError")


def in_russian(message: str) -> str:
    """What argparse says of a command line, in Russian; a sentence it does not know stays as it is."""
    for pattern, sentence in _REFUSALS:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, sentence, message, count=1, flags=re.DOTALL)
    return message


def year_argument(text: str) -> int:
    """2021, 2021/2022, 2021-2022 → 2021."""
    try:
        return parse_year(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def why_unreachable(error: OSError) -> str:
    """Why a file was neither read nor written, and what to look at."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "такого пути нет, проверьте его"
    if isinstance(error, IsADirectoryError):
        return "это папка, укажите файл"
    if isinstance(error, PermissionError):
        return "нет прав, проверьте права на файл и папку"
    return f"проверьте путь и диск ({error.strerror})"
