"""The charts of a page as files: the page itself answers `?chart=NAME.svg` and `?chart=NAME.png`.

So permission, filters and numbers are those of the page, and no route is needed.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse

from indicators.chart_file import png_of, source_note, svg_of
from indicators.charts import Figure
from indicators.queries import computed_at
from schools.models import Region
from schools.place import place_of
from schools.views.attachment import attachment, file_name

CHART = "chart"  # the parameter, also of the links of components/chart.html
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def chart_file(
    request: HttpRequest, figures: Mapping[str, Figure | None], *, title: str, region: Region | None = None
) -> HttpResponse | None:
    """The chart asked for, `title` above it; None where the page is asked for. `region` = it shows all of a region."""
    asked = request.GET.get(CHART)
    if asked is None:
        return None
    name, _, kind = asked.rpartition(".")
    figure = figures.get(name)
    if figure is None or kind not in TYPES:
        raise Http404("Такой диаграммы на странице нет.")
    place = place_of(request)
    moment = computed_at(place.municipality, place.year, region=region)
    note = source_note((region or place.municipality).name, moment)
    draw = svg_of if kind == "svg" else png_of
    content = draw(figure, title=f"{title}: {figure.title}" if figure.title else title, note=note)
    return attachment(
        content, TYPES[kind], file_name(title, figure.title or place.year_label, extension=kind)
    )
