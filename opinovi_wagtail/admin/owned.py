"""Rows that somebody else owns: a page's facts are only shown, a source's can be pinned field by field or taken over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder

from opinovi_wagtail.catalogues.words import body, clean_text
from opinovi_wagtail.models import OwnedRow, Projection, WordsField
from opinovi_wagtail.pagetree import base_page_model
from opinovi_wagtail.rules.states import Origin
from opinovi_wagtail.sync import pins

from .children import children_in_words
from .forms import ParentForm
from .row_links import RowLinks
from .sources.kept_fields import KeptField, kept_fields
from .standing import notes_of
from .values import facts_of, in_lines


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts: dict[str, Any] | None = None
        # What an editor keeps, by the name of the field or of the formset.
        self.kept: dict[str, KeptField] = {}
        self.read_only = False
        match self.instance.origin if self.instance.pk else Origin.FORM:
            case Origin.PAGE:
                self._show_page()
            case Origin.SOURCE:
                self._show_source()
            case _ if self.instance.merged_into_id:
                self.facts = {"reason": "", "rows": []}
        if self.facts is not None:
            self.facts |= self._standing()

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
        self.kept = {field.name: field for field in kept_fields(self.instance)} if self.instance.pins else {}
        for name, kept in self.kept.items():
            if name in self.fields:
                self.fields[name].help_text = render_to_string(
                    "opinovi_wagtail/admin/kept_field.html", {"kept": kept, "before": self.fields[name].help_text}
                )
        self.facts["asked"] = [kept for kept in self.kept.values() if kept.asked]
        self.facts["kept"] = [kept.label for kept in self.kept.values() if not kept.asked]

    def _standing(self) -> dict[str, Any]:
        """What is special about the row, and the row that stands for it."""
        row = self.instance
        notes = notes_of(row)
        if not row.merged_into_id:
            return {"notes": notes}
        kept = row.merged_into
        return {
            "notes": notes,
            "merged_into": kept,
            "merged_url": RowLinks(self.for_user).url(kept),
            "separate_url": self._url("separate"),
        }

    def _url(self, name: str) -> str:
        return reverse(f"opinovi-{self.instance._meta.model_name}:{name}", args=[self.instance.pk])

    @property
    def answer_url(self) -> str:
        """Where the answers about kept fields are sent."""
        return self._url("answer")

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
