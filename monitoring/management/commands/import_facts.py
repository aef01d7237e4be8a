"""`import_facts FILE [--dry-run] [--accept]`: a file of tidy facts through the one write path."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from monitoring.facts import FactsUnreadable, read_facts_file
from monitoring.intake import FactsRefused, receive
from monitoring.models import CellChange
from schools.arguments import PlainCommand
from schools.queue import enqueue


class Command(PlainCommand):
    help = "Загружает данные школ из CSV или XLSX: столбцы school, year, kind, code, grade, value."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="ФАЙЛ", help="CSV или XLSX")
        parser.add_argument(
            "--dry-run", action="store_true", help="только проверить и показать, что изменится"
        )
        parser.add_argument("--accept", action="store_true", help="сразу принять загруженное")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            facts = read_facts_file(options["file"])
            receipt = receive(
                facts=facts,
                person=None,
                door=CellChange.Door.FILE,
                accept=options["accept"],
                dry_run=options["dry_run"],
            )
        except FactsUnreadable as error:
            raise CommandError(str(error)) from None
        except FactsRefused as refused:
            raise CommandError("\n".join([*refused.lines(), str(refused)])) from None
        trial = "Пробный запуск, ничего не сохранено. " if receipt.dry_run else ""
        self.stdout.write(trial + receipt.summary)
        if receipt.slices and not receipt.dry_run:
            enqueue("pipeline.advance")
