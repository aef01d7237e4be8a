"""The words of a digest and of a reminder: lines in, subject and text out. What is told twice stands under the most
pressing head."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from recommendations.evidence import Evidence
from recommendations.headlines import headline
from recommendations.models import DigestLine, Recommendation
from schools.calendar import format_date
from schools.models import School, User
from schools.numbers import counted

MOST_LINES = 6
Kind = DigestLine.Kind
HEADS = {
    Kind.OVERDUE: "Срок прошёл",
    Kind.SOON: "Срок в ближайшие семь дней",
    Kind.NEW: "Новые",
    Kind.REMINDED: "Ждут вашего ответа",
}


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    text: str


def write(lines: Sequence[DigestLine], *, by: User | None = None, by_hand: bool = False) -> Mail:
    """One mail about organisations of one person, what rests on figures first; all of it read beforehand."""
    ordered = sorted(lines, key=lambda line: (line.recommendation.indicator_id is None, line.pk))
    by_school: dict[School, dict[Kind, list[Recommendation]]] = {}
    said: set[int] = set()
    for kind in HEADS:
        for line in (line for line in ordered if line.kind == kind and line.recommendation_id not in said):
            said.add(line.recommendation_id)
            parts = by_school.setdefault(line.recommendation.school, {})
            parts.setdefault(kind, []).append(line.recommendation)
    schools = sorted(by_school, key=lambda school: school.name_key)
    blocks = [_of_school(school, by_school[school]) for school in schools]
    return Mail(
        subject=f"{_counted(by_school.values())} – {', '.join(school.short_name for school in schools)}"[
            :200
        ],
        text="\n\n".join(
            [_greeting(by), *blocks] if by_hand else ["Здравствуйте!", *blocks, _farewell()],
        ),
    )


def _greeting(by: User | None) -> str:
    who = f" {by.post[:1].lower()}{by.post[1:]}" if by and by.post else ""
    name = f" {by}" if by else ""
    return f"Здравствуйте!\n\nО рекомендациях напоминает{who or ' специалист муниципалитета'}{name}."


def _counted(parts: Iterable[dict[Kind, list[Recommendation]]]) -> str:
    """«Рекомендации: 1 просрочена, 2 новые»."""
    words = {
        Kind.OVERDUE: ("просрочена", "просрочены", "просрочено"),
        Kind.SOON: ("со сроком на днях", "со сроком на днях", "со сроком на днях"),
        Kind.NEW: ("новая", "новые", "новых"),
        Kind.REMINDED: ("ждёт ответа", "ждут ответа", "ждут ответа"),
    }
    all_parts = list(parts)
    counts = {kind: sum(len(part.get(kind, ())) for part in all_parts) for kind in HEADS}
    return "Рекомендации: " + ", ".join(
        counted(count, *words[kind]) for kind, count in counts.items() if count
    )


def _of_school(school: School, parts: dict[Kind, list[Recommendation]]) -> str:
    lines = [school.short_name]
    years = set()
    for kind, head in HEADS.items():
        if kind in parts:
            shown, rest = parts[kind][:MOST_LINES], parts[kind][MOST_LINES:]
            lines += ["", f"{head}:", *(f"– {_line(one, kind)}" for one in shown)]
            lines += [f"– и ещё {len(rest)}"] if rest else []
            years |= {one.year_id for one in parts[kind]}
    for year in sorted(years, reverse=True):
        path = reverse("recommendations:school", args=[year, school.code])
        lines += ["", f"Открыть и ответить: {settings.SITE_URL}{path}"]
    return "\n".join(lines)


def _line(recommendation: Recommendation, kind: Kind) -> str:
    words = headline(Evidence.from_json(recommendation.evidence), recommendation.text)
    day: dt.date | None = recommendation.due
    if day is None:
        return words
    return f"{words} (срок {'был' if kind == Kind.OVERDUE else '–'} {format_date(day)})"


def _farewell() -> str:
    return (
        "Такое письмо приходит, только когда есть что-то новое, и о каждом говорит один раз.\n"
        f"Отказаться от писем: {settings.SITE_URL}{reverse('notifications')}"
    )
