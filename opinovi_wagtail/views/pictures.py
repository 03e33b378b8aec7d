"""The picture that stands for a page where other sites show a link to it; only one of the site's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file; ``url`` is absolute or a path, sizes are pixels and may be unknown."""

    url: str
    text: str = ""
    width: int | None = None
    height: int | None = None


def picture_of(page: Any) -> Picture | None:
    """The first image in the body of ``page``, in a size for sharing; ``None`` where it has none."""
    body = getattr(page, "body", None)
    if not body or not apps.is_installed("wagtail.images"):
        return None
    from wagtail.images.exceptions import UnknownOutputImageFormatError
    from wagtail.images.models import AbstractImage, SourceImageIOError

    for image in _values(body):
        if isinstance(image, AbstractImage) and not image.is_svg():  # which no other site shows
            try:
                rendition = image.get_rendition("max-1200x1200")
            except (SourceImageIOError, UnknownOutputImageFormatError):  # the file is gone, or is no image
                return None
            return _picture(rendition, getattr(image, "contextual_alt_text", None))
    return None


def given_picture(image: Any) -> Picture | None:
    """What a host's template hands over: a rendition or the address of a file."""
    if not image:
        return None
    return Picture(image) if isinstance(image, str) else _picture(image)


def _picture(rendition: Any, text: str | None = None) -> Picture:
    said = getattr(rendition, "alt", "") if text is None else text
    return Picture(rendition.url, said or "", getattr(rendition, "width", None), getattr(rendition, "height", None))


def _values(body: Any) -> Iterable[Any]:
    """The values of blocks and, where these are made of others, of the blocks in them."""
    from wagtail.blocks import StructValue

    for block in body:
        value = getattr(block, "value", None)
        yield value
        if isinstance(value, StructValue):
            yield from value.values()
