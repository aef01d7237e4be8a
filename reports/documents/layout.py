"""The layout of official documents (ГОСТ Р 7.0.97-2025) as numbers, the same for DOCX and PDF.

A4; margins left 30 (or 20), right 10, top and bottom 20 mm; the page number from the second page on, top centre; text
of 12–14 pt in a free typeface with the metrics of Times, justified, first lines indented by 1,25 cm.
"""

from __future__ import annotations

from dataclasses import dataclass

FONTS = (
    "Liberation Serif",
    "Libertinus Serif",
)  # the second comes with Typst, for machines without the first
TIMES = "Times New Roman"  # what a word processor takes where the first is missing
SHORT_EDGE, LONG_EDGE = 210, 297  # mm
RIGHT, TOP, BOTTOM = 10, 20, 20  # mm
HEADER = 10  # mm from the edge to the page number
FOOTER = 6  # mm from the edge to the executor
EXECUTOR = 11  # mm, two lines
INDENT = 12.5  # mm
SPACING = 1.15  # of a single line
SINGLE_LINE = 1.149  # em, of a face with the metrics of Times: ascent, descent and gap
ASCENT, DESCENT = 0.891, 0.216  # em
IN_TABLES = 12  # pt
SMALL = 12  # pt: requisites, executor, notes


@dataclass(frozen=True)
class Paper:
    """What differs between documents: the left margin in mm, the size of the text in pt, the sheet lying or upright."""

    left: int = 30
    size: int = 14
    landscape: bool = False

    @property
    def width(self) -> int:
        return LONG_EDGE if self.landscape else SHORT_EDGE

    @property
    def height(self) -> int:
        return SHORT_EDGE if self.landscape else LONG_EDGE

    @property
    def text_width(self) -> int:
        """mm between the margins."""
        return self.width - self.left - RIGHT


UPRIGHT = Paper()


def twips(millimetres: float) -> int:
    """The unit of DOCX: a twentieth of a point."""
    return round(millimetres * 1440 / 25.4)
