"""What has to be said at the cells of «Таблица по организациям»: refusals, two people in one cell, contradictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitoring.across import Across, Line
from monitoring.history import last_changes_across
from monitoring.matrix import MatrixRefused, MustAsk, Place, Typed
from monitoring.matrix_block import Block, read_block
from monitoring.models import Submission
from monitoring.pages.cells import printed
from monitoring.pages.notes import Note, meanwhile_words
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
    block = read_block(text, found.lines, grades)
    shown = {
        Place(line.school.pk, cell.ref.grade): printed(cell.value, found.column.metric)
        for line in found.lines
        for cell in line.sheet.cells
    }
    pasted = {
        place: Entered(value, posted.get(f"was.{place.name}", shown[place]))
        for place, value in block.texts.items()
    }
    changed = {place: entered for place, entered in pasted.items() if entered.text != entered.shown}
    return Said(typed={**typed, **changed}, block=block, text=text)


def notes_of(found: Across, said: Said) -> tuple[dict[Place, list[Note]], list[dict[str, str]]]:
    """By cell, the gravest first; and what was refused as parameters of components/error_summary.html."""
    texts = _refusals(found, said.refused, said.typed) if said.refused else {}
    lines = {line.school.pk: line for line in found.lines}
    notes = {
        place: [_note(lines[place.school], place, *said_there)]
        for place, said_there in texts.items()
        if place.school in lines
    }
    errors = [{"text": said.refused.whole, "id": ""}] if said.refused and said.refused.whole else []
    errors += [
        {"text": f"{_where(lines[place.school], place)}: {note.text}", "id": place.name}
        for place, (note,) in notes.items()
    ]
    for line in found.lines:
        if line.state == Submission.State.ACCEPTED:
            continue
        for grade, message in line.contradictions.items():
            place = Place(line.school.pk, grade)
            if place not in said.typed:
                notes[place] = [_note(line, place, "missed", message)]
    return notes, errors


def _note(line: Line, place: Place, tone: str, text: str) -> Note:
    where = line.school.short_name if place.grade == UNGRADED else grade_label(place.grade)
    return Note(f"note-{place.school}-{place.grade}", tone, "!", where, text)


def _where(line: Line, place: Place) -> str:
    grade = "" if place.grade == UNGRADED else f", {grade_label(place.grade)}"
    return f"{line.school.short_name}{grade}"


def _refusals(found: Across, refused: MatrixRefused, typed: Typed) -> dict[Place, tuple[str, str]]:
    """Tone and words by cell, in the order of the table."""
    said = {place: ("missed", text) for place, text in refused.errors.items()}
    said |= {place: ("attention", text) for place, text in _meanwhile(found, refused, typed).items()}
    order = {line.school.pk: at for at, line in enumerate(found.lines)}
    return dict(sorted(said.items(), key=lambda item: (order.get(item[0].school, 0), item[0].grade)))


def _meanwhile(found: Across, refused: MatrixRefused, typed: Typed) -> Mapping[Place, str]:
    """«изменил(а) А. П. Соколова в 14:02: 25 → 27. …» One query where there is anything to tell."""
    if not refused.meanwhile:
        return {}
    schools, column = {place.school for place in refused.meanwhile}, found.column
    changes = last_changes_across(schools, found.year, kind=column.kind, code=column.code)
    stands = {
        (line.school.pk, cell.ref.grade): str(cell.value) for line in found.lines for cell in line.sheet.cells
    }
    return {
        place: meanwhile_words(changes.get(place), stands.get(place, ""), typed[place].text)
        for place in refused.meanwhile
    }
