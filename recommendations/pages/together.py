"""What an officer is about to do with many: marks in, «будет направлено 23 рекомендации 12 организациям» out.

`do` is «step:which»: «approve:marked» (checkboxes `pk`), «approve:shown» (all that the filters of `query` choose),
«approve:section=II» (those of them in a section) or «approve:12,13». Those in a state that the step does not permit
are left out. One query.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.db.models import QuerySet

from recommendations.batch import REASONS, STEPS_OF_OFFICER
from recommendations.models import Recommendation
from recommendations.pages.board import Asked
from recommendations.pages.lines import to_organisations
from recommendations.queries import filtered
from recommendations.steps import STEPS
from schools.numbers import counted, plural
from schools.parsing import read_keys

QUESTIONS = {
    "approve": "Направить рекомендации организациям?",
    "decline": "Отклонить рекомендации?",
    "confirm": "Подтвердить выполнение?",
    "send_back": "Вернуть в работу?",
    "recall": "Отозвать рекомендации?",
    "take_back": "Вернуть рекомендации в проект?",
}
BUTTONS = {
    "approve": "Направить",
    "decline": "Отклонить",
    "confirm": "Подтвердить выполнение",
    "send_back": "Вернуть с замечанием",
    "recall": "Отозвать",
    "take_back": "Вернуть в проект",
}
LABELS = {
    "decline": "Почему отклоняете",
    "send_back": "Чего не хватает в ответах",
    "recall": "Почему отзываете",
    "take_back": "Почему возвращаете",
}
THEN = {
    "approve": "Руководители увидят это сразу после входа на портал.",
    "decline": "Организации ничего не увидят; на тех же данных портал больше такого не подготовит.",
    "confirm": "Организации увидят, что выполнение подтверждено.",
    "send_back": "Организации увидят замечание и ответят снова.",
    "recall": "Организации увидят причину; их ответы сохранятся.",
    "take_back": "Организации больше не увидят этого, пока вы не направите снова; текст можно изменить. То, с чем "
    "кто-то ознакомился, остаётся у организаций.",
}
WILL = {
    "approve": ("Будет направлена", "Будет направлено"),
    "decline": ("Будет отклонена", "Будет отклонено"),
    "confirm": ("Будет подтверждена", "Будет подтверждено"),
    "send_back": ("Будет возвращена", "Будет возвращено"),
    "recall": ("Будет отозвана", "Будет отозвано"),
    "take_back": ("Вернётся в проект", "Вернутся в проект"),
}
DONE = {
    "approve": "Направлено",
    "decline": "Отклонено",
    "confirm": "Подтверждено",
    "send_back": "Возвращено в работу",
    "recall": "Отозвано",
    "take_back": "Возвращено в проект",
}


@dataclass(frozen=True)
class Together:
    step: str
    keys: list[int]
    schools: int
    query: str

    @property
    def question(self) -> str:
        return QUESTIONS[self.step]

    @property
    def consequence(self) -> str:
        one, many = WILL[self.step]
        count = len(self.keys)
        what = counted(count, "рекомендация", "рекомендации", "рекомендаций")
        whom = (
            to_organisations(self.schools)
            if self.step in ("approve", "send_back")
            else _of_schools(self.schools)
        )
        return f"{plural(count, one, many, many)} {what} {whom}. {THEN[self.step]}"

    @property
    def submit(self) -> str:
        return BUTTONS[self.step]

    @property
    def label(self) -> str:
        return LABELS.get(self.step, "Замечание")

    @property
    def needed(self) -> str:
        return REASONS.get(self.step, "")

    @property
    def destroys(self) -> bool:
        return self.step in ("decline", "recall", "take_back")

    @property
    def again(self) -> str:
        """What the confirming form sends: exactly what was shown."""
        return f"{self.step}:{','.join(map(str, self.keys))}"


def together(
    *, do: str, marked: Collection[str], query: str, of: QuerySet[Recommendation], year: int, today: dt.date
) -> Together | None:
    """None = no such step."""
    step, _, which = do.partition(":")
    if step not in STEPS_OF_OFFICER:
        return None
    rows = of.filter(year=year, state__in=STEPS[step].sources)
    section = which.removeprefix("section=")
    if which == "shown" or section != which:
        filters = Asked.of(dict(parse_qsl(query))).filters
        rows = filtered(rows, filters, today)
        rows = rows if which == "shown" else rows.filter(section=section)
    else:
        chosen = marked if which == "marked" else which.split(",")
        rows = rows.filter(pk__in=read_keys(chosen))
    found = list(rows.order_by("pk").values_list("pk", "school_id"))
    return Together(step, [pk for pk, _ in found], len({school for _, school in found}), query)


def done_words(step: str, count: int) -> str:
    """«Направлено: 23 рекомендации»."""
    return f"{DONE[step]}: {counted(count, 'рекомендация', 'рекомендации', 'рекомендаций')}."


def _of_schools(count: int) -> str:
    return counted(count, "организации", "организаций", "организаций")
