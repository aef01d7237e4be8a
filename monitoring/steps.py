"""The steps of a school's report as a table: from which states to which, and who may take them.

`rewrite` and `accept_import` are taken by `monitoring.intake` alone: a changed number takes a submitted or accepted
report back to draft, an import that accepts accepts whatever it touched. `dispute` is what «не согласен с числом»
does. `recall` takes back what nobody has checked yet. A report that does not exist yet is «не начат».
`OF_EVENTS` are the steps of an event of the register.
"""

from __future__ import annotations

from monitoring.models import HeldEvent, Submission
from schools.models import Role
from schools.workflow import Step

_S = Submission.State
DRAFT, SUBMITTED, RETURNED, ACCEPTED = (
    _S.DRAFT.value,
    _S.SUBMITTED.value,
    _S.RETURNED.value,
    _S.ACCEPTED.value,
)
HEAD, OFFICER = Role.HEAD.value, Role.OFFICER.value

STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("submit", (DRAFT, RETURNED), SUBMITTED, (HEAD, OFFICER), "Отправить на проверку"),
        Step("recall", (SUBMITTED,), DRAFT, (HEAD,), "Отозвать отчёт"),
        Step("return", (SUBMITTED,), RETURNED, (OFFICER,), "Вернуть на доработку"),
        Step("accept", (SUBMITTED,), ACCEPTED, (OFFICER,), "Принять"),
        Step("reopen", (SUBMITTED, ACCEPTED), DRAFT, (OFFICER,), "Открыть для исправлений"),
        Step("dispute", (SUBMITTED, ACCEPTED), DRAFT, (HEAD, OFFICER), "Не согласен с числом"),
        Step("rewrite", (SUBMITTED, ACCEPTED), DRAFT, (), "Числа изменены"),
        Step("accept_import", (DRAFT, SUBMITTED, RETURNED), ACCEPTED, (), "Принять при загрузке"),
    )
}

_E = HeldEvent.State
PLANNED, HELD, CANCELLED = _E.PLANNED.value, _E.HELD.value, _E.CANCELLED.value

OF_EVENTS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("hold", (PLANNED,), HELD, (HEAD, OFFICER), "Отметить проведённым"),
        Step("cancel", (PLANNED,), CANCELLED, (HEAD, OFFICER), "Отменить мероприятие"),
        Step("plan", (HELD, CANCELLED), PLANNED, (HEAD, OFFICER), "Вернуть в запланированные"),
    )
}
