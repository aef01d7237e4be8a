"""Which organisation is meant by what people write."""

from __future__ import annotations

import pytest

from schools.models import School
from schools.naming import Naming

NAMES = {
    "a": "МБОУ «Ветродольская СОШ»", "b": "МБУ ДО «Дом «Горизонт»", "c": "МБДОУ «Ромашка»", "d": "МАУ ДО «Ромашка»",
    "e": "Центр «Вектор»",
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("мбоу ветродольская сош", "a"), (" Ветродольская  СОШ", "a"), ("Лесная СОШ", "a"),
        ("МАОУ Ветродольская СОШ", ""),
        ("Дом Горизонт", "b"), ("ДО Дом Горизонт", ""), ("Ромашка", "cd"), ('МБДОУ "Ромашка"', "c"),
        ("центр вектор", "e"), ("МБОУ", ""), ("E", "e"), ("", ""),
    ],
)  # fmt: skip
def test_case_quotes_and_a_legal_form_left_out_matter_not(text, codes):
    schools = {
        code: School(pk=pk, code=code, short_name=name) for pk, (code, name) in enumerate(NAMES.items(), 1)
    }
    naming = Naming(schools.values(), [("МКОУ «Лесная СОШ»", schools["a"])])
    assert "".join(sorted(school.code for school in naming.meant(text))) == codes
    assert (naming.only(text) is not None) == (len(codes) == 1)
