"""The form of a catalogue source: where it is fetched from, how often, and what of it is taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from opinovi_wagtail.catalogues.base import FetchError
from opinovi_wagtail.catalogues.registry import described
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource, Partner
from opinovi_wagtail.rules.states import MergePolicy, PauseReason
from opinovi_wagtail.sync import credentials
from opinovi_wagtail.sync.targets import holds_secret, is_internal, target_of
from opinovi_wagtail.vocabularies import get_vocabulary

from ..choices import FilteredChoices
from ..fields import CodesField
from ..forms import RowForm
from .questions import Asked, AskedPanel, ChoicePanel, FormatPanel, SourcePanels, names_of_stored, shown

OPTION, SECRET = "option_", "secret_"  # what the names of such fields begin with


def _types() -> list[tuple[str, str]]:
    language = get_language() or "fi"
    return [
        *get_vocabulary("education_types").choices(language),
        *get_vocabulary("event_types").choices(language),
    ]


class SourceForm(RowForm):
    """``filters`` and ``options`` are asked for in plain fields, credentials in fields that never show what is stored.

    The instance has its format from the beginning: what is asked depends on it.
    """

    # Checked by the one that fetches, which also knows the internal hosts that a site allows.
    url = forms.CharField(label=gettext_lazy("Address of the feed"), max_length=1000)
    format = forms.CharField(widget=forms.HiddenInput(), disabled=True)
    every_minutes = forms.TypedChoiceField(
        label=gettext_lazy("How often it is read"),
        coerce=int,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the intervals in the list.")},
    )
    policy = forms.ChoiceField(
        label=gettext_lazy("When an editor has changed something that the source changes, too"),
        choices=MergePolicy.choices,
        widget=forms.RadioSelect(),
    )
    remove_credentials = forms.BooleanField(
        label=gettext_lazy("Remove the stored credentials"),
        help_text=gettext_lazy("The source is then read without a password or key."),
        required=False,
    )
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
    _sealed_anew = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = Asked(self.instance.format)
        self.notes: list[str] = []  # sentences for whoever has saved the form
        self.described = described(self.instance.format)
        self.initial["format"] = self.instance.format
        held = self.instance.filters or {}
        self.initial["take_providers"] = "\n".join(held.get("providers", ()))
        for name in self.dimensions:
            self.initial[f"take_{name}"] = held.get(name, [])
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _(
            "What commands and logs call the source. It is made from the name; you can leave it as it is."
        )
        self.fields["active"].help_text = _(
            "Without the tick nothing is fetched, and what was taken stays in the lists. To stop only for a while, pause it."
        )
        self.fields["name"].help_text = _(
            "What the source is called in this admin and in the messages about it. Visitors of the site do not see it. Left"
            " empty, it is called after the partner and the kind of catalogue."
        )
        self.fields["every_minutes"].choices = _intervals(self.instance)
        self._explain_address()
        self._ask()

    def _explain_address(self) -> None:
        if example := self.described.example:
            self.fields["url"].widget.attrs["placeholder"] = example
            self.fields["url"].help_text = _("For example: %(address)s") % {"address": example}

    def _ask(self) -> None:
        options = self.instance.options if isinstance(self.instance.options, dict) else {}
        questions = {question.name: question for question in self.asked.questions}
        for name, field in self.asked.option_fields(options).items():
            self.fields[f"{OPTION}{name}"] = field
            self.initial[f"{OPTION}{name}"] = shown(options.get(name), questions[name])
        stored, self._unreadable = names_of_stored(self.instance)
        if credentials.available():
            for name, field in self.asked.secret_fields(stored).items():
                self.fields[f"{SECRET}{name}"] = field
        if not self.instance.credentials_sealed:
            del self.fields["remove_credentials"]

    def asked_fields(self, which: str) -> Iterator[forms.BoundField]:
        """The fields of the format's own questions (``options``) or those of its credentials (``secrets``)."""
        prefix = OPTION if which == "options" else SECRET
        for name in self.fields:
            if name.startswith(prefix):
                yield self[name]
        if which == "secrets" and "remove_credentials" in self.fields:
            yield self["remove_credentials"]

    def asked_matters(self, which: str) -> bool:
        """Whether there is something in the fields, or something that has to be in them or to be said about them."""
        if any(bound.field.required or bound.errors or self._says(bound) for bound in self.asked_fields(which)):
            return True
        # An address that is refused because of a password in it sends people here.
        refused = self.is_bound and "url" in self.errors
        return which == "secrets" and bool(refused or self.instance.credentials_sealed or self.asked.wants_secrets)

    def _says(self, bound: forms.BoundField) -> bool:
        answer = bound.value()
        return bool(answer) and not self.asked.is_as_usual(bound.name.removeprefix(OPTION), answer)

    def chooses(self) -> bool:
        """Whether it matters what is taken: the feed is one of many institutions, or something has been chosen before."""
        return self.described.of_many or any((self.instance.filters or {}).values())

    def asked_note(self, which: str) -> str:
        """What is to be said above the fields."""
        if which == "options" or not (self.asked.secrets or self.instance.credentials_sealed):
            return ""
        if reason := credentials.why_not():
            return _("Passwords and keys cannot be entered yet. %(reason)s") % {"reason": reason}
        return self._unreadable

    def clean_url(self) -> str:
        entered: str = self.cleaned_data["url"]
        url = self.asked.address(entered)
        if holds_secret(url):
            raise forms.ValidationError(
                _(
                    "The address contains a password or key, which everybody who sees the address could use. Take it out of"
                    " the address and enter it under “Credentials” below."
                )
                if self.asked.secrets
                else _(
                    "The address contains a password or key, which everybody who sees the address could use. Ask whoever"
                    " looks after the system from which the data comes for an address without one."
                )
            )
        try:
            target = target_of(url, _allowed())
        except FetchError as error:
            raise forms.ValidationError(str(error)) from None
        # One that is there already must not keep anybody from switching the source off.
        if url != self.initial.get("url") and is_internal(target, _allowed()):
            raise forms.ValidationError(
                _(
                    "This address works only inside a private network, so this site cannot reach it. Enter the address at"
                    " which anybody can open it on the internet, or ask whoever runs this site to allow this one."
                )
            )
        if url != entered:
            self.notes.append(
                _("The address is kept as %(address)s: that is where the same thing is fetched.") % {"address": url}
            )
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("name") and cleaned.get("partner"):
            cleaned["name"] = self.instance.name = self._usual_name(cleaned["partner"])
        if not cleaned.get("slug") and not self.errors:
            cleaned["slug"] = self.instance.slug = _free_slug(cleaned.get("name") or self.instance.format)
        providers = [line.strip() for line in (cleaned.get("take_providers") or "").splitlines() if line.strip()]
        chosen = {"providers": providers, **{name: cleaned.get(f"take_{name}") or [] for name in self.dimensions}}
        # What another release or a command put there stays.
        kept = {name: value for name, value in (self.instance.filters or {}).items() if name not in chosen}
        self.instance.filters = {**kept, **{name: values for name, values in chosen.items() if values}}
        options = self.instance.options if isinstance(self.instance.options, dict) else {}
        self.instance.options = self.asked.options(options, self._changed(OPTION))
        self._clean_credentials(cleaned)
        return cleaned

    def _usual_name(self, partner: Partner) -> str:
        named = _("%(partner)s: %(format)s") % {"partner": partner, "format": self.described.label}
        return named[: self._meta.model._meta.get_field("name").max_length]

    def _changed(self, prefix: str) -> dict[str, Any]:
        """What was answered anew to the questions whose fields have the ``prefix``."""
        return {
            name.removeprefix(prefix): self.cleaned_data[name]
            for name in self.changed_data
            if name.startswith(prefix) and name in self.cleaned_data
        }

    def _clean_credentials(self, cleaned: dict[str, Any]) -> None:
        entered, remove = self._changed(SECRET), bool(cleaned.get("remove_credentials"))
        sealed = self.instance.credentials_sealed
        if sealed and not entered and not remove and self._is_elsewhere(cleaned.get("url")):
            self.add_error(
                "url",
                _(
                    "The address is on another server now. Enter the credentials again, so that nobody else gets them, or"
                    " have them removed."
                ),
            )
            return
        if not entered and not remove:
            return
        # What is entered for another server is all that is sent there.
        known = {} if remove or self._unreadable or self._is_elsewhere(cleaned.get("url")) else self._stored()
        self.instance.credentials_sealed = credentials.seal({**known, **entered})
        self._sealed_anew = True

    def _stored(self) -> dict[str, str]:
        return credentials.credentials_of(self.instance)

    def _is_elsewhere(self, url: str | None) -> bool:
        """Whether ``url`` is on another server than the address that the source has had."""
        before = self.initial.get("url")
        if not url or not before or url == before:
            return False
        try:
            return target_of(url, _allowed()).origin != target_of(before, _allowed()).origin
        except FetchError:
            return True

    def save(self, commit: bool = True) -> CatalogueSource:
        source: CatalogueSource = self.instance
        if source.pk is None:
            # It is looked at before anything comes of it: its first run is one that somebody asks for.
            source.paused_because = PauseReason.UNTRIED
            return super().save(commit)
        # Only what the form is about: a run may be writing its lease and its validators at this moment.
        written = {"filters", "name", "updated_at"} | {name for name in self.changed_data if name in self._meta.fields}
        answered = bool(self._changed(OPTION))
        written |= {"options"} if answered else set()
        written |= {"credentials_sealed"} if self._sealed_anew else set()
        mended = {"url", "active"} & set(self.changed_data) or answered or self._sealed_anew
        if mended and source.paused_because != PauseReason.UNTRIED:
            # Whoever mends the address or what goes with it, or switches the source on, wants it tried again.
            source.paused_because, source.failures, source.next_run_at = "", 0, None
            written |= {"paused_because", "failures", "next_run_at"}
        written -= {name for name in written if name.startswith("take_")}
        source.save(update_fields=written)
        return source


def _allowed() -> frozenset[str]:
    return frozenset(name.lower() for name in conf.ALLOWED_INTERNAL_HOSTS)


def _intervals(source: CatalogueSource) -> list[tuple[int, str]]:
    """How often a source can be read, in words; whatever ``source`` has been given by a command is one of them."""
    choices = [
        (60, _("Every hour")),
        (180, _("Every three hours")),
        (720, _("Twice a day")),
        (1440, _("Once a day")),
        (10080, _("Once a week")),
    ]
    minutes = source.every_minutes
    if minutes in dict(choices):
        return choices
    hours = minutes // 60
    said = (
        ngettext("Every %(count)d minute", "Every %(count)d minutes", minutes) % {"count": minutes}
        if minutes % 60 or not hours
        else ngettext("Every %(count)d hour", "Every %(count)d hours", hours) % {"count": hours}
    )
    return sorted([*choices, (minutes, said)])


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:70] or "source"
    taken = set(CatalogueSource.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(
        slug for slug in (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))) if slug not in taken
    )


source_panels = SourcePanels(
    [
        MultiFieldPanel(
            [
                FormatPanel(),
                FieldRowPanel([FieldPanel("partner"), FieldPanel("name")]),
                FieldPanel("url"),
                FieldPanel("every_minutes"),
            ],
            heading=gettext_lazy("Where it is fetched from"),
        ),
        AskedPanel("secrets", heading=gettext_lazy("Credentials")),
        AskedPanel("options", heading=gettext_lazy("How the feed is read")),
        ChoicePanel(
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
            [FieldPanel("policy"), FieldPanel("active"), FieldPanel("slug")],
            heading=gettext_lazy("More settings"),
            classname="collapsed",
        ),
    ],
    base_form_class=SourceForm,
)
