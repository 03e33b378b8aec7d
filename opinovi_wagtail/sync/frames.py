"""Frames between a run and the process that reads its feed: a length of eight bytes, then a pickle.

Both ends are this package; what a feed says is only ever inside as text and numbers.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable
from typing import Any, BinaryIO

_LENGTH = struct.Struct(">Q")
_MOST_AT_ONCE = 1 << 20


def send(stream: BinaryIO, value: Any) -> None:
    """Write ``value`` and flush."""
    payload = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    left = memoryview(_LENGTH.pack(len(payload)) + payload)
    while left:
        # An unbuffered stream may be interrupted by a signal in the middle.
        left = left[stream.write(left) or 0 :]
    stream.flush()


def receive(stream: BinaryIO, wait: Callable[[], None] = lambda: None) -> Any:
    """The next value of an unbuffered stream; ``wait`` is called before every read, and may raise.

    Raises ``EOFError`` where the other side is gone.
    """
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size, wait))
    return pickle.loads(_exactly(stream, length, wait))  # noqa: S301 - our own


def _exactly(stream: BinaryIO, count: int, wait: Callable[[], None]) -> bytes:
    parts = []
    while count:
        wait()
        part = stream.read(min(count, _MOST_AT_ONCE))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
