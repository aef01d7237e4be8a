"""The talk about one recommendation in words: steps and answers in, what was said by whom out, oldest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from recommendations.models import Answer
from recommendations.steps import NOTE
from schools.models import Transition

TOLD = {
    "prepare": "Рекомендация подготовлена",
    "issue": "Рекомендация направлена",
    "approve": "Рекомендация проверена и направлена",
    "reword": "Текст для организации изменён",
    "decline": "Отклонена, организации не направлена",
    "acknowledge": "Организация ознакомилась",
    "start": "Взята в работу",
    "answer": "Ответ организации",
    "dispute": "Организация не согласна с числом",
    "uphold": "Ответ на возражение",
    "take_back": "Возвращена в проект",
    "confirm": "Выполнение подтверждено",
    "send_back": "Возвращена в работу",
    "recall": "Отозвана специалистом",
    "withdraw": "Отозвана: уточнённые данные её больше не требуют",
    NOTE: "Данные уточнены",
    "erase_file": "Файл удалён",
}
ANSWERS = ("answer", "dispute")


@dataclass(frozen=True)
class Said:
    """`who` is empty for the portal itself; `answer` is there where a link or a file came with the words."""

    when: dt.datetime
    who: str
    text: str
    note: str
    answer: Answer | None = None


def talk(history: Sequence[Transition], answers: Sequence[Answer], *, own: bool = False) -> list[Said]:
    """Each answer beside its step: the last one of the same person before it, in the same transaction.

    `own`: told to the organisation, which has nothing to do with what was before it was sent: how its text was worded,
    or that it was sent by mistake and taken back.
    """
    taken_back = max((at for at, step in enumerate(history) if own and step.step == "take_back"), default=-1)
    said: dict[int, Answer] = {}
    for answer in answers:
        theirs = [step for step in history if step.step in ANSWERS and step.person_id == answer.person_id]
        before = [step.pk for step in theirs if step.at <= answer.at and step.pk not in said]
        if before:
            said[before[-1]] = answer
    return [
        Said(
            when=step.at,
            who=str(step.person) if step.person else "портал",
            text=TOLD.get(step.step, step.step),
            note=step.note,
            answer=said.get(step.pk),
        )
        for at, step in enumerate(history)
        if at > taken_back and not (own and step.step == "reword")
    ]


def remark(history: Sequence[Transition]) -> Transition | None:
    """What the school has to read first: the officer's remark or the portal's note nothing was answered to."""
    for step in reversed(history):
        if step.step in ("send_back", "uphold", NOTE) and step.note:
            return step
        if step.step in (*ANSWERS, "confirm"):
            return None
    return None
