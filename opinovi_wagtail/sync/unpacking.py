"""Unpacks gzip and deflate a bounded block at a time, so that a bomb never unfolds in memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

BLOCK = 64 * 1024  # bytes


class Unpacker:
    """Unpacks one response. ``coding`` is ``gzip``, ``x-gzip`` or ``deflate``."""

    def __init__(self, coding: str) -> None:
        self._deflate = coding == "deflate"
        self._engine = zlib.decompressobj(zlib.MAX_WBITS | (0 if self._deflate else 16))
        self._begun = False

    @property
    def complete(self) -> bool:
        """Whether the packed data came to its proper end."""
        return self._engine.eof or not self._begun

    def blocks(self, data: bytes) -> Iterator[bytes]:
        """What ``data`` unpacks to, in blocks of at most ``BLOCK`` bytes. Raises ``zlib.error``."""
        while data:
            if self._engine.eof:
                if self._deflate or not data.strip(b"\0"):
                    return
                self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16)  # gzip may have several members
            try:
                block = self._engine.decompress(data, BLOCK)
            except zlib.error:
                if not self._deflate or self._begun:
                    raise
                self._engine = zlib.decompressobj(-zlib.MAX_WBITS)  # some servers call raw deflate "deflate"
                block = self._engine.decompress(data, BLOCK)
            self._begun = True
            if block:
                yield block
            data = self._engine.unconsumed_tail or self._engine.unused_data
