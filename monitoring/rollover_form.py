"""The roll-over as a form: a proposal in, what the officer made of it out.

Fields of waves have the prefix of their number, choices of events their code; what was typed is kept when something
is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from monitoring.campaign_forms import DatesForm, ParticipantsForm, SettingsForm
from monitoring.models import CellKind, Event
from monitoring.preparing import NewWave
from monitoring.proposal import EndedEvent, Proposal, ProposedWave
from schools.models import School
from schools.parsing import read_keys

REPLACE, DROP = "replace", "drop"


class NextWaveForm(DatesForm):
    """A wave of the new year; one that is not kept is not looked at."""

    keep = forms.BooleanField(label="Провести этот этап", required=False)

    def __init__(self, data: Any, *, prefix: str, wave: ProposedWave) -> None:
        self.wave = wave
        names = ("name", "counted_on", "opens", "due")
        initial = {"keep": True, **{name: getattr(wave, name) for name in names}}
        super().__init__(data, prefix=prefix, initial=initial)

    @property
    def kept(self) -> bool:
        return not self.is_bound or bool(self.data.get(self.add_prefix("keep")))


class EventsForm(forms.Form):
    """What becomes of events that ended, and where new ones are asked."""

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        for line in proposal.ended:
            if line.is_named:
                self.fields[f"ended-{line.event.code}"] = _choice_of_ended(line)
        if proposal.whole is None:
            for event in proposal.beginning:
                self.fields[f"new-{event.code}"] = _choice_of_new(event, proposal)

    @property
    def lines(self) -> list[tuple[EndedEvent, forms.BoundField | None]]:
        names = [(line, f"ended-{line.event.code}") for line in self.proposal.ended]
        return [(line, self[name] if name in self.fields else None) for line, name in names]

    @property
    def new_lines(self) -> list[tuple[Event, forms.BoundField | None]]:
        names = [(event, f"new-{event.code}") for event in self.proposal.beginning]
        return [(event, self[name] if name in self.fields else None) for event, name in names]

    def added(self) -> dict[int, list[tuple[str, str]]]:
        """Columns to add, by the wave of last year whose next one asks them."""
        found: dict[int, list[tuple[str, str]]] = {}
        for line in self.proposal.ended:
            if line.successor and self.cleaned_data.get(f"ended-{line.event.code}") == REPLACE:
                for owner, (kind, _) in line.keys:
                    found.setdefault(owner, []).append((kind, line.successor.code))
        for event in self.proposal.beginning:
            if chosen := self.cleaned_data.get(f"new-{event.code}"):
                found.setdefault(int(chosen), []).append((CellKind.EVENT.value, event.code))
        return found


class RolloverForm:
    """All parts of the page together; valid when each part is."""

    def __init__(self, proposal: Proposal, data: Any = None) -> None:
        self.proposal = proposal
        self.data = data
        source = proposal.source
        self.waves = [
            NextWaveForm(data, prefix=f"w{number}", wave=wave)
            for number, wave in enumerate(proposal.waves, start=1)
        ]
        self.events = EventsForm(data, proposal=proposal)
        self.schools = ParticipantsForm(
            data,
            schools=School.objects.filter(pk__in=[school.pk for school in proposal.schools]),
            initial={"who": "all" if source.all_open else "listed"},
        )
        self.settings = SettingsForm(
            data,
            initial={
                "filled_by": source.filled_by,
                "instructions": source.instructions,
                "recommendations_due": proposal.recommendations_due,
            },
        )
        self.errors: list[dict[str, str]] = []

    def is_valid(self) -> bool:
        parts = [*(form for form in self.waves if form.kept), self.events, self.schools, self.settings]
        good = [form.is_valid() for form in parts]
        self.errors = [
            _error(form, name, str(text))
            for form in parts
            for name, texts in form.errors.items()
            for text in texts
        ]
        if not any(form.kept for form in self.waves):
            nothing = "Оставьте хотя бы один этап: без него спрашивать нечего."
            self.errors.append({"text": nothing, "id": "id_w1-keep"})
        return all(good) and not self.errors

    def new_waves(self) -> list[NewWave]:
        added = self.events.added()
        return [
            NewWave(
                **{name: form.cleaned_data[name] for name in ("name", "counted_on", "opens", "due")},
                whole=form.wave.source == self.proposal.whole,
                columns=[*form.wave.columns, *added.get(form.wave.source.pk, ())],
            )
            for form in self.waves
            if form.kept
        ]

    @property
    def marked(self) -> Sequence[int]:
        """Which organisations the page shows as marked."""
        if self.data is None:
            return list(self.proposal.marked)
        return read_keys(self.data.getlist("school"))


def _choice_of_ended(line: EndedEvent) -> forms.ChoiceField:
    choices = [(DROP, "больше не спрашивать")]
    if line.successor is not None and line.successor_is_asked:
        choices = [(DROP, f"больше не спрашивать: «{line.successor.label}» уже спрашивается")]
    elif line.successor is not None:
        choices.insert(0, (REPLACE, f"спрашивать «{line.successor.label}» вместо него"))
    return forms.ChoiceField(
        label=line.event.label, choices=choices, widget=forms.RadioSelect, initial=choices[0][0]
    )


def _choice_of_new(event: Event, proposal: Proposal) -> forms.ChoiceField:
    waves = [(str(wave.source.pk), wave.name) for wave in proposal.waves]
    with_events = [wave for wave in proposal.waves if any(kind == CellKind.EVENT for kind, _ in wave.columns)]
    return forms.ChoiceField(
        label=event.label, required=False, choices=[("", "не спрашивать"), *waves],
        initial=str(with_events[0].source.pk) if with_events else "",
    )  # fmt: skip


def _error(form: forms.Form, name: str, text: str) -> dict[str, str]:
    """Parameters of components/error_summary.html."""
    if name not in form.fields:
        return {"text": text, "id": ""}
    field = form[name]
    return {"text": f"{field.label}: {text}", "id": field.id_for_label or field.auto_id}
