"""An explanation belongs to the figures it was given for: what stood there then, and whether it still does."""

from __future__ import annotations

from hashlib import sha256

from monitoring.models import Finding
from monitoring.sheet import Ref, Sheet
from schools.grades import UNGRADED

LONGEST = 200


def value_at(sheet: Sheet, ref: Ref) -> str:
    """The value of a cell as history prints it; of a column or the form all of them, many as a fingerprint."""
    of_column = [cell for cell in sheet.cells if not ref.kind or (cell.ref.kind, cell.ref.code) == ref[:2]]
    values = [str(cell.value) for cell in of_column if ref.grade in (UNGRADED, cell.ref.grade)]
    text = "; ".join(values)
    return text if len(text) <= LONGEST else sha256(text.encode()).hexdigest()


def is_stale(explained_value: str, now: str) -> bool:
    """Explanations of before this was kept (empty) are believed."""
    return bool(explained_value) and explained_value != now


def holds(finding: Finding, sheet: Sheet) -> bool:
    """The doubt is explained, and the figures are still those it was explained for."""
    now = value_at(sheet, Ref(finding.kind, finding.code, finding.grade))
    return bool(finding.explanation) and not is_stale(finding.explained_value, now)
