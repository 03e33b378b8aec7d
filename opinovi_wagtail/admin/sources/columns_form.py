"""The form in which each column of a table is told what it is; its answers are options of the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from opinovi_wagtail.catalogues.questions import site_languages
from opinovi_wagtail.catalogues.tables import columns as csv_columns
from opinovi_wagtail.catalogues.tables.heading_terms import LANGUAGES, WORDS
from opinovi_wagtail.catalogues.tables.headings import Headings
from opinovi_wagtail.conf import conf

from ..values import language_in_a_sentence, language_name

MOST_COLUMNS, LONGEST_HEADING = 300, 1000
NOT_USED = ""
_TARGET = "target_"  # what the names of fields for columns begin with

# What a column can be, in the order in which it is looked for.
GROUPS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (
        gettext_lazy("The course"),
        {
            "title": gettext_lazy("title"),
            "course_id": gettext_lazy("identifier of the course"),
            "summary": gettext_lazy("summary"),
            "description": gettext_lazy("description"),
            "provider": gettext_lazy("organiser"),
            "provider_id": gettext_lazy("identifier of the organiser"),
            "url": gettext_lazy("address of the course"),
            "image": gettext_lazy("picture"),
            "education_type": gettext_lazy("type of education"),
            "fields": gettext_lazy("fields of education"),
            "level": gettext_lazy("level of qualification"),
            "credits": gettext_lazy("scope"),
            "credit_unit": gettext_lazy("unit of the scope"),
            "prior_education": gettext_lazy("educational background"),
            "situations": gettext_lazy("life situations"),
        },
    ),
    (
        gettext_lazy("Time and place"),
        {
            "starts": gettext_lazy("first day"),
            "ends": gettext_lazy("last day"),
            "start_text": gettext_lazy("start in words"),
            "duration": gettext_lazy("duration"),
            "times": gettext_lazy("times of teaching"),
            "forms": gettext_lazy("teaching methods"),
            "languages": gettext_lazy("languages of instruction"),
            "municipality": gettext_lazy("municipalities"),
            "place": pgettext_lazy("venue", "place"),
            "address": gettext_lazy("street address"),
            "online_url": gettext_lazy("online address"),
            "accessibility": gettext_lazy("accessibility"),
            "run_id": gettext_lazy("identifier of this time and place"),
            "status": gettext_lazy("status"),
        },
    ),
    (
        gettext_lazy("Price and application"),
        {
            "price": gettext_lazy("price"),
            "price_text": gettext_lazy("price in words"),
            "free": gettext_lazy("free of charge"),
            "currency": gettext_lazy("currency"),
            "apply_from": gettext_lazy("application opens"),
            "apply_until": gettext_lazy("application closes"),
            "application": gettext_lazy("kind of application"),
            "apply_url": gettext_lazy("address for applying"),
            "places": gettext_lazy("places"),
            "places_left": gettext_lazy("places left"),
            "funding": gettext_lazy("funding"),
        },
    ),
    (
        gettext_lazy("About the row"),
        {
            "published": gettext_lazy("whether it is published"),
            "modified": gettext_lazy("last change"),
            "licence": gettext_lazy("Licence"),
        },
    ),
)
_LABELS = {field: label for _heading, fields in GROUPS for field, label in fields.items()}


def target_choices() -> list[Any]:
    """What a column can be, in groups; words once in each language."""
    groups = [
        (
            str(heading),
            [
                (target, target_name(target))
                for field in fields
                for target in (field, *(f"{field}_{code}" for code in _languages(field)))
            ],
        )
        for heading, fields in GROUPS
    ]
    return [(NOT_USED, _("Not used")), *groups]


def target_name(target: str) -> str:
    """What people call a column of ``target``: ``title_sv`` is the title in Swedish."""
    field, _sign, language = target.rpartition("_")
    if field in WORDS and language in _languages(field):
        named = {"field": capfirst(str(_LABELS[field])), "language": language_in_a_sentence(language)}
        return _("%(field)s (%(language)s)") % named
    return capfirst(str(_LABELS.get(target, target)))


def _languages(field: str) -> Sequence[str]:
    return [code for code in conf.LANGUAGES if code in LANGUAGES] if field in WORDS else ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the page shows it. One without a ``target`` field cannot be told what it is, for the ``reason``."""

    heading: str
    examples: list[str]
    target: forms.BoundField | None = None
    reason: str = ""
    state: str = ""


class ColumnsForm(forms.Form):
    """A list to choose from for each heading, and the language of the texts; ``language`` is the one they are in by now.

    Columns of the same heading cannot be told apart, so the first one has it.
    """

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the texts"),
        help_text=gettext_lazy("Of columns whose heading does not say it."),
        widget=forms.Select(attrs={"class": "opinovi-select"}),
    )

    def __init__(
        self, headings: Sequence[str], targets: Mapping[int, str], language: str = "", data: Any = None
    ) -> None:
        super().__init__(data)
        languages = dict(site_languages())
        if language and language not in languages:
            languages[language] = str(capfirst(language_name(language)))
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices, field.initial = list(languages.items()), language
        self.headings = [heading[:LONGEST_HEADING] for heading in headings[:MOST_COLUMNS]]
        choices = target_choices()
        known = {target for _heading, group in choices[1:] for target, _label in group}
        seen: set[str] = set()
        for place, heading in enumerate(self.headings):
            name = csv_columns.normal(heading)
            if not name or name in seen:
                continue
            seen.add(name)
            target = targets.get(place, NOT_USED)
            self.fields[f"{_TARGET}{place}"] = forms.ChoiceField(
                label=_("What this column is"),
                choices=choices,
                required=False,
                initial=target if target in known else NOT_USED,
                widget=forms.Select(attrs={"class": "opinovi-select"}),
            )

    @classmethod
    def of(cls, found: Headings, language: str) -> ColumnsForm:
        """What the columns of a table are taken to be, and the language of its texts."""
        return cls(found.headings, found.columns.targets(), language)

    @classmethod
    def posted(cls, data: Any, language: str) -> ColumnsForm:
        """What somebody has chosen. The headings come along, so that the table need not be fetched for keeping it."""
        return cls(data.getlist("heading"), {}, language, data)

    def names(self) -> list[str]:
        """The headings as they are compared."""
        return [csv_columns.normal(heading) for heading in self.headings]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first: dict[str, str] = {}
        for name, target in list(cleaned.items()):
            if target == NOT_USED or not name.startswith(_TARGET):
                continue
            if target in first:
                twice = _("Two columns cannot be the same: %(name)s.") % {"name": target_name(target)}
                self.add_error(name, twice)
            first.setdefault(target, name)
        if not any(target.startswith("title") for target in first):
            self.add_error(None, _("Choose the column that is the title of the course."))
        return cleaned

    def chosen(self) -> dict[str, Any]:
        """The options ``columns``, ``ignored_columns`` and ``language``."""
        answers = {
            self.headings[int(name.removeprefix(_TARGET))]: target
            for name, target in self.cleaned_data.items()
            if name.startswith(_TARGET)
        }
        return {
            "columns": {target: heading for heading, target in answers.items() if target != NOT_USED},
            "ignored_columns": [heading for heading, target in answers.items() if target == NOT_USED],
            "language": self.cleaned_data["language"],
        }
