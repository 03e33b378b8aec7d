"""Rows that somebody else owns: a page's facts are only shown, a source's can be pinned field by field or taken over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder

from opinovi_wagtail.catalogues.words import body, clean_text
from opinovi_wagtail.models import OwnedRow, Projection, WordsField
from opinovi_wagtail.pagetree import base_page_model
from opinovi_wagtail.rules.states import Origin
from opinovi_wagtail.sync import pins

from .children import children_in_words
from .forms import ParentForm
from .values import facts_of, in_lines, in_words


def safe_words(words: dict[str, str], *, long: bool) -> dict[str, str]:
    """``words`` without what cannot be stored, and without markup that does not belong in a text."""
    return {
        language: body(text) if long and "<" in text else clean_text(text) for language, text in (words or {}).items()
    }


class OwnedForm(ParentForm):
    """The base form of courses, events and guides.

    ``facts`` is what :class:`.forms.FactsPanel` shows: why facts cannot be changed here, where they can, and what they are.
    ``read_only`` is true when nothing at all can be saved.
    """

    # Fields that an editor may change, and thereby pin, on a source's row.
    pinnable: ClassVar[tuple[str, ...]] = ()
    # Fields that are about showing the row here, so they are nobody else's.
    local: ClassVar[tuple[str, ...]] = ("listed",)

    give_back = forms.MultipleChoiceField(
        label=gettext_lazy("Give back to the source"),
        help_text=gettext_lazy("What you tick is what the source says again."),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts: dict[str, Any] | None = None
        self.read_only = False
        match self.instance.origin if self.instance.pk else Origin.FORM:
            case Origin.PAGE:
                self._show_page()
            case Origin.SOURCE:
                self._show_source()
            case _:
                del self.fields["give_back"]

    def _show_page(self) -> None:
        self.read_only = True
        self.fields.clear()
        self.tables.clear()
        page_url = page_edit_url(self.instance, self.for_user)
        self.facts = {
            "reason": _(
                "These facts come from a page. They are changed there, and saved here when the page is published."
            ),
            "url": page_url,
            "link": _("Edit the page"),
            "rows": [
                *facts_of(self.instance, self._meta.fields or ()),
                *((label, in_lines(text)) for label, text in children_in_words(self.instance)),
            ],
        }

    def _show_source(self) -> None:
        give_back = self.fields["give_back"]
        for name in list(self.fields):
            if name not in (*self.pinnable, *self.local):
                del self.fields[name]
        self.facts = {
            "reason": _(
                "This comes from the catalogue source %(source)s. What you change here is kept, whatever the source says"
                " later."
            )
            % {"source": self.instance.source},
            "url": self.instance.remote_url,
            "link": _("See it at the source"),
            "rows": [(str(_("Partner")), str(self.instance.partner))],
        }
        held = []
        for name, said in self.instance.pins.items():
            if name in self.fields:
                shown = in_words(self.instance._meta.get_field(name), said)
                self.fields[name].help_text = _("The source says: %(value)s") % {"value": shown or "–"}
                held.append((name, str(self.fields[name].label)))
            elif name in self.tables:
                held.append((name, str(self.tables[name].model._meta.verbose_name_plural)))
        if held:
            give_back.choices = held
            self.fields["give_back"] = give_back

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.read_only:
            raise forms.ValidationError(_("These facts come from a page and cannot be changed here."))
        for name in list(cleaned):
            try:
                field = self._meta.model._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            if isinstance(field, WordsField):
                cleaned[name] = safe_words(cleaned[name], long=field.long)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Save the row and what is inside it, and set off what follows; ``self.instance`` is then the saved row."""
        assert commit, "rows without drafts are saved at once"
        with transaction.atomic():
            now = timezone.now()
            self.instance = self.save_row(now)
            self.give_back_ticked(self.instance, now)
        return self.instance

    def save_row(self, now: Any) -> Any:
        raise NotImplementedError

    def copy_to(self, row: Any) -> Any:
        """Set what the form holds on ``row`` (read anew under its lock), so that nothing else of it is overwritten."""
        for name in self.changed_data:
            if name in self.cleaned_data and hasattr(row, name):
                setattr(row, name, self.cleaned_data[name])
        return row

    @contextmanager
    def pinning(self, row: Any) -> Iterator[None]:
        """Whatever of ``row`` and its children is changed inside is pinned, if a source owns the row."""
        if row.origin != Origin.SOURCE:
            yield
            return
        before = pins.facts(row)
        yield
        pins.pin_changes(row, before, pins.facts(row))

    def give_back_ticked(self, row: Any, now: Any) -> None:
        """Let the source decide again over the pinned fields that were ticked."""
        for name in self.cleaned_data.get("give_back", ()):
            if name in row.pins:
                pins.give_back(row, name, now=now)


def page_edit_url(row: OwnedRow, user: Any) -> str | None:
    """Where ``user`` may edit the page that owns ``row``; ``None`` without one, or without the right."""
    owner = Projection.objects.filter(page_key=row.page_key, owns_facts=True).first()
    if owner is None:
        return None
    try:
        page = base_page_model().objects.get(pk=owner.page_id)
    except (ObjectDoesNotExist, ValueError):
        return None
    return AdminURLFinder(user).get_edit_url(page.specific_deferred)
