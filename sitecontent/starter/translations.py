"""Makes the pages of one thing: one for each language, with the same facts and with words of their own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from .pictures import PICTURES
from .words import PICTURE, Block, Words


@dataclass(frozen=True, slots=True)
class Children:
    """Rows of a page under ``relation``. They have the same keys in every language."""

    relation: str
    model: Any
    rows: Sequence[Mapping[str, Any]]
    keys: list[uuid.UUID] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", [uuid.uuid4() for _row in self.rows])

    def made(self) -> list[Any]:
        return [self.model(key=key, **row) for key, row in zip(self.keys, self.rows, strict=True)]


def make_pages(
    model: Any,
    parents: Mapping[str, Any],
    words: Mapping[str, Words],
    images: Mapping[str, Any],
    *,
    facts: Mapping[str, Any],
    children: Sequence[Children],
    publish: bool = True,
) -> Any:
    """Stores a page of ``model`` for each language of ``words`` under its parent; answers the first.

    The first one owns the facts of the row. Without ``publish`` they stay drafts.
    """
    translation_key = uuid.uuid4()
    pages = []
    for language, said in words.items():
        parent = parents[language]
        page = model(
            title=said.title,
            slug=slugify(said.title),
            summary=said.summary,
            body=_body(model, said.body, language, images),
            locale=parent.locale,
            translation_key=translation_key,
            live=False,
            **said.more,
            **facts,
        )
        for child in children:
            setattr(page, child.relation, child.made())
        # Each of the following saves the page; what it refers to is noted once.
        with disable_reference_index_auto_update():
            parent.add_child(instance=page)
            revision = page.save_revision()
            if publish:
                revision.publish()
        ReferenceIndex.create_or_update_for_object(model.objects.get(pk=page.pk))
        pages.append(page)
    return pages[0]


def _body(model: Any, blocks: tuple[Block, ...], language: str, images: Mapping[str, Any]) -> Any:
    stored = [{"type": block.kind, "value": _value(block, language, images)} for block in blocks]
    return model._meta.get_field("body").stream_block.to_python(stored)


def _value(block: Block, language: str, images: Mapping[str, Any]) -> Any:
    if block.kind != PICTURE:
        return block.said
    seen = "" if block.decorative else PICTURES[block.said][1][language]
    return {"image": images[block.said].pk, "alt_text": seen, "decorative": block.decorative}
