"""Charts a spreadsheet draws itself, beside the rows they are drawn from: a line with its plan, bars beside theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.legend import Legend
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.worksheet.worksheet import Worksheet

BRAND, PLAN, PLAN_SOFT, GRID = "0F5E63", "B3401B", "E3B8A6", "DDE4E6"
LABELS, VALUES, PLANS = 2, 3, 4
"""The columns of a sheet: what is named, its value, its plan."""
WIDTH, HEIGHT = 17, 8
"""Centimetres."""
ROWS_OF_CHART = 17
FIRST_ROW, WIDTH_OF_BARS, GAP = 2, 24, 40
HEIGHT_OF_FRAME, HEIGHT_OF_BAR, ROWS_OF_CENTIMETRE = 3, 0.6, 2
MOST_CHARTS = 40


@dataclass(frozen=True)
class Block:
    """Neighbouring rows of one indicator: its heading, the first row, how many, and whether there is a plan."""

    title: str
    first: int
    count: int
    has_plan: bool

    @property
    def last(self) -> int:
        return self.first + self.count - 1


def draw_dynamics(sheet: Worksheet, blocks: Sequence[Block]) -> None:
    """Two in a row, right of the table."""
    for number, block in enumerate(blocks[:MOST_CHARTS]):
        chart = LineChart()
        _series(chart, sheet, block, VALUES)
        chart.series[0].marker.symbol = "circle"
        _look(chart.series[0].graphicalProperties, BRAND)
        if block.has_plan:
            _series(chart, sheet, block, PLANS)
            _look(chart.series[1].graphicalProperties, PLAN, dashed=True)
        for series in chart.series:
            series.smooth = False
        _frame(chart, block)
        column = "H" if number % 2 == 0 else "R"
        sheet.add_chart(chart, f"{column}{FIRST_ROW + number // 2 * ROWS_OF_CHART}")


def draw_places(sheet: Worksheet, blocks: Sequence[Block]) -> None:
    """One below the other, as high as they have bars: names read from left to right, the plan beside each value."""
    row = FIRST_ROW
    for block in blocks[:MOST_CHARTS]:
        chart = BarChart()
        chart.type = "bar"
        chart.gapWidth, chart.overlap = GAP, 0
        _series(chart, sheet, block, VALUES)
        chart.series[0].graphicalProperties = GraphicalProperties(solidFill=BRAND)
        if block.has_plan:
            _series(chart, sheet, block, PLANS)
            chart.series[1].graphicalProperties = GraphicalProperties(solidFill=PLAN_SOFT)
        _frame(chart, block)
        chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
        chart.x_axis.tickLblSkip = 1  # every name
        chart.y_axis.crosses = "max"
        chart.width = WIDTH_OF_BARS
        chart.height = HEIGHT_OF_FRAME + round(block.count * HEIGHT_OF_BAR)
        sheet.add_chart(chart, f"I{row}")
        row += round(chart.height * ROWS_OF_CENTIMETRE) + 1


def _series(chart: BarChart | LineChart, sheet: Worksheet, block: Block, column: int) -> None:
    """Named by the heading of its column."""
    values = Reference(sheet, min_col=column, min_row=block.first, max_row=block.last)
    chart.series.append(SeriesFactory(values, title=str(sheet.cell(1, column).value)))
    chart.set_categories(Reference(sheet, min_col=LABELS, min_row=block.first, max_row=block.last))


def _look(properties: GraphicalProperties, colour: str, *, dashed: bool = False) -> None:
    properties.line.solidFill = colour
    properties.line.width = 28_000  # English metric units: about two points
    if dashed:
        properties.line.dashStyle = "dash"


def _frame(chart: BarChart | LineChart, block: Block) -> None:
    chart.title = block.title
    title: Any = chart.title  # a setter makes it of the text
    title.overlay = False
    chart.legend = Legend()
    chart.legend.position = "b"
    chart.width, chart.height = WIDTH, HEIGHT
    chart.y_axis.number_format = "#,##0.##"
    chart.y_axis.scaling.min = 0
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=GRID)))
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
