"""Every template compiles, says its contract and keeps the content policy; the components draw what they are told."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import get_template, render_to_string

pytestmark = pytest.mark.once

TEMPLATES = Path(__file__).parents[2] / "templates"
OURS = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for pattern in ("components/*.html", "registration/*.html", "*.html")
    for path in TEMPLATES.glob(pattern)
)


@pytest.mark.parametrize("name", OURS)
def test_a_template_compiles_without_inline_code_or_style(name):
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    get_template(name)
    assert not re.search(r"<style|<script>|\sstyle=|\son\w+=", source)
    assert not re.search(r"\{#[^#\n]*\n", source), "a {# comment #} of several lines is printed"


@pytest.mark.parametrize("name", [name for name in OURS if name.startswith("components/")])
def test_a_component_begins_with_its_contract(name):
    assert (TEMPLATES / name).read_text(encoding="utf-8").startswith(("{#", "{% comment %}"))


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_pages_for_the_worst_need_no_context(name):
    assert "<h1>" in render_to_string(name)


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("status_badge", {"status": "achieved"}, "✓ план достигнут"),
        ("status_badge", {"status": "missed", "preliminary": True}, "▼ план не достигнут предварительно"),
        ("status_badge", {"status": "missed", "better": "higher"}, "▼ ниже плана"),
        ("status_badge", {"status": "missed", "better": "lower"}, "▼ хуже плана"),
        ("status_badge", {}, "– нет данных"),
        ("status_badge", {"status": "no_data"}, "– нет данных"),
        ("status_badge", {"status": "not_applicable"}, "× не применимо"),
        ("status_badge", {"status": "no_target"}, "○ план не задан"),
        ("submission_state", {"state": "returned", "overdue": True}, "↩ на доработке ! просрочен"),
        ("submission_state", {}, "○ не начат"),
        ("recommendation_state", {"state": "in_progress"}, "◔ в работе"),
        ("empty_state", {"title": "Пока пусто", "url": "/x", "action": "Начать"}, "Пока пусто Начать"),
        ("definition_list", {"items": [{"term": "Классы", "value": ""}]}, "Классы –"),
        ("notice", {"tone": "success", "text": "Сохранено"}, "✓ Сохранено"),
    ],
)
def test_a_state_is_said_in_a_sign_and_words(name, parameters, words):
    html = render_to_string(f"components/{name}.html", parameters)
    assert " ".join(re.sub(r"<[^>]+>", " ", html).split()) == words


def test_the_bullet_has_numbers_with_points_whatever_the_language():
    html = render_to_string(
        "components/bullet.html", {"value": Fraction(3400, 152), "plan": 30, "status": "missed"}
    )
    assert 'width="22.37%"' in html
    assert 'x1="30%"' in html


def test_a_field_with_an_error_is_joined_to_its_words():
    class Plan(forms.Form):
        value = forms.CharField(label="План", help_text="В процентах")

    form = Plan({"value": ""})
    field = render_to_string("components/field.html", {"field": form["value"]})
    summary = render_to_string("components/error_summary.html", {"form": form})
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_value_helptext id_value_error"' in field
    assert 'id="id_value_error"' in field
    assert 'id="id_value_helptext"' in field
    assert 'href="#id_value"' in summary


def test_every_kind_of_field_is_labelled():
    class Various(forms.Form):
        kind = forms.ChoiceField(
            choices=[("a", "Первый"), ("b", "Второй")], widget=forms.RadioSelect, label="Вид"
        )
        agree = forms.BooleanField(label="Согласие")
        year = forms.ChoiceField(choices=[("1", "2021/2022")], label="Год")
        secret = forms.CharField(widget=forms.HiddenInput)

    form = Various()
    html = {name: render_to_string("components/field.html", {"field": form[name]}) for name in form.fields}
    assert "<legend>Вид" in html["kind"]
    assert html["kind"].count("form-check-input") == 2
    assert 'for="id_agree">Согласие' in html["agree"]
    assert "form-select" in html["year"]
    assert "label" not in html["secret"]


def test_blocks_wrap_their_content_and_escape_their_words():
    source = '{% load components %}{% card title=name tone="missed" %}<b>тело</b>{% endcard %}'
    html = Template(source).render(Context({"name": "<i>"}))
    assert "&lt;i&gt;" in html
    assert "<b>тело</b>" in html
    assert "card-box--missed" in html


def test_a_card_says_its_state_beside_its_title():
    source = """{% load components %}{% card title="Вовлечь" recommendation="in_progress" overdue=True %}{% endcard %}
        {% card title="Срок" badge="15 мая" badge_tone="missed" %}{% endcard %}"""
    html = Template(source).render(Context({}))
    assert "в работе" in html
    assert "срок прошёл" in html
    assert "15 мая" in html


def test_sorting_turns_round_and_keeps_the_other_parameters():
    heading = {"label": "План", "key": "plan", "sort": "plan", "query": "kind=basic"}
    html = render_to_string("components/sort_header.html", heading)
    assert 'aria-sort="ascending"' in html
    assert 'href="?kind=basic&amp;sort=-plan"' in html


def test_one_page_needs_no_pagination():
    assert "<nav" not in render_to_string(
        "components/pagination.html", {"page": Paginator(range(5), 20).page(1)}
    )
    html = render_to_string("components/pagination.html", {"page": Paginator(range(45), 20).page(2)})
    assert 'aria-current="page">2' in html
    assert "Всего 45\u00a0записей" in html


def test_filters_work_without_javascript():
    option = {"value": "basic", "label": "Основные", "selected": True}
    bar = {"filters": [{"name": "kind", "label": "Вид", "options": [option]}], "export_url": "/x"}
    html = render_to_string("components/filter_bar.html", bar)
    assert '<option value="basic" selected>' in html
    assert "Показать" in html
    assert "Выгрузить XLSX" in html
