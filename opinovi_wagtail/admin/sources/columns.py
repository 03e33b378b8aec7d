"""Columns of the table: what each column of a source's table is taken to be, corrected by hand, with what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from opinovi_wagtail.catalogues.base import FetchError, FormatError, Options
from opinovi_wagtail.catalogues.tables.text_language import BY_HEADINGS, TextLanguage, language_of_texts
from opinovi_wagtail.catalogues.words import clean_text
from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.sync.asked import options_of
from opinovi_wagtail.sync.credentials import CredentialsError

from ..table_sample import Sample, has_columns, read_sample
from .acts import SourceActView
from .columns_form import Column, ColumnsForm
from .columns_rows import lines

EXAMPLES, LONGEST_EXAMPLE = 3, 80


class ColumnsView(SourceActView):
    """Fetches the beginning of the table on request, shows its columns, and keeps what was chosen."""

    page_title = gettext_lazy("Columns of the table")
    question = gettext_lazy(
        "The beginning of the table is fetched, and you see what each of its columns is taken to be. Nothing is changed."
    )
    yes = gettext_lazy("Show the columns")
    template_name = "opinovi_wagtail/admin/columns.html"
    fetches = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not has_columns(self.object.format):
            raise Http404

    def answer(self, request: HttpRequest) -> HttpResponse:
        form = ColumnsForm.posted(request.POST, self._language()) if "heading" in request.POST else None
        chosen = form.chosen() if form is not None and form.is_valid() else None
        if chosen is not None and "save" in request.POST:
            self._save(chosen)
            messages.success(request, _("The columns are saved. Now see what the source would bring."))
            return redirect(self.get_next_url())
        if form is not None and chosen is None:
            messages.error(request, _("Nothing was saved yet: check the fields that are marked below."))
        try:
            options = options_of(self.object)
            if chosen is not None:
                options = replace(options, options={**options.options, **chosen})
            sample = read_sample(self.object, options)
        except (FetchError, FormatError, CredentialsError) as error:
            messages.error(request, str(error))
            return redirect(self.get_next_url())
        return self.render_to_response(self._shown(sample, options, form))

    def _language(self) -> str:
        """The language that the source names; it stays one of the choices, whatever languages the site has."""
        own = (self.object.options or {}).get("language") or ""
        return own if own != BY_HEADINGS else ""

    def _save(self, chosen: dict[str, Any]) -> None:
        with transaction.atomic():
            source = CatalogueSource.objects.select_for_update().get(pk=self.object.pk)
            held = source.options if isinstance(source.options, dict) else {}
            source.options = {**held, **chosen}
            source.save(update_fields=["options", "updated_at"])
            log(source, "wagtail.edit", user=self.request.user)

    def _shown(self, sample: Sample, options: Options, posted: ColumnsForm | None) -> dict[str, Any]:
        language = language_of_texts(sample.found.headings, options)
        guessed = ColumnsForm.of(sample.found, language.code)
        # What was posted for another table than the one that is there now is of no use.
        form = posted if posted is not None and posted.names() == guessed.names() else guessed
        columns = list(_columns(form, sample, options.options))
        return self.get_context_data(
            form=form,
            columns=columns,
            headings=guessed.headings,
            unused=[column.heading for column in columns if column.heading and column.state == "unused"],
            about_language=_about(language),
            lines=lines(sample, options),
        )


def _about(language: TextLanguage) -> str:
    """What is to be said beside the choice of language: that it was guessed, or that the headings tell another one."""
    if language.guessed:
        return (
            _("The headings of the table are in Swedish, so its texts are taken to be in Swedish, too.")
            if language.code == "sv"
            else _("The headings of the table are in Finnish, so its texts are taken to be in Finnish, too.")
        )
    if language.headings in ("", language.code):
        return ""
    return (
        _("The headings of the table are in Swedish. If its texts are in Swedish, too, choose that here.")
        if language.headings == "sv"
        else _("The headings of the table are in Finnish. If its texts are in Finnish, too, choose that here.")
    )


def _columns(form: ColumnsForm, sample: Sample, options: Mapping[str, Any]) -> Iterator[Column]:
    for place, heading in enumerate(form.headings):
        examples = [clean_text(cell)[:LONGEST_EXAMPLE] for cell in sample.examples(place, EXAMPLES)]
        heading = clean_text(" ".join(heading.split()))[:LONGEST_EXAMPLE]
        name = f"target_{place}"
        if name in form.fields:
            bound = form[name]
            yield Column(heading, examples, bound, state="used" if bound.value() else "unused")
        elif examples or heading:
            reason = (
                _("Another column has the same heading. Only the first of them can be used.")
                if heading
                else _("This column has no heading, so it cannot be used.")
            )
            yield Column(heading, examples, reason=reason, state="unused")
