"""«Мои файлы»: what a person has ordered, how far it is, and what may be done with it. Two queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from reports.jobs import KEPT_DAYS, may_take
from reports.models import Job
from schools.models import User
from schools.numbers import counted, format_number

PAGE = 20
S = Job.State
TONES = {
    S.WAITING: "attention",
    S.RUNNING: "attention",
    S.READY: "achieved",
    S.FAILED: "missed",
    S.ERASED: "empty",
}
SIGNS = {S.WAITING: "…", S.RUNNING: "…", S.READY: "✓", S.FAILED: "!", S.ERASED: "×"}
KIB = 1024
IN_MY_FILES = "Страницу можно закрыть: файл останется в «Моих файлах»."


@dataclass(frozen=True)
class JobView:
    """One job, printed; read with its place (`select_related`)."""

    job: Job

    @property
    def tone(self) -> str:
        return TONES[S(self.job.state)]

    @property
    def sign(self) -> str:
        return SIGNS[S(self.job.state)]

    @property
    def state(self) -> str:
        return self.job.get_state_display()

    @property
    def size(self) -> str:
        return size_label(self.job.size)

    @cached_property
    def may_be_taken(self) -> bool:
        """Whether the file is there and still its owner's to have."""
        return self.job.state == S.READY and bool(self.job.file) and may_take(self.job.owner, self.job)

    @property
    def may_be_ordered_again(self) -> bool:
        return self.job.state in (S.READY, S.FAILED, S.ERASED) and may_take(self.job.owner, self.job)

    @property
    def is_missing(self) -> bool:
        """Nothing to take away: it failed, or it was erased."""
        return self.job.state in (S.FAILED, S.ERASED)

    @property
    def may_be_erased(self) -> bool:
        return self.job.state != S.ERASED

    @property
    def heading(self) -> str:
        """Waiting and running are one: the page asks for its progress alone, and its heading stays."""
        return {
            S.WAITING: "Файл готовится", S.RUNNING: "Файл готовится", S.READY: "Файл готов",
            S.FAILED: "Файл не получился", S.ERASED: "Файл удалён",
        }[S(self.job.state)]  # fmt: skip

    @property
    def lead(self) -> str:
        return {
            S.WAITING: IN_MY_FILES, S.RUNNING: IN_MY_FILES,
            S.READY: f"Хранится {counted(KEPT_DAYS, 'день', 'дня', 'дней')}; открыт только вам.",
        }.get(S(self.job.state), self.job.message)  # fmt: skip


@dataclass(frozen=True)
class FilesPage:
    page: Page[Job]

    @property
    def lines(self) -> list[JobView]:
        return [JobView(job) for job in self.page]


def files_page(person: User, asked: Mapping[str, str]) -> FilesPage:
    return FilesPage(Paginator(jobs_of(person), PAGE).get_page(asked.get("page")))


def jobs_of(person: User) -> QuerySet[Job]:
    return Job.objects.visible_to(person).select_related("owner", "municipality", "school__municipality")


def size_label(size: int) -> str:
    """«340 КБ», «12,4 МБ»; nothing for no file."""
    if not size:
        return ""
    if size < KIB:
        return "меньше 1\u00a0КБ"
    if size < KIB * KIB:
        return f"{format_number(Fraction(size, KIB), 0)}\u00a0КБ"
    return f"{format_number(Fraction(size, KIB * KIB), 1)}\u00a0МБ"
