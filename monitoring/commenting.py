"""A word beside a number → a comment that everybody reads who reads the number; it changes nothing else.

Written by the school and by whoever may review it, in every state of the report: a question is asked while it is
checked, too. Never changed, never deleted. Skipped: the same words once more by the person who wrote them last.
"""

from __future__ import annotations

from django.db import transaction

from monitoring.models import CellComment
from monitoring.rules import roles_in
from monitoring.sheet import Ref
from schools.models import School, User
from schools.parsing import is_storable

LONGEST = 1000


class CommentRefused(ValueError):
    """The message is one Russian sentence that says what to do."""


@transaction.atomic
def comment(*, school: School, year: int, ref: Ref, text: str, person: User) -> CellComment:
    """Write it, or give the comment that says the same already."""
    words = " ".join(text.split())
    if not roles_in(person, school):
        raise CommentRefused("Комментировать числа могут сама организация и специалист муниципалитета.")
    if not words or not is_storable(words):
        raise CommentRefused("Напишите комментарий.")
    if len(words) > LONGEST:
        raise CommentRefused(f"Комментарий длиннее {LONGEST} знаков: сократите его.")
    cell = {"school": school, "year": year, **ref._asdict()}
    last = CellComment.objects.filter(**cell).order_by("-pk").first()
    if last is not None and (last.text, last.author_id) == (words, person.pk):
        return last
    return CellComment.objects.create(**cell, text=words, author=person)
