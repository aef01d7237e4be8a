"""The command line: refused in Russian, and files that cannot be reached are told with the cause."""

from __future__ import annotations

import errno

import pytest
from django.core.management import CommandError, call_command, load_command_class
from django.db import connection

from schools.arguments import in_russian, why_unreachable


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ([], "не указано: --year, --output."),
        (["--year"], "после --year нет значения."),
        (
            ["--year", "21", "--output", "v.csv"],
            "--year: «21» – не учебный год: напишите, например, 2021/2022 или 2021.",
        ),
        (
            ["--year", "2021", "--level", "city", "--output", "v.csv"],
            "--level: непонятное значение «city»; бывает: 'school', 'municipality', 'region'.",
        ),
        (["--year", "2021", "--output", "v.csv", "--fast"], "в команде лишнее: --fast."),
        (
            ["--year", "2021", "--output", "v.csv", "--verbosity", "9"],
            "-v/--verbosity: непонятное значение «9»; ",
        ),
    ],
)
def test_a_wrong_command_line_is_refused_in_russian(arguments, refusal):
    parser = load_command_class("reports", "export_values").create_parser("manage.py", "export_values")
    with pytest.raises(CommandError) as caught:
        parser.parse_args(arguments)
    assert refusal in str(caught.value)


def test_a_sentence_without_a_translation_stays():
    assert in_russian("something new") == "something new"


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.ENOENT, "такого пути нет, проверьте его"),
        (errno.EISDIR, "это папка, укажите файл"),
        (errno.EACCES, "нет прав, проверьте права на файл и папку"),
        (errno.ENOSPC, "проверьте путь и диск (No space left on device)"),
    ],
)
def test_a_lost_file_is_told_with_its_cause(number, cause):
    message = "No space left on device" if number == errno.ENOSPC else ""
    assert why_unreachable(OSError(number, message)) == cause


@pytest.mark.django_db
def test_a_database_without_tables_is_told_in_one_sentence():
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE indicators_slice")
    with pytest.raises(
        CommandError, match=r"База данных не отвечает или не подготовлена .*manage\.py migrate"
    ):
        call_command("recompute")
