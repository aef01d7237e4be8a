"""What has to be said at the cells of «Таблица по организациям»: refusals, two people in one cell, contradictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitoring.across import Across, Line
from monitoring.history import last_changes_across
from monitoring.matrix import MatrixRefused, MustAsk, Place, Typed
from monitoring.matrix_block import Block, read_block
from monitoring.models import Submission
from monitoring.pages.cells import printed
from monitoring.pages.choice import Choice, story
from monitoring.pages.notes import Note
from monitoring.typed import Entered
from schools.grades import UNGRADED, grade_label
from schools.numbers import counted


@dataclass(frozen=True)
class Said:
    """What came of a form that was sent: the page shows it again."""

    typed: Typed = field(default_factory=dict)
    refused: MatrixRefused | None = None
    ask: MustAsk | None = None
    block: Block | None = None
    text: str = ""

    @property
    def pasted(self) -> str:
        """What a paste has brought, in words."""
        if self.block is None:
            return ""
        places = [place for place in self.block.texts if place in self.typed]
        if not places:
            return "Вставлять нечего: подходящих к таблице чисел нет или они уже такие."
        cells = counted(len(places), "ячейку", "ячейки", "ячеек")
        schools = counted(
            len({place.school for place in places}), "организации", "организаций", "организаций"
        )
        return f"Вставлено в {cells} {schools}, ещё не сохранено: проверьте и нажмите «Сохранить»."

    @property
    def is_refusal(self) -> bool:
        return self.refused is not None or self.ask is not None


def paste(
    found: Across, text: str, typed: Typed, *, grades: Sequence[int], posted: Mapping[str, str]
) -> Said:
    """What the text would put into the cells, over what was typed; `posted` says what the page had shown."""
    block = read_block(text, found.lines, grades, found.outside)
    shown = shown_texts(found)
    pasted = {
        place: Entered(value, posted.get(f"was.{place.name}", shown[place]))
        for place, value in block.texts.items()
    }
    both = {**typed, **pasted}
    changed = {place: entered for place, entered in both.items() if entered.text != entered.shown}
    return Said(typed=changed, block=block, text=text)


def notes_of(found: Across, said: Said) -> tuple[dict[Place, list[Note]], list[dict[str, str]]]:
    """By cell, the gravest first; and what was refused as parameters of components/error_summary.html."""
    lines = {line.school.pk: line for line in found.lines}
    notes = _refusals(found, said.refused, said.typed) if said.refused else {}
    errors = [{"text": said.refused.whole, "id": ""}] if said.refused and said.refused.whole else []
    errors += [
        {"text": f"{_where(lines[place.school], place)}: {note.text}", "id": place.name}
        for place, note in notes.items()
    ]
    for line in found.lines:
        if line.state == Submission.State.ACCEPTED:
            continue
        for grade, message in line.contradictions.items():
            place = Place(line.school.pk, grade)
            if place not in said.typed:
                notes[place] = replace(_note(place, "missed", message), where="")  # it begins with the grade
    return {place: [note] for place, note in notes.items()}, errors


def _note(place: Place, tone: str, text: str, choice: Choice | None = None) -> Note:
    where = "" if place.grade == UNGRADED else grade_label(place.grade)
    return Note(f"note-{place.school}-{place.grade}", tone, "!", where, text, choice=choice)


def _where(line: Line, place: Place) -> str:
    grade = "" if place.grade == UNGRADED else f", {grade_label(place.grade)}"
    return f"{line.school.short_name}{grade}"


def _refusals(found: Across, refused: MatrixRefused, typed: Typed) -> dict[Place, Note]:
    """In the order of the table."""
    order = {line.school.pk: at for at, line in enumerate(found.lines)}
    notes = {place: _note(place, "missed", text) for place, text in refused.errors.items()}
    notes |= _meanwhile(found, refused, typed)
    there = [place for place in notes if place.school in order]
    return {
        place: notes[place] for place in sorted(there, key=lambda place: (order[place.school], place.grade))
    }


def _meanwhile(found: Across, refused: MatrixRefused, typed: Typed) -> dict[Place, Note]:
    """«А. П. Соколова изменила в 14:02: 25 → 27, у вас 30» and a choice. One query where there is anything to tell."""
    if not refused.meanwhile:
        return {}
    schools, column = {place.school for place in refused.meanwhile}, found.column
    changes = last_changes_across(schools, found.year, kind=column.kind, code=column.code)
    notes = {}
    for place, stands in shown_texts(found).items():
        if place in refused.meanwhile:
            mine = typed[place].text
            words = f"{story(changes.get(place), stands, mine)}."
            notes[place] = _note(place, "attention", words, Choice(place.name, stands, mine))
    return notes


def shown_texts(found: Across) -> dict[Place, str]:
    """What stands in every cell, as a field prints it."""
    return {
        Place(line.school.pk, cell.ref.grade): printed(cell.value, found.column.metric)
        for line in found.lines
        for cell in line.sheet.cells
    }
