"""An officer writes a recommendation without a rule."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recommendations.forms import WriteForm
from recommendations.own import write_own
from recommendations.pages.together import done_words
from recommendations.pages.write import WritePage, write_page
from schools.access import Permission
from schools.place import Place, needs, place_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.RECOMMEND)
def write(request: HttpRequest, year: int) -> HttpResponse:
    """`?school=CODE` and `?indicator=CODE` fill the form beforehand."""
    place = place_of(request)
    today = timezone.localdate(timezone=place.municipality.zone)
    page = write_page(place.municipality, year)
    form = WriteForm(
        request.POST or None,
        schools=page.schools,
        indicators=page.indicators,
        today=today,
        initial=page.initial(request.GET),
    )
    if form.is_valid() and _send(request, place, page, form):
        return redirect("recommendations:list", year=year)
    context = {"page": page, "form": form, "year": year}
    return render(request, "recommendations/write.html", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, place: Place, page: WritePage, form: WriteForm) -> bool:
    given = form.cleaned_data
    try:
        sent = write_own(
            municipality=place.municipality,
            year=place.year,
            schools=page.chosen(given["schools"], everybody=given["everybody"]),
            section=given["section"],
            audience=given["audience"],
            text=given["text"],
            person=place.person,
            today=timezone.localdate(timezone=place.municipality.zone),
            due=given["due"],
            indicator=page.indicator(given["indicator"]),
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    if sent:
        messages.success(request, done_words("approve", len(sent)))
    else:
        messages.info(request, "Такая рекомендация этим организациям уже направлена.")
    return True
