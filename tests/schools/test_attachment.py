"""Names of files that people take away."""

import pytest

from schools.views.attachment import attachment, file_name

pytestmark = pytest.mark.once


def test_a_name_is_of_words_and_fits_every_disk():
    assert file_name("Паспорт", "МБОУ «СОШ № 1»", "2021/2022", extension="xlsx") == (
        "Паспорт – МБОУ «СОШ № 1» – 2021-2022.xlsx"
    )
    assert file_name("", " .. ", extension="svg") == "файл.svg"
    assert len(file_name("щ" * 500, extension="png").encode()) < 255


def test_a_header_takes_no_line_of_its_own_from_a_name():
    header = attachment(b"", "image/png", file_name('a"b\r\nX: 1', extension="png"))["Content-Disposition"]
    assert header == 'attachment; filename="a-b-X- 1.png"'
