"""Pages of funding guides, with their amounts and the sources of their facts as inline children."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail_localize.fields import SynchronizedField, TranslatableField

from opinovi_wagtail import publishing
from opinovi_wagtail.models import FundingGuide, GuideAmount, WordsField
from opinovi_wagtail.rules.states import GuideStatus

from .keyed import KeyedChild, KeyedPanel
from .panels import FactPanel, FactsPanel
from .rowpage import RowPage


class AmountOfPage(KeyedChild):
    """A sum or share. Subclass it with a ``ParentalKey`` to your page, ``related_name="amounts"``."""

    label = WordsField(_("what the amount is"), blank=True)
    minimum = models.DecimalField(_("amount"), max_digits=10, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("at most"), max_digits=10, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=12, choices=GuideAmount.Unit, default=GuideAmount.Unit.EUR_MONTH)
    as_of = models.DateField(_("as of"))
    taxable = models.BooleanField(_("taxable"), null=True, blank=True)

    facts: ClassVar[tuple[str, ...]] = ("label", "minimum", "maximum", "unit", "as_of", "taxable")

    panels: ClassVar[list[Any]] = [
        FactPanel("label"),
        FieldRowPanel([FactPanel("minimum"), FactPanel("maximum"), FactPanel("unit")]),
        FieldRowPanel([FactPanel("as_of"), FactPanel("taxable")]),
    ]

    class Meta(KeyedChild.Meta):
        abstract = True
        verbose_name = _("amount")
        verbose_name_plural = _("amounts")


class ReferenceOfPage(KeyedChild):
    """Where facts come from. Subclass it with a ``ParentalKey`` to your page, ``related_name="references"``."""

    publisher = WordsField(_("publisher"))
    url = models.URLField(_("address"), max_length=500, blank=True)
    statute = models.CharField(_("statute"), max_length=120, blank=True)
    retrieved_on = models.DateField(_("read on"), null=True, blank=True)

    facts: ClassVar[tuple[str, ...]] = ("publisher", "url", "statute", "retrieved_on")

    panels: ClassVar[list[Any]] = [
        FactPanel("publisher"),
        FactPanel("url"),
        FieldRowPanel([FactPanel("statute"), FactPanel("retrieved_on")]),
    ]

    class Meta(KeyedChild.Meta):
        abstract = True
        verbose_name = _("source of the facts")
        verbose_name_plural = _("sources of the facts")


class FundingGuidePageMixin(RowPage):
    """Mixed into a page model that is a funding guide. Its child relations are ``amounts`` and ``references``."""

    eligibility = models.TextField(_("who may get it"), blank=True)
    how_to_apply = models.TextField(_("how to apply"), blank=True)
    deadlines = models.TextField(_("deadlines"), blank=True)
    transition_text = models.TextField(_("what happens at the change"), blank=True)
    granter = models.CharField(_("granted by"), max_length=255, blank=True)
    payer = models.CharField(_("paid by"), max_length=255, blank=True)
    advice_contact = models.CharField(_("advice"), max_length=255, blank=True)
    scheme = models.SlugField(_("scheme"), max_length=80, blank=True, help_text=_("A short name, such as opintotuki."))
    status = models.CharField(_("status"), max_length=10, choices=GuideStatus, default=GuideStatus.ACTIVE)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        FundingGuide, verbose_name=_("replaced by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    audience = models.CharField(
        _("target group"), max_length=10, choices=FundingGuide.Audience, default=FundingGuide.Audience.PERSON
    )
    situations = models.JSONField(_("life situations"), default=list, blank=True)
    apply_url = models.CharField(_("address for applying"), max_length=1000, blank=True, validators=[URLValidator()])
    verified_on = models.DateField(_("checked on"), null=True, blank=True)
    verified_by = models.CharField(_("checked by"), max_length=120, blank=True)
    review_due = models.DateField(_("next check due"), null=True, blank=True)

    row_kind: ClassVar[str] = "guide"
    words: ClassVar[tuple[str, ...]] = (
        "title", "summary", "eligibility", "how_to_apply", "deadlines", "transition_text", "granter", "payer",
        "advice_contact",
    )  # fmt: skip
    body_words: ClassVar[str] = "body"
    facts: ClassVar[tuple[str, ...]] = (
        "partner", "scheme", "status", "valid_from", "valid_until", "replaced_by", "audience", "situations", "apply_url",
        "verified_on", "verified_by", "review_due",
    )  # fmt: skip
    fact_relations: ClassVar[tuple[str, ...]] = ("amounts", "references")
    code_sets: ClassVar[dict[str, str]] = {"situations": "situations"}
    override_translatable_fields: ClassVar[list[Any]] = [
        *(TranslatableField(name) for name in (*words[1:], body_words)),
        *(SynchronizedField(name, overridable=False) for name in (*facts, *fact_relations)),
    ]

    row_panels: ClassVar[list[Any]] = [
        FieldPanel("summary"),
        FieldPanel("eligibility"),
        FactsPanel([KeyedPanel("amounts", label=_("Amount"))], heading=_("Amounts")),
        FieldPanel("how_to_apply"),
        FieldPanel("deadlines"),
        FieldRowPanel([FieldPanel("granter"), FieldPanel("payer")]),
        FieldPanel("advice_contact"),
        FieldPanel("body"),
        FactsPanel(
            [
                FactPanel("partner"),
                FactPanel("apply_url"),
                FieldRowPanel([FactPanel("status"), FactPanel("audience")]),
                FieldRowPanel([FactPanel("valid_from"), FactPanel("valid_until")]),
                FactPanel("replaced_by"),
                FactPanel("situations"),
                FactPanel("scheme"),
            ],
            heading=_("Validity and details"),
        ),
        FieldPanel("transition_text"),
        FactsPanel(
            [
                FieldRowPanel([FactPanel("verified_on"), FactPanel("verified_by"), FactPanel("review_due")]),
                KeyedPanel("references", label=_("Source of the facts"), heading=_("Sources of the facts")),
            ],
            heading=_("Where the facts come from"),
        ),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("It ends before it starts.")})

    def detail(self, request: HttpRequest, row: Any) -> HttpResponse:
        from opinovi_wagtail.views.guides import guide_detail

        return guide_detail(request, self, row)


@publishing.projects(FundingGuidePageMixin, kind="guide")
def guide_of_page(page: FundingGuidePageMixin) -> publishing.Projected:
    return page.projected()
