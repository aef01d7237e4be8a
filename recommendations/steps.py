"""The steps of a recommendation as a table: from which states to which, and who may take them.

`withdraw` and `note` are the pipeline's: corrected data take back what they no longer support, or leave a remark.
`recall` is the officer's own withdrawal; what a person declined or recalled is not prepared again on the same numbers.
`take_back` is for what was sent or declined by mistake: only while the school has not even taken note of it.

What a state means: *prepared* – the officer decides, the school sees nothing; *issued* – nobody at the school has
said anything; *acknowledged* – read; *in progress* – the school has taken it up, or its answer came back; *done* –
answered, the officer checks; *confirmed* – nothing to do for anybody. A dispute («не согласен с числом») and the
officer's reply to it (`uphold`) are words and move nothing, except that who disputes has read: a school that has not
taken a recommendation up is never said to work on it. Whether a dispute is open is `recommendations.disputes`.
"""

from __future__ import annotations

from recommendations.models import Recommendation
from schools.models import Role
from schools.workflow import Step

_S = Recommendation.State
PREPARED, ISSUED, ACKNOWLEDGED = _S.PREPARED.value, _S.ISSUED.value, _S.ACKNOWLEDGED.value
IN_PROGRESS, DONE, CONFIRMED = _S.IN_PROGRESS.value, _S.DONE.value, _S.CONFIRMED.value
WITHDRAWN, DECLINED = _S.WITHDRAWN.value, _S.DECLINED.value
WAITING = (ISSUED, ACKNOWLEDGED, IN_PROGRESS)
HEAD, OFFICER = Role.HEAD.value, Role.OFFICER.value
NOTE = "note"

STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("prepare", (), PREPARED, (), "Подготовить"),
        Step("issue", (), ISSUED, (OFFICER,), "Направить"),
        Step("approve", (PREPARED,), ISSUED, (OFFICER,), "Направить организации"),
        Step("reword", (PREPARED,), PREPARED, (OFFICER,), "Изменить текст"),
        Step("decline", (PREPARED,), DECLINED, (OFFICER,), "Отклонить"),
        Step("acknowledge", (ISSUED,), ACKNOWLEDGED, (HEAD,), "Ознакомлен(а)"),
        Step("start", (ISSUED, ACKNOWLEDGED), IN_PROGRESS, (HEAD,), "Взять в работу"),
        Step("answer", WAITING, DONE, (HEAD,), "Ответить"),
        Step("dispute", WAITING, "", (HEAD,), "Не согласен с числом"),
        Step("uphold", (ACKNOWLEDGED, IN_PROGRESS), "", (OFFICER,), "Ответить на возражение"),
        Step("confirm", (DONE,), CONFIRMED, (OFFICER,), "Подтвердить выполнение"),
        Step("send_back", (DONE,), IN_PROGRESS, (OFFICER,), "Вернуть в работу"),
        Step("take_back", (ISSUED, DECLINED), PREPARED, (OFFICER,), "Вернуть в проект"),
        Step("recall", (*WAITING, DONE), WITHDRAWN, (OFFICER,), "Отозвать"),
        Step("withdraw", (PREPARED, *WAITING), WITHDRAWN, (), "Отозвать по уточнённым данным"),
    )
}
