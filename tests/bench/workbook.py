"""The workbook of 60 organisations × 11 grades × 12 columns: written, then read, checked and previewed.

Every one of the 7 920 cells is new, the dearest case. Read means: from the file in the store to the preview in the
row of the upload, as the worker does it.
"""

from __future__ import annotations

import logging
import sys
from io import BytesIO

import django

django.setup()
logging.disable(logging.WARNING)  # nobody listens for the task here: the reading is called by itself

# Below the set-up: our models may be imported only once Django stands.
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from openpyxl import load_workbook  # noqa: E402

from monitoring.campaigns import open_campaign  # noqa: E402
from monitoring.models import Event, Upload, Wave  # noqa: E402
from monitoring.uploading import keep, read_upload  # noqa: E402
from monitoring.workbook.writing import write_book  # noqa: E402
from schools.models import Municipality, Region, Role, School  # noqa: E402
from tests.bench.machine import described, median  # noqa: E402
from tests.cast import make_municipality, make_person, make_school  # noqa: E402

SCHOOLS, GRADES, EVENTS = 60, 11, 10
CELLS = SCHOOLS * GRADES * (EVENTS + 2)
FLOOR = 5000
"""Values a second."""


def world() -> tuple[Municipality, list[School]]:
    region = Region.objects.create(code="42", name="Кузбасс")
    okrug = make_municipality(region, "32622000", "Речной округ", "Речного округа", "Речном округе")
    for n in range(EVENTS):
        Event.objects.create(code=f"event-{n}", name=f"Мероприятие {n}")
    open_campaign(municipality=okrug, year=2021)
    return okrug, [make_school(okrug, f"okr-{n:02}", f"Школа {n}") for n in range(SCHOOLS)]


def filled(content: bytes) -> bytes:
    book = load_workbook(BytesIO(content))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.protection.locked:
                    cell.value = 7
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def main() -> int:
    call_command("migrate", verbosity=0)
    okrug, schools = world()
    officer = make_person("officer", "Анна", "Петровна", "Соколова", role=Role.OFFICER, municipality=okrug)
    wave = Wave.objects.select_related("campaign__municipality").get()

    def write() -> bytes:
        return write_book(wave=wave, schools=schools, person=officer, now=timezone.now(), whole=True).content

    content = filled(write())

    def sent() -> Upload:
        return keep(
            kind="workbook", file=BytesIO(content), name="книга.xlsx", wave=wave, school=None, person=officer
        )  # fmt: skip

    def read(upload: Upload) -> None:
        assert read_upload(upload.pk)

    written, taken = median(write), median(read, before=sent)
    assert {upload.summary["new"] for upload in Upload.objects.all()} == {CELLS}
    print(
        f"\nКнига отчёта: {SCHOOLS} организаций × {GRADES} классов × {EVENTS + 2} граф = {CELLS} ячеек, медиана 5."
    )
    print(described("openpyxl"))
    for words, seconds in (("выгрузить все организации", written), ("прочитать, проверить, показать", taken)):
        rate = f"{CELLS / seconds.clock:7.0f} значений/с"
        print(f"  {words:<32}{seconds.clock:6.2f} с{rate:>20}, процессор {seconds.processor:.2f} с")
    print(f"  нужно при чтении не меньше {FLOOR} значений/с; книга – {len(content) // 1024} КБ")
    return 0 if CELLS / taken.clock >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
