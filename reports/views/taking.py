"""«Отчёты и выгрузка»: a choice is taken away at once, made in the background where it is large, or saved."""

from __future__ import annotations

from tempfile import TemporaryFile

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from reports import jobs, selecting, taking
from reports.choice import CSV, XLSX, Choice
from reports.forms import ChoiceForm, NameForm
from reports.models import Selection
from reports.pages.exports import exports_page
from reports.selecting import NameTaken, may_keep
from reports.tables.exports import EXPORTS
from schools.access import Permission
from schools.models import Municipality
from schools.place import needs, place_of

CONTENT_TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.READ)
def exports(request: HttpRequest, year: int) -> HttpResponse:
    """POST takes the choice or, with `do=save`, keeps it under its name. `?selection=` fills the form in."""
    place = place_of(request)
    if request.method != "POST":
        return _page(request, ChoiceForm(place=place, initial=_initial(request)))
    form = ChoiceForm(request.POST, place=place)
    saves = request.POST.get("do") == "save"
    if form.is_valid() and saves and not form.cleaned_data["name"]:
        form.add_error("name", NameForm.base_fields["name"].error_messages["required"])
    if not form.is_valid():
        return _page(request, form, status=422)
    if not saves:
        return _taken(request, form.choice, place.municipality)
    name = form.cleaned_data["name"]
    is_new = selecting.save(
        name=name, choice=form.choice, municipality=place.municipality, person=request.user
    )
    messages.success(request, f"Выборка «{name}» {'сохранена' if is_new else 'обновлена'}.")
    return redirect("reports:exports", year=year)


@require_POST
@needs(Permission.READ)
def selection_take(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The same file with today's values."""
    selection = _selection(request, pk)
    choice = Choice.of({**selection.words, "form": request.POST.get("form") or selection.words.get("form")})
    if choice.what not in EXPORTS or choice.form not in EXPORTS[choice.what].forms:
        messages.error(request, f"«{selection}»: такой таблицы больше нет. Составьте выборку заново.")
        return redirect("reports:exports", year=year)
    return _taken(request, choice, selection.municipality)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.READ)
def selection(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Another name."""
    found = _own(request, pk)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            selecting.rename(selection=found, name=form.cleaned_data["name"])
        except NameTaken:
            form.add_error("name", "Выборка с таким названием у вас уже есть: выберите другое.")
        else:
            messages.success(request, f"Выборка называется «{form.cleaned_data['name']}».")
            return redirect("reports:exports", year=year)
    context = {
        "form": form,
        "selection": found,
        "year": year,
        "back": reverse("reports:exports", args=[year]),
    }
    return render(request, "reports/selection.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.READ)
def selection_delete(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    found = _own(request, pk)
    if request.method == "POST":
        selecting.delete(selection=found)
        messages.success(request, f"Выборка «{found}» удалена. Файлы, которые вы по ней взяли, остались.")
        return redirect("reports:exports", year=year)
    question = {
        "question": f"Удалить выборку «{found}»?",
        "consequence": "Её не увидят и коллеги из вашего муниципалитета. Данные портала не изменятся.",
        "submit": "Удалить выборку",
        "cancel_url": reverse("reports:exports", args=[year]),
    }
    return render(request, "confirm.html", question)


def _taken(request: HttpRequest, choice: Choice, municipality: Municipality) -> HttpResponse:
    """A download, or the page of the file that is being made."""
    scope = taking.scope_of(choice, request.user, municipality)
    if taking.is_large(scope):
        job = jobs.order(report="table", parameters=choice.words(), owner=request.user, place=municipality)
        return redirect("reports:file", pk=job.pk)
    file = TemporaryFile()  # noqa: SIM115 - closed by the response
    taking.write(scope, file)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=taking.name_of(choice.words()),
        content_type=CONTENT_TYPES[choice.form],
    )


def _page(request: HttpRequest, form: ChoiceForm, *, status: int = 200) -> HttpResponse:
    place = place_of(request)
    context = {"page": exports_page(place, form), "place": place}
    return render(request, "reports/exports.html", context, status=status)


def _initial(request: HttpRequest) -> dict[str, object]:
    """The words of a saved selection, to be changed and saved again; an unknown one fills in nothing."""
    key = request.GET.get("selection", "")
    found = Selection.objects.visible_to(request.user).filter(pk=key).first() if key.isdecimal() else None
    return {**Choice.of(found.words).words(), "name": found.name} if found else {}


def _selection(request: HttpRequest, pk: int) -> Selection:
    rows = Selection.objects.visible_to(request.user).select_related("municipality__region", "owner")
    return get_object_or_404(rows, pk=pk)


def _own(request: HttpRequest, pk: int) -> Selection:
    found = _selection(request, pk)
    if not may_keep(request.user, found):
        raise PermissionDenied
    return found
