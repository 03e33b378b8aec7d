"""The blocks that page bodies are made of, unless a host names a list of its own in ``OPINOVI_WAGTAIL["BODY_BLOCKS"]``."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class CallToActionBlock(blocks.StructBlock):
    """One thing to do next."""

    text = blocks.CharBlock(label=_("Text of the link"), max_length=120)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("Or an address elsewhere"), required=False)

    class Meta:
        icon = "link"
        label = _("Call to action")
        template = "opinovi_wagtail/blocks/call_to_action.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"))
    said_by = blocks.CharBlock(label=_("Said by"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "opinovi_wagtail/blocks/quote.html"


def body_blocks() -> list[tuple[str, blocks.Block]]:
    """``(name, block)`` pairs; images only where the site has Wagtail's."""
    found: list[tuple[str, blocks.Block]] = [
        (
            "heading",
            blocks.CharBlock(
                label=_("Heading"), icon="title", max_length=200, template="opinovi_wagtail/blocks/heading.html"
            ),
        ),
        ("text", blocks.RichTextBlock(label=_("Text"), features=FEATURES)),
        ("quote", QuoteBlock()),
        ("call_to_action", CallToActionBlock()),
    ]
    if apps.is_installed("wagtail.images"):
        from wagtail.images.blocks import ImageBlock

        found.insert(2, ("image", ImageBlock(label=_("Image"), template="opinovi_wagtail/blocks/image.html")))
    return found
