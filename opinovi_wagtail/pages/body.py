"""The stream field of page bodies, whose blocks are named by a dotted path: a host adds one without a migration of ours."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from opinovi_wagtail.conf import conf


class BodyField(StreamField):
    """A ``StreamField`` whose blocks are found when they are first needed.

    ``blocks`` is the dotted path of a list of ``(name, block)`` pairs, of a function that returns one, or of a
    ``StreamBlock``. Without it the path is that of ``OPINOVI_WAGTAIL["BODY_BLOCKS"]``. Migrations hold the path only.
    """

    def __init__(self, blocks: str = "", **kwargs: Any) -> None:
        self.blocks_path = blocks
        super().__init__([], **kwargs)

    @cached_property
    def stream_block(self) -> StreamBlock:
        found = import_string(self.blocks_path or conf.BODY_BLOCKS)
        is_function = callable(found) and not (isinstance(found, type) and issubclass(found, StreamBlock))
        self.block_types_arg = found() if is_function else found
        return super().stream_block

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        # Past StreamField's own, which would write every block into the migration.
        name, path, _args, kwargs = super(StreamField, self).deconstruct()
        if self.blocks_path:
            kwargs["blocks"] = self.blocks_path
        return name, path, [], kwargs
