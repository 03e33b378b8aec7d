"""What a format asks of a source, as fields of its form: the answers become its options, and its credentials sealed ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import MultiFieldPanel, ObjectList, Panel

from opinovi_wagtail.catalogues.base import ACCESS, Format, Question, UnknownFormat
from opinovi_wagtail.catalogues.registry import format_class
from opinovi_wagtail.catalogues.words import clean_text
from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.sync import credentials

LONGEST_ANSWER, LONGEST_SECRET = 500, 4000  # characters
LARGEST_NUMBER = 1_000_000_000
NOT_CHOSEN, AS_USUAL = ("", gettext_lazy("Not chosen")), ("", gettext_lazy("As usual"))
_YES_OR_NO = (("true", gettext_lazy("Yes")), ("false", gettext_lazy("No")))


class Asked:
    """The questions of one format. ``chosen`` is nothing where the format is not known (any more); it asks nothing then."""

    def __init__(self, format_name: str) -> None:
        self.chosen: type[Format] | None
        try:
            self.chosen = format_class(format_name)
        except UnknownFormat:
            self.chosen = None
        questions = self.chosen.questions if self.chosen else ()
        self.questions = tuple(question for question in questions if question.kind != "secret")
        hidden = tuple(question for question in questions if question.kind == "secret")
        self.secrets = (*(self.chosen.secrets if self.chosen else ()), *hidden)

    @property
    def wants_secrets(self) -> bool:
        """Whether the format has said by itself that it needs credentials."""
        return bool(self.secrets) and self.secrets != ACCESS

    @property
    def initial_options(self) -> dict[str, Any]:
        """What a new source begins with."""
        return self.chosen.initial_options() if self.chosen else {}

    def address(self, url: str) -> str:
        """Where what people call ``url`` is fetched."""
        return self.chosen.address(url) if self.chosen else url

    def is_as_usual(self, name: str, answer: Any) -> bool:
        """Whether ``answer`` to the question ``name`` is what a new source begins with."""
        return answer == self.initial_options.get(name)

    def option_fields(self, held: dict[str, Any]) -> dict[str, forms.Field]:
        """A field for each question, by the name of the option."""
        return {question.name: _field(question, held.get(question.name)) for question in self.questions}

    def secret_fields(self, stored: Iterable[str]) -> dict[str, forms.Field]:
        """A field for each secret; those whose names are in ``stored`` may be left empty."""
        return {question.name: _secret(question, stored=question.name in stored) for question in self.secrets}

    def options(self, held: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
        """The options of a source that held ``held``, with the ``answers`` that were changed; empty ones are left out."""
        kinds = {question.name: question.kind for question in self.questions}
        options = dict(held)
        for name, answer in answers.items():
            if answer in (None, "", []):
                options.pop(name, None)
            else:
                options[name] = answer == "true" if kinds[name] == "boolean" else answer
        return options


def shown(answer: Any, question: Question | None = None) -> Any:
    """An option as its field shows it: the one of ``question``."""
    if question is not None and question.kind == "choices":
        # What was typed before there was something to choose from.
        return re.findall(r"[^\s,;]+", answer) if isinstance(answer, str) else answer
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if isinstance(answer, list):
        return ", ".join(map(str, answer))
    return answer


def names_of_stored(source: CatalogueSource) -> tuple[frozenset[str], str]:
    """Which credentials ``source`` has, and why they cannot be read, if they cannot."""
    try:
        return frozenset(credentials.credentials_of(source)), ""
    except credentials.CredentialsError as error:
        return frozenset(), str(error)


def _field(question: Question, held: Any) -> forms.Field:
    said: dict[str, Any] = {"label": question.label, "help_text": _help(question), "required": question.required}
    match question.kind:
        case "choice" | "boolean":
            choices = [AS_USUAL, *_YES_OR_NO] if question.kind == "boolean" else list(question.offered())
            if question.kind == "choice" and not (question.initial and held):
                choices.insert(0, NOT_CHOSEN)
            if held is not None and shown(held) not in dict(choices):
                choices.append((shown(held), str(held)))  # what a command has put there stays
            return forms.ChoiceField(choices=choices, widget=forms.Select(attrs={"class": "opinovi-select"}), **said)
        case "choices":
            choices = list(question.offered())
            choices += [(one, one) for one in shown(held, question) or () if one not in dict(choices)]
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple(), **said)
        case "number":
            return forms.IntegerField(min_value=-LARGEST_NUMBER, max_value=LARGEST_NUMBER, **said)
    return _TextField(max_length=LONGEST_ANSWER, **said)


def _help(question: Question) -> str:
    """Its help, and that it may wait where it is needed only when the feed is fetched."""
    later = _("Nothing can be fetched without it. You can save now and add it later.") if question.needed else ""
    return " ".join(filter(None, [str(question.help), later]))


class _TextField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value))


def _secret(question: Question, *, stored: bool) -> forms.Field:
    said = [_help(question)] if question.help or question.needed else []
    if stored:
        said.append(_("One is stored. It is not shown; leave this empty to keep it."))
    attributes = {"autocomplete": "new-password" if question.kind == "secret" else "off", "spellcheck": "false"}
    return forms.CharField(
        label=question.label,
        help_text=" ".join(said),
        required=question.required and not stored,
        max_length=LONGEST_SECRET,
        widget=forms.PasswordInput(attrs=attributes) if question.kind == "secret" else forms.TextInput(attributes),
    )


class AskedPanel(Panel):
    """The fields of one kind (``options`` or ``secrets``) in the form of a source, and what is to be said about them."""

    def __init__(self, which: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.which = which

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "which": self.which}

    class BoundPanel(Panel.BoundPanel):
        template_name = "opinovi_wagtail/admin/asked_panel.html"

        def _fields(self) -> list[Any]:
            return list(self.form.asked_fields(self.panel.which))

        def is_shown(self) -> bool:
            return bool(self._fields() or self.form.asked_note(self.panel.which))

        def classes(self) -> list[str]:
            """Closed where most people have nothing to enter."""
            return [*super().classes(), *([] if self.form.asked_matters(self.panel.which) else ["collapsed"])]

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {
                **super().get_context_data(parent_context),
                "fields": self._fields(),
                "note": self.form.asked_note(self.panel.which),
            }


class ChoicePanel(MultiFieldPanel):
    """What of a feed is taken; closed where people read a feed of their own and take all of it."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def classes(self) -> list[str]:
            closed = not self.form.chooses() and not any(name.startswith("take_") for name in self.form.errors)
            return [*super().classes(), *(["collapsed"] if closed else [])]


class SourcePanels(ObjectList):
    """The panels of a source. Wagtail would show fields once more that no panel has named beforehand."""

    class BoundPanel(ObjectList.BoundPanel):
        def render_missing_fields(self) -> str:
            return ""


class FormatPanel(Panel):
    """Which format the source has. It is chosen before the form is shown, and does not change afterwards."""

    def get_form_options(self) -> dict[str, Any]:
        return {"fields": ["format"]}

    class BoundPanel(Panel.BoundPanel):
        template_name = "opinovi_wagtail/admin/format_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {
                **super().get_context_data(parent_context),
                "field": self.form["format"],
                "described": self.form.described,
                "is_new": self.instance.pk is None,
            }
