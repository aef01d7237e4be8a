"""The steps of a letter. What was sent is not taken back; acknowledging is a step of each recipient."""

from __future__ import annotations

from recommendations.models import Letter
from recommendations.steps import OFFICER
from schools.workflow import Step

DRAFT, REGISTERED, SENT = (
    Letter.State.DRAFT.value,
    Letter.State.REGISTERED.value,
    Letter.State.SENT.value,
)

STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("draft", (), DRAFT, (OFFICER,), "Подготовить проект"),
        Step("register", (DRAFT,), REGISTERED, (OFFICER,), "Зарегистрировать"),
        Step("reopen", (REGISTERED,), DRAFT, (OFFICER,), "Вернуть в проект"),
        Step("send", (REGISTERED,), SENT, (OFFICER,), "Отправить"),
    )
}
