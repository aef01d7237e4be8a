"""API of the collection: events, metrics, facts (read and write), submissions."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from monitoring.fact_rows import fact_rows, tidy
from monitoring.intake import receive
from monitoring.models import CellChange, CellKind, Event, Metric, Submission
from monitoring.tidy import COLUMNS, Fact, FactsRefused
from schools.api import CodeFilter, CodeOf, GradesText, Listing, YearFilter, of_municipality, of_school

LARGEST_BODY = 10 * 1024 * 1024
MOST_ROWS = 50_000
EXAMPLE = {
    "facts": [{"school": "kmo-01", "year": 2021, "kind": "event", "code": "bilet", "grade": 9, "value": 25}]
}


class EventRow(serializers.ModelSerializer):
    municipality = CodeOf(allow_null=True, help_text="Чьё; пусто – общее.")
    grades = GradesText(help_text="Классы, которые охватывает мероприятие.")
    successor = CodeOf(allow_null=True, help_text="Продолжено как.")

    class Meta:
        model = Event
        fields = [
            "code", "municipality", "name", "short_name", "grades", "audience", "counts", "first_year", "last_year",
            "successor",
        ]  # fmt: skip


class EventFilters(django_filters.FilterSet):
    municipality = of_municipality("municipality")
    year = YearFilter(method="only_active", label="Проводились в этом учебном году.")
    audience = django_filters.ChoiceFilter(choices=Event.Audience.choices, label="Для кого.")

    def only_active(self, rows: QuerySet, _: str, year: int) -> QuerySet:
        return rows.active_in(int(year))


class Events(Listing):
    """Мероприятия и проекты, участие в которых считается."""

    rows = Event.objects.select_related("municipality", "successor").order_by("code")
    serializer_class = EventRow
    filterset_class = EventFilters


class MetricRow(serializers.ModelSerializer):
    municipality = CodeOf(allow_null=True, help_text="Чей; пусто – общий.")
    kinds = serializers.ListField(child=serializers.CharField(), help_text="Виды организаций; пусто – все.")

    class Meta:
        model = Metric
        fields = ["code", "municipality", "name", "short_name", "type", "unit", "decimals", "kinds"]


class MetricFilters(django_filters.FilterSet):
    municipality = of_municipality("municipality")
    type = django_filters.ChoiceFilter(choices=Metric.Type.choices, label="Вид ответа.")


class Metrics(Listing):
    """Прочие показатели сбора: договоры, места, деньги, ответы «да» или «нет», ссылки."""

    rows = Metric.objects.select_related("municipality").order_by("code")
    serializer_class = MetricRow
    filterset_class = MetricFilters


class SubmissionRow(serializers.ModelSerializer):
    school = CodeOf()
    municipality = serializers.CharField(source="school.municipality.code", help_text="Код ОКТМО.")
    year = serializers.IntegerField(source="wave.campaign.year_id")
    wave = serializers.IntegerField(source="wave.number", help_text="Номер этапа сбора.")
    due = serializers.DateField(allow_null=True, help_text="Срок сдачи с учётом продления.")

    class Meta:
        model = Submission
        fields = [
            "school", "municipality", "year", "wave", "state", "due", "submitted_at", "accepted_at", "changed_at",
        ]  # fmt: skip


class SubmissionFilters(django_filters.FilterSet):
    year = YearFilter(field_name="wave__campaign__year_id")
    municipality = of_municipality("school__municipality")
    school = of_school()
    state = django_filters.ChoiceFilter(choices=Submission.State.choices, label="Состояние отчёта.")


class Submissions(Listing):
    """Отчёты организаций по этапам сбора."""

    rows = Submission.objects.select_related("wave__campaign", "school__municipality").order_by("pk")
    serializer_class = SubmissionRow
    filterset_class = SubmissionFilters


class FactRow(serializers.Serializer):
    """Одно число одной организации и года."""

    school = serializers.CharField(help_text="Код организации.")
    year = serializers.IntegerField(help_text="Год, в котором начинается учебный год.")
    kind = serializers.ChoiceField(choices=CellKind.choices, help_text="Что за число.")
    code = serializers.CharField(
        allow_blank=True, help_text="Код мероприятия или показателя; для обучающихся пусто."
    )
    grade = serializers.IntegerField(
        allow_null=True, help_text="Класс 0–12; пусто для показателей и организаций без классов."
    )
    value = serializers.JSONField(
        help_text="Рабочее значение: число, «н/д», «x» (только показатели) или текст."
    )
    accepted = serializers.JSONField(allow_null=True, read_only=True, help_text="Принятое значение или null.")


class FactsSent(serializers.Serializer):
    facts = FactRow(many=True, help_text=f"От 1 до {MOST_ROWS} строк. Сохраняются все или ни одной.")


class FactsDone(serializers.Serializer):
    rows = serializers.IntegerField(help_text="Прочитано строк.")
    created = serializers.IntegerField(help_text="Новых ячеек.")
    changed = serializers.IntegerField(help_text="Изменено ячеек.")
    unchanged = serializers.IntegerField(help_text="Уже были такими.")
    submissions_reopened = serializers.IntegerField(help_text="Отчётов возвращено в черновик.")
    message = serializers.CharField()


class RowError(serializers.Serializer):
    row = serializers.IntegerField(help_text="Номер строки с единицы; 0 – запрос в целом.")
    field = serializers.CharField(allow_blank=True, help_text="Поле строки.")
    code = serializers.CharField(help_text="Код ошибки для программ.")
    message = serializers.CharField(help_text="Что исправить.")


class FactsErrors(serializers.Serializer):
    errors = RowError(many=True)


class FactFilters(django_filters.FilterSet):
    """Checks the parameters; the rows of three tables are narrowed by `fact_rows` itself."""

    year = YearFilter()
    municipality = of_municipality("municipality")
    school = of_school()
    kind = django_filters.ChoiceFilter(choices=CellKind.choices, label="Что за число.")
    code = CodeFilter("code", "Код мероприятия или показателя.")

    def filter_queryset(self, queryset: Any) -> Any:
        asked = {name: value for name, value in self.form.cleaned_data.items() if value}
        return fact_rows(self.request.user, **asked)


class CarefulParser(JSONParser):
    """What is no JSON, or is nested beyond reason, is said in Russian and never breaks the server."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except ParseError as error:
            raise ParseError(
                "Это не JSON в кодировке UTF-8: проверьте кавычки, запятые, скобки и числа."
            ) from error
        except RecursionError as error:
            raise ParseError("Слишком глубокая вложенность: нужен объект со списком facts.") from error


class Facts(Listing):
    """Числа организаций: чтение и запись."""

    serializer_class = FactRow
    filterset_class = FactFilters
    parser_classes = [CarefulParser]

    def get_queryset(self) -> QuerySet:
        return Submission.objects.none()  # replaced by the filters

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if args:
            args = ([tidy(row) for row in args[0]], *args[1:])
        return super().get_serializer(*args, **kwargs)

    @extend_schema(
        request=FactsSent,
        responses={200: FactsDone, 400: FactsErrors, 403: FactsErrors, 413: FactsErrors},
        examples=[OpenApiExample("Участники 9 класса", EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """Записать факты: все или ни одного. Повтор тех же строк ничего не меняет."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            return _refused(413, "too_large", "Запрос больше 10 МБ: разделите его на части.")
        try:
            rows = _rows_of(request.data)
            receipt = receive(facts=rows, person=request.user, door=CellChange.Door.API)
        except ParseError as error:
            return _refused(400, "malformed", str(error.detail))
        except FactsRefused as refused:
            errors = [_error(e.row, e.field, e.code, e.message) for e in refused.errors]
            forbidden = all(error["code"] == "not_allowed" for error in errors)
            return Response({"errors": errors}, 403 if forbidden else 400)
        names = ("rows", "created", "changed", "unchanged", "submissions_reopened")
        return Response({**{name: getattr(receipt, name) for name in names}, "message": receipt.summary})


def _rows_of(body: object) -> list[Fact]:
    """The rows as they were sent; raises ParseError when the body is no list of facts."""
    sent = body.get("facts") if isinstance(body, dict) else None
    if not isinstance(sent, list) or not sent:
        raise ParseError('Нужен объект {"facts": [строки]} хотя бы с одной строкой.')
    if len(sent) > MOST_ROWS:
        raise ParseError(f"Строк больше {MOST_ROWS}: разделите запрос на части.")
    return [_fact(row) for row in sent]


def _fact(row: object) -> Fact:
    if not isinstance(row, dict):
        return Fact(
            "", "", "", "", "", "", problem="строка должна быть объектом с полями " + ", ".join(COLUMNS) + "."
        )
    unknown = sorted(set(row) - {*COLUMNS, "accepted"})
    problem = f"неизвестные поля: {', '.join(unknown[:5])}." if unknown else ""
    school, year, kind, code, grade, value = (_clean(row.get(name)) for name in COLUMNS)
    return Fact(school, year, kind, code, grade, value, problem=_clean(problem))


def _clean(value: Any) -> Any:
    """Letters that no database keeps become a question mark, which is then refused as an unknown code."""
    if isinstance(value, str):
        return value.replace("\x00", "?").encode("utf-8", "replace").decode()
    return value


def _refused(status: int, code: str, message: str) -> Response:
    return Response({"errors": [_error(0, "", code, message)]}, status)


def _error(row: int, field: str, code: str, message: str) -> dict[str, object]:
    return {"row": row, "field": field, "code": code, "message": message}
