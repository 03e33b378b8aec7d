"""The form of a catalogue source: where it is fetched from, how often, and what of it is taken."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from opinovi_wagtail.catalogues.base import FetchError
from opinovi_wagtail.catalogues.registry import format_choices
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.sync.targets import target_of
from opinovi_wagtail.vocabularies import get_vocabulary

from .choices import FilteredChoices
from .fields import CodesField
from .forms import RowForm

SHORTEST_INTERVAL = 15  # minutes: partners' systems are asked politely


def _types() -> list[tuple[str, str]]:
    language = get_language() or "fi"
    return [
        *get_vocabulary("education_types").choices(language),
        *get_vocabulary("event_types").choices(language),
    ]


class SourceForm(RowForm):
    """``filters`` is asked for in plain fields, one for each thing that can be filtered by."""

    # Checked by the one that fetches, which also knows the internal hosts that a site allows.
    url = forms.CharField(label=gettext_lazy("Address of the feed"), max_length=1000)
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=format_choices)
    take_providers = forms.CharField(
        label=gettext_lazy("Only these providers"),
        help_text=gettext_lazy("One on each line, by name or identifier. Empty: all of them."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    take_municipalities = CodesField("municipalities", label=gettext_lazy("Only these municipalities"))
    take_types = forms.MultipleChoiceField(
        label=gettext_lazy("Only these types"),
        choices=_types,
        required=False,
        widget=FilteredChoices(),
    )
    take_languages = CodesField("languages", label=gettext_lazy("Only these languages"))

    dimensions: ClassVar[tuple[str, ...]] = ("municipalities", "types", "languages")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.instance.filters or {}
        self.initial["take_providers"] = "\n".join(held.get("providers", ()))
        for name in self.dimensions:
            self.initial[f"take_{name}"] = held.get(name, [])
        self.fields["slug"].required = False
        self.fields["every_minutes"].min_value = SHORTEST_INTERVAL
        self.fields["every_minutes"].widget.attrs["min"] = SHORTEST_INTERVAL

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            target_of(url, frozenset(name.lower() for name in conf.ALLOWED_INTERNAL_HOSTS))
        except FetchError as error:
            raise forms.ValidationError(str(error)) from None
        return url

    def clean_every_minutes(self) -> int:
        minutes: int = self.cleaned_data["every_minutes"]
        if minutes < SHORTEST_INTERVAL:
            raise forms.ValidationError(
                _("Fetch it at most every %(minutes)s minutes, so that the partner’s system is not overloaded.")
                % {"minutes": SHORTEST_INTERVAL}
            )
        return minutes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("slug") and not self.errors:
            cleaned["slug"] = self.instance.slug = _free_slug(cleaned.get("name") or cleaned["format"])
        providers = [line.strip() for line in (cleaned.get("take_providers") or "").splitlines() if line.strip()]
        chosen = {"providers": providers, **{name: cleaned.get(f"take_{name}") or [] for name in self.dimensions}}
        # What another release or a command put there stays.
        kept = {name: value for name, value in (self.instance.filters or {}).items() if name not in chosen}
        self.instance.filters = {**kept, **{name: values for name, values in chosen.items() if values}}
        return cleaned

    def save(self, commit: bool = True) -> CatalogueSource:
        source: CatalogueSource = self.instance
        if source.pk is None:
            return super().save(commit)
        # Only what the form is about: a run may be writing its lease and its validators at this moment.
        written = {"filters", "updated_at"} | {name for name in self.changed_data if name in self._meta.fields}
        if {"url", "active"} & set(self.changed_data):
            # Whoever mends the address or switches the source on wants it tried again.
            source.paused_because, source.failures, source.next_run_at = "", 0, None
            written |= {"paused_because", "failures", "next_run_at"}
        written -= {name for name in written if name.startswith("take_")}
        source.save(update_fields=written)
        return source


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:70] or "source"
    taken = set(CatalogueSource.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(
        slug for slug in (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))) if slug not in taken
    )


source_panels = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("partner"), FieldPanel("name")]),
                FieldRowPanel([FieldPanel("format"), FieldPanel("every_minutes")]),
                FieldPanel("url"),
            ],
            heading=gettext_lazy("Where it is fetched from"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("take_providers"),
                FieldPanel("take_municipalities"),
                FieldPanel("take_types"),
                FieldPanel("take_languages"),
            ],
            heading=gettext_lazy("What is taken"),
            help_text=gettext_lazy("Leave everything empty to take all of it. A preview shows what the choice brings."),
        ),
        MultiFieldPanel(
            [FieldPanel("policy"), FieldPanel("active"), FieldPanel("slug"), FieldPanel("options")],
            heading=gettext_lazy("More settings"),
            classname="collapsed",
        ),
    ],
    base_form_class=SourceForm,
)
