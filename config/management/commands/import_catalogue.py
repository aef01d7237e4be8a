"""`manage.py import_catalogue FILE.yaml`: the catalogue of reference data, in one transaction."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from config.catalogue import import_catalogue
from schools.arguments import PlainCommand, why_unreachable
from schools.catalogue_problems import CatalogueRefused
from schools.numbers import counted

SHOWN = 100


class Command(PlainCommand):
    help = "Загружает справочники (муниципалитеты, организации, показатели, планы, правила) из файла YAML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE.yaml", type=Path, help="файл справочников в кодировке UTF-8"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            imported = import_catalogue(content=Path(file).read_bytes())
        except OSError as error:
            raise CommandError(f"Файл «{file}» не прочитан: {why_unreachable(error)}.") from error
        except CatalogueRefused as refused:
            raise CommandError(_refusal(file, refused.problems)) from refused
        for title, tally in imported.sections:
            if tally.is_change or tally.unchanged:
                self.stdout.write(
                    f"{title}: добавлено {tally.created}, изменено {tally.updated}, без изменений {tally.unchanged}"
                )
        self.stdout.write(
            "Каталог загружен." if imported.is_change else "Каталог уже загружен, изменений нет."
        )


def _refusal(file: Path, problems: list[str]) -> str:
    found = counted(len(problems), "ошибка", "ошибки", "ошибок")
    lines = [f"Файл «{file}» не загружен, ничего не сохранено; найдено: {found}.", *problems[:SHOWN]]
    if len(problems) > SHOWN:
        lines.append(f"… и ещё {len(problems) - SHOWN}.")
    return "\n".join(lines)
