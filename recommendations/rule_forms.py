"""The form of a rule: the checks that admin and page share, and the words of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from indicators.models import Indicator, Topic
from recommendations.catalogue import WITHOUT_INDICATOR
from recommendations.deadlines import check_due
from recommendations.models import Priority, Rule
from recommendations.wording import PLACEHOLDERS, check_text, unfounded
from schools.models import Kind, Locality

_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})", re.ASCII)
_STORED = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
WITH_MARGIN = (Rule.Trigger.BELOW_TARGET.value, Rule.Trigger.BELOW_MUNICIPALITY.value)


class CheckedRuleForm(forms.ModelForm):
    """Placeholders and terms are checked on saving, as in the catalogue file."""

    kinds = forms.MultipleChoiceField(
        label="Виды организаций",
        choices=Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="ничего не отмечено – все виды",
    )

    def clean_text(self) -> str:
        return _checked(self.cleaned_data["text"], check_text)

    def clean_due(self) -> str:
        return _checked(self.cleaned_data["due"], check_due)


def _checked(text: str, check: Callable[[str], list[str]]) -> str:
    if problems := check(text):
        raise ValidationError(problems)
    return text


class RuleForm(CheckedRuleForm):
    """The page of an officer: the term is written «15.05» or «+30», the indicator chosen among those of the place."""

    class Meta:
        model = Rule
        fields = (
            "trigger", "indicator", "topic", "scope", "margin", "priority", "section", "audience", "kinds",
            "locality", "text", "due", "active",
        )  # fmt: skip
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        labels = {
            "trigger": "Когда направлять",
            "topic": "Или все показатели темы",
            "priority": "Важность",
            "scope": "Чьё значение сравнивать",
            "margin": "Только если отставание не меньше",
            "audience": "К кому обращена",
            "locality": "Местность",
            "text": "Текст рекомендации",
            "due": "Срок исполнения",
            "active": "Правило действует",
        }
        help_texts = {
            "topic": "Организация получит одну рекомендацию – по показателю, который дальше всего от плана",
            "margin": "В п.п. для долей, иначе в единицах показателя; пусто – любое отставание",
            "due": "15.05 – ближайшее 15 мая; +30 – через 30 дней после направления; пусто – без срока",
        }

    def __init__(self, *args: Any, indicators: Sequence[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["indicator"]
        assert isinstance(field, forms.ModelChoiceField)
        named = [
            row for row in (self.instance.indicator,) if row and row not in indicators
        ]  # it may have ended
        offered = [*indicators, *named]
        field.queryset = Indicator.objects.filter(pk__in=[row.pk for row in offered])
        field.choices = [("", "не выбран"), *((row.pk, row.heading) for row in offered)]
        trigger = self.fields["trigger"]
        assert isinstance(trigger, forms.ChoiceField)
        trigger.choices = [("", "не выбрано"), *Rule.Trigger.choices]
        topic = self.fields["topic"]
        assert isinstance(topic, forms.ChoiceField)
        topic.choices = [("", "не выбрана"), *Topic.choices]
        self.fields["priority"].required = False
        locality = self.fields["locality"]
        assert isinstance(locality, forms.ChoiceField)
        locality.choices = [("", "любая"), *Locality.choices]
        self.fields["kinds"].help_text = "Ничего не отмечено – организации всех видов"
        self.fields["due"].widget.attrs["maxlength"] = "6"
        stored = _STORED.fullmatch(self.instance.due or "")
        if stored and not self.is_bound:
            self.initial["due"] = f"{stored[2]}.{stored[1]}"

    def clean_due(self) -> str:
        typed = self.cleaned_data["due"].strip()
        day = _DAY.fullmatch(typed)
        due = f"{int(day[2]):02}-{int(day[1]):02}" if day else typed
        if check_due(due):
            raise ValidationError(
                f"Срок «{typed}» непонятен: напишите день и месяц (15.05) или число дней после направления (+30)."
            )
        return due

    def clean_priority(self) -> int:
        return self.cleaned_data["priority"] or Priority.USUAL

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        trigger = data.get("trigger")
        about, topic = data.get("indicator"), data.get("topic")
        if trigger and trigger not in WITHOUT_INDICATOR and about is None and not topic:
            self.add_error("indicator", "Для этого условия выберите показатель или тему.")
        if topic and about is not None:
            self.add_error("topic", "Выберите что-то одно: показатель или тему.")
        elif topic and trigger in WITHOUT_INDICATOR:
            self.add_error("topic", "Для этого условия тема не нужна: оно не смотрит на значения.")
        if data.get("margin") is not None and trigger not in WITH_MARGIN:
            self.add_error("margin", "Порог бывает у условий «ниже плана» и «ниже муниципального значения».")
        if trigger in WITHOUT_INDICATOR and about is None and (wrong := unfounded(data.get("text", ""))):
            self.add_error("text", wrong)
        return data

    @property
    def unnamed_topic(self) -> bool:
        """A rule of a topic whose text does not say which indicator it is about."""
        data = getattr(self, "cleaned_data", {})
        return bool(data.get("topic") and data.get("text")) and "{показатель}" not in data["text"]

    @property
    def placeholders(self) -> list[tuple[str, str]]:
        """What can be put into the text, with its meaning."""
        return [(f"{{{name}}}", words) for name, words in PLACEHOLDERS.items()]
