"""`manage.py advance`: one pass without a broker: recompute → issue and withdraw → effects → letters, files, mails."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from config.pipeline import Passed, advance, post
from recommendations.letters.ordering import draft_waiting
from reports.jobs import run_waiting
from schools.arguments import PlainCommand
from schools.numbers import counted

SLICES = ("год муниципалитета", "года муниципалитетов", "лет муниципалитетов")


class Command(PlainCommand):
    help = (
        "Один проход: пересчитать устаревшее, направить и отозвать рекомендации, обновить эффекты, подготовить "
        "заказанные проекты писем и файлы, отправить по почте, что ждёт: напоминания, письма, сводки."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        passed = advance()
        for line in report(passed):
            self.stdout.write(line)
        written, failed = draft_waiting()
        if written or failed:
            self.stdout.write(f"Проекты писем: готово {written}, не получилось {failed}.")
        ready, failed = run_waiting()
        if ready or failed:
            self.stdout.write(f"Файлы: готово {ready}, не получилось {failed}.")
        posted = post(now=timezone.now())
        if posted.sent or posted.failed:
            self.stdout.write(f"Письма по почте: отправлено {posted.sent}, не отправлено {posted.failed}.")
        seconds = f"{time.monotonic() - started:.2f}".replace(".", ",")
        self.stdout.write(f"Секунд: {seconds}.")
        if passed.failed:
            raise CommandError(
                f"Не выполнено шагов: {passed.failed}. Причины записаны в журнал; остальное сделано, "
                "повторите команду после их устранения."
            )


def report(passed: Passed) -> list[str]:
    """What the pass did, in sentences."""
    if not (passed.recomputed or passed.looked_at or passed.failed):
        return ["Всё свежее: пересчитывать и направлять нечего."]
    recommendations = (
        f"Рекомендации: новых {passed.created} (из них взамен отозванных {passed.reissued}), "
        f"отозвано {passed.withdrawn}, с пометкой об уточнённых данных {passed.noted}."
    )
    return [
        f"Пересчитано: {counted(passed.recomputed, *SLICES)}, изменено строк: {passed.rows_changed}.",
        recommendations,
        "Эффекты вычисляются при просмотре.",
    ]
