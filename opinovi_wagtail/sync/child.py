"""The process in which a feed is read: ``python -m opinovi_wagtail.sync.child``, started by :mod:`.supervised`.

It gets its errand as the first frame on its standard input and answers in frames; see :mod:`.frames`. It knows neither the
database nor the environment of its parent, may not take more memory than it is told, and ends when its parent does.
"""

from __future__ import annotations

import contextlib
import gc
import os
import traceback
from collections import deque
from typing import Any, BinaryIO

from opinovi_wagtail.catalogues.base import Document, FetchError, FormatError, RawRecord
from opinovi_wagtail.telling import reason_of

from .fetch_errors import NotModified, RetryLater
from .frames import receive, send
from .reading import Errand, Steps


def main() -> None:
    """Read what the first frame asks for."""
    # What a format prints must not get among the frames.
    frames_out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    frames_in = os.fdopen(0, "rb", buffering=0)
    order = receive(frames_in)
    _bind(order["memory"], order["seconds"])
    _set_up(order["settings"], order["language"])
    with contextlib.suppress(BrokenPipeError, EOFError):  # nobody is waiting any more
        _read(order["errand"], frames_in, frames_out)


def _bind(memory: int, seconds: int) -> None:
    """Take no more than ``memory`` bytes and ``seconds``, whatever the feed makes us do."""
    try:
        import resource
        import signal
    except ImportError:  # not a Unix
        return
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.alarm(seconds)


def _set_up(values: dict[str, Any], language: str) -> None:
    import django
    from django.conf import settings
    from django.utils import translation

    settings.configure(**values)
    django.setup()
    # What is here by now stays; records make no cycles, so the collector need not look for them all the time.
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
    translation.activate(language)


def _read(errand: Errand, frames_in: BinaryIO, frames_out: BinaryIO) -> None:
    reader = _Reader(frames_in, frames_out)
    try:
        told = reader.read(errand)
    except MemoryError:
        reader.forget()
        told = ("memory",)
    send(frames_out, told)


class _Reader:
    """Reads ahead while the other side looks up what it knows, but never lets it wait for a server.

    At most one chunk is read beyond the one that is not answered yet, and none across a request.
    """

    def __init__(self, frames_in: BinaryIO, frames_out: BinaryIO) -> None:
        self._in, self._out = frames_in, frames_out
        self._held: deque[list[RawRecord]] = deque()
        self._serving = False
        self._steps: Steps | None = None

    def read(self, errand: Errand) -> tuple[Any, ...]:
        """Read the feed of ``errand``; answers how it ended, as the last frame."""
        told: tuple[Any, ...]
        try:
            self._steps = steps = Steps(errand)
            with steps.fetcher:
                for chunk in steps.chunks(self._fetch):
                    self._held.append(chunk)
                    send(self._out, ("chunk", [tuple(steps.sight(raw)) for raw in chunk], steps.progress()))
                    self._serve(leave=1)
            told = ("end",)
        except NotModified as error:
            told = ("not modified", reason_of(error))
        except RetryLater as error:
            told = ("retry later", reason_of(error), error.status, error.seconds)
        except FetchError as error:
            told = ("fetch error", reason_of(error), error.cause)
        except FormatError as error:
            told = ("format error", reason_of(error), error.cause)
        except (BrokenPipeError, EOFError, MemoryError):
            raise
        except OSError as error:
            told = ("os error", error.errno, traceback.format_exc())
        except Exception as error:
            # A fault of the format. Its own text may hold anything, so only its kind is for the report.
            told = ("fault", type(error).__name__, traceback.format_exc())
        self._serve()
        return (*told, self._steps.progress() if self._steps is not None else None)

    def forget(self) -> None:
        """Let go of whatever takes memory."""
        self._held.clear()
        self._steps = None

    def _fetch(self, url: str) -> Document:
        self._serve()
        assert self._steps is not None, "nothing is fetched before there are steps"
        return self._steps.fetcher(url)

    def _serve(self, leave: int = 0) -> None:
        """Answer what is asked of the chunks that are held, but for so many."""
        if self._serving:  # a record that is being parsed asks for a further document
            return
        assert self._steps is not None or not self._held, "nothing is held before there are steps"
        self._serving = True
        try:
            while len(self._held) > leave:
                parse, excerpts = receive(self._in)
                found = self._steps.answer(self._held.popleft(), parse, excerpts)  # type: ignore[union-attr]
                # Plain tuples are packed in a fraction of the time.
                send(self._out, ("answers", [(place, tuple(answer)) for place, answer in found.items()]))
        finally:
            self._serving = False


if __name__ == "__main__":
    main()
