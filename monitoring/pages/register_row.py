"""One row of a register as a page: its form, what may be done with it, and who changed it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from monitoring.models import HeldEvent
from monitoring.register_forms import RowForm
from monitoring.registers.keeping import fingerprint
from monitoring.registers.kinds import Register
from monitoring.registers.trace import history_of
from monitoring.steps import OF_EVENTS
from schools.place import Place

HEADINGS = {
    "held-events": ("Новое мероприятие", "Мероприятие"),
    "agreements": ("Новый договор", "Договор"),
    "responsible": ("Новый ответственный", "Ответственный"),
}
LEADS = {
    "held-events": "Учебный год определится по дате.",
    "agreements": "Число действующих договоров попадает в отчёт организации само.",
    "responsible": "",
}
DONE = {
    "record": "Записано", "change": "Изменено", "hold": "Отмечено проведённым", "cancel": "Отменено",
    "plan": "Возвращено в запланированные",
}  # fmt: skip


def row_page(register: Register, form: RowForm, row: Any, place: Place) -> dict[str, Any]:
    """Context of templates/monitoring/register_row.html; `row` as it stands, None for a new one."""
    new, one = HEADINGS[register.slug]
    erase = [place.year, register.slug, row.pk] if row is not None else []
    return {
        "register": register,
        "form": form,
        "row": row,
        "heading": new if row is None else f"{one}: {row}",
        "lead": _lead(register, row),
        "seen": "" if row is None else fingerprint(register, row),
        "list_url": (list_url := reverse(register.page, args=[place.year])),
        "crumbs": [{"title": register.title, "url": list_url}],
        "erase_url": reverse("monitoring:register_erase", args=erase) if erase else "",
        "steps": _steps(row, place),
        "history": [] if row is None else _history(row),
        "personal": register.personal,
    }


def asked_again(doubles: list[str]) -> dict[str, Any]:
    """The question about likely repeats, as parameters of components/error_summary.html."""
    words = f"Похоже на {', '.join(doubles)}. Если это другая запись, нажмите внизу «Всё равно записать»."
    return {"doubles": doubles, "question": [{"text": words, "id": ""}] if doubles else []}


def _lead(register: Register, row: Any) -> str:
    if not isinstance(row, HeldEvent):
        return LEADS[register.slug]
    today = timezone.localdate(timezone=row.municipality.zone)
    late = " Дата прошла: отметьте, проведено ли оно." if row.is_overdue(today) else ""
    return f"Сейчас: {row.get_state_display()}.{late}"


def _steps(row: Any, place: Place) -> list[dict[str, str]]:
    """The steps an event may take now, as links."""
    if not isinstance(row, HeldEvent):
        return []
    today = timezone.localdate(timezone=row.municipality.zone)
    open_ones = [
        step for step in OF_EVENTS.values()
        if row.state in step.sources and not (step.name == "hold" and row.starts > today)
    ]  # fmt: skip
    return [
        {
            "label": step.label,
            "url": reverse("monitoring:held_event_step", args=[place.year, row.pk, step.name]),
        }
        for step in open_ones
    ]


def _history(row: Any) -> list[dict[str, Any]]:
    """Parameters of components/history.html."""
    return [
        {
            "when": said.at,
            "who": str(said.person) if said.person else "",
            "text": DONE.get(said.step, said.step),
            "note": said.note,
        }
        for said in history_of(row)
    ]
