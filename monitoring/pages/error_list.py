"""The list above a form that was refused: what could not be saved, or what stands in the way of handing it in."""

from __future__ import annotations

from collections.abc import Mapping

from monitoring.checks.problem import Problem
from monitoring.entering import EntryRefused
from monitoring.pages.doubts import DoubtView
from monitoring.pages.notes import Note, Notes
from monitoring.pages.remarks import RemarkView
from monitoring.typed import Typed, cell_name
from schools.grades import UNGRADED


def refused_errors(
    notes: Notes, typed: Typed, refused: EntryRefused | None, said: Mapping[str, Note]
) -> list[dict[str, str]]:
    """Parameters of components/error_summary.html: what could not be saved; `said` of words, by field name."""
    if refused is None:
        return []
    errors = []
    if refused.whole:
        errors.append({"text": refused.whole, "id": ""})
        for ref, entered in typed.cells.items():
            errors.append({"text": f"не записано: {notes.where(ref)}: {entered.text or 'пусто'}", "id": ""})
    cells = {cell_name(ref): ref for ref in typed.cells}
    for name, ref in cells.items():
        if name in refused.errors or ref in refused.meanwhile:
            there = notes.of(ref)
            text = there[0].text if there else refused.errors.get(name, "")
            errors.append({"text": f"{notes.where(ref)}: {text}", "id": name})
    arrivals = {name: text for name, text in refused.errors.items() if name not in cells}
    errors += [{"text": f"Прибыли позже: {text}", "id": name} for name, text in arrivals.items()]
    return errors + [{"text": f"{_sort(name)}: {note.text}", "id": name} for name, note in said.items()]


def _sort(name: str) -> str:
    """Which sort of words the field holds."""
    return {"arrived": "Прибыли позже", "why": "Пояснение"}.get(
        name.split(".", maxsplit=1)[0], "Ответ на замечание"
    )


def blocking_errors(
    notes: Notes, blocking: list[Problem], to_explain: list[DoubtView], remarks: list[RemarkView]
) -> list[dict[str, str]]:
    """What stands in the way of handing in."""
    errors = []
    for problem in blocking:
        where = "" if problem.level == "missing" else f"{notes.where(problem.ref._replace(grade=UNGRADED))}: "
        errors.append({"text": f"{where}{problem.message}", "id": cell_name(problem.ref)})
    for remark in remarks:
        if remark.missing:
            text = f"{remark.where}: ответьте на замечание или отметьте «исправлено». {remark.text}"
            errors.append({"text": text, "id": remark.name})
    for doubt in to_explain:
        if doubt.missing:
            text = f"{doubt.where}: поясните, почему число верно. {doubt.message}"
            errors.append({"text": text, "id": doubt.name})
    return errors


def error_title(refused: EntryRefused | None) -> str:
    if refused is None:
        return "Отчёт не направлен: исправьте или поясните отмеченное. Введённое сохранено"
    return "Ничего не сохранено: исправьте отмеченное, введённое осталось в полях"
