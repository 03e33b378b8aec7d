"""What pages with a row have in common: how they are projected, shown and previewed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from opinovi_wagtail import links, publishing
from opinovi_wagtail.catalogues.words import body as clean_body
from opinovi_wagtail.models import Partner

from .body import BodyField
from .forms import RowPageForm
from .permissions import RowPagePermissions


class RowPage(models.Model):
    """Mixed into a page model, before ``Page``: words on the page, facts in the row.

    ``words`` maps the row's words to what the page has; ``facts`` names the fields, and ``fact_relations`` the children,
    that go into the row under the same names. The facts shown to visitors are always those of the row.
    """

    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences, shown in lists."))
    body = BodyField(verbose_name=_("text"), blank=True)
    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="+")

    row_kind: ClassVar[str]
    words: ClassVar[tuple[str, ...]] = ("title", "summary")
    # The field of the row that takes the body, as HTML.
    body_words: ClassVar[str] = "description"
    facts: ClassVar[tuple[str, ...]] = ("partner",)
    fact_relations: ClassVar[tuple[str, ...]] = ()
    code_sets: ClassVar[dict[str, str]] = {}

    base_form_class = RowPageForm
    # To be added to the search fields of ``Page`` by the concrete model.
    row_search_fields: ClassVar[list[Any]] = [index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        abstract = True

    @classmethod
    def clean_parent_page_models(cls) -> list[Any]:
        """By default such pages stand under index pages of their kind, the host's own ones too."""
        if getattr(cls, "parent_page_types", None) is None:
            return links.index_models(cls.row_kind) or super().clean_parent_page_models()
        return super().clean_parent_page_models()

    def permissions_for_user(self, user: Any) -> RowPagePermissions:
        return RowPagePermissions(user, self)

    def projected(self) -> publishing.Projected:
        """What this page contributes to its row."""
        said = {name: getattr(self, name) for name in self.words}
        return publishing.Projected(
            words={**said, self.body_words: self.body_as_html()},
            facts={name: getattr(self, name) for name in self.facts},
            children={
                relation: [child.projected() for child in getattr(self, relation).all()]
                for relation in self.fact_relations
            },
        )

    def body_as_html(self) -> str:
        """The body cut down to the markup that rows hold, for feeds and other sites."""
        return clean_body(str(self.body)) if self.body else ""

    def detail(self, request: HttpRequest, row: Any) -> HttpResponse:
        """``row`` as a public page."""
        raise NotImplementedError

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "page_is_row": True, "page_has_body": bool(self.body)}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = publishing.row_of(self)
        if row is None:
            # Published, but not in the store yet: shown as it is, without registration, until the tick has healed it.
            row = publishing.draft_row(self)
            row.listed, request.is_preview = False, True
        return self.detail(request, row)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return self.detail(request, publishing.draft_row(self))
