"""Tags of the page components: blocks that wrap content, and the little logic templates may not hold."""

from collections.abc import Iterator
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.simple_block_tag
def card(content: str, **parameters: Any) -> SafeString:
    """`{% card title="Ниже плана" tone="missed" %}…{% endcard %}`; contract in `components/card.html`."""
    return render_to_string("components/card.html", {**parameters, "body": content})


@register.simple_block_tag
def stat_card(content: str, **parameters: Any) -> SafeString:
    """`{% stat_card title=… number=… caption=… done=… total=… %}badges{% endstat_card %}`."""
    body = mark_safe(content.strip())  # noqa: S308 – rendered template nodes, escaped there
    return render_to_string("components/stat_card.html", {**parameters, "body": body})


@register.simple_block_tag
def table_box(content: str, label: str) -> SafeString:
    """`{% table_box label="Значения по школам" %}<table …>…</table>{% endtable_box %}`."""
    return render_to_string("components/table_box.html", {"label": label, "body": content})


@register.simple_tag
def field_kind(field: BoundField) -> str:
    """Which shape `components/field.html` draws: hidden, check, options or input."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "options" if isinstance(widget, _CHOICES) else "input"


@register.filter
def styled(field: BoundField, extra: str = "") -> SafeString:
    """The field's widget with Bootstrap's class; Django adds aria-describedby and aria-invalid itself."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        name = "form-check-input"
    else:
        name = "form-select" if isinstance(widget, forms.Select) else "form-control"
    classes = " ".join(filter(None, (widget.attrs.get("class"), name, extra)))
    return field.as_widget(attrs={"class": classes})


@register.filter
def checkbox_class(tag: str) -> SafeString:
    """One radio or checkbox of a group, as Django rendered it, with Bootstrap's class."""
    classed = str(tag).replace("<input ", '<input class="form-check-input" ', 1)
    return mark_safe(classed)  # noqa: S308 – Django's own markup


@register.simple_tag
def sort_state(key: str, sort: str | None, default_desc: bool = False) -> dict[str, str]:
    """What a sortable heading says (`aria`) and which ?sort= its link leads to (`next`)."""
    descending = f"-{key}"
    if sort == key:
        return {"aria": "ascending", "next": descending}
    if sort == descending:
        return {"aria": "descending", "next": key}
    return {"aria": "", "next": descending if default_desc else key}


@register.simple_tag
def page_numbers(page: Page) -> Iterator[int | str]:
    """First, last and neighbouring pages with an ellipsis between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
