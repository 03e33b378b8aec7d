"""The process in which a feed is read: ``python -m opinovi_wagtail.sync.child``, started by :mod:`.supervised`.

It gets its errand as the first frame on its standard input and answers in frames; see :mod:`.frames`. It knows neither the
database nor the environment of its parent, may not take more memory than it is told, and ends when its parent does.
"""

from __future__ import annotations

import contextlib
import gc
import os
import traceback
from typing import Any, BinaryIO

from .frames import receive, send


def main() -> None:
    """Read what the first frame asks for."""
    # What a format prints must not get among the frames.
    frames_out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    frames_in = os.fdopen(0, "rb", buffering=0)
    order = receive(frames_in)
    _bind(order["memory"], order["seconds"])
    _set_up(order["settings"], order["language"])
    with contextlib.suppress(BrokenPipeError):  # nobody is waiting any more
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


def _read(errand: Any, frames_in: BinaryIO, frames_out: BinaryIO) -> None:
    from opinovi_wagtail.catalogues.base import FetchError, FormatError
    from opinovi_wagtail.telling import reason_of

    from .fetch_errors import NotModified, RetryLater
    from .reading import Steps

    steps: Steps | None = None

    def serve(steps: Steps, chunk: Any) -> None:
        parse, excerpts = receive(frames_in)
        found = steps.answer(chunk, parse, excerpts)
        # Plain tuples are packed in a fraction of the time.
        send(frames_out, ("answers", [(place, tuple(answer)) for place, answer in found.items()]))

    def progress() -> Any:
        return steps.progress() if steps is not None else None

    try:
        steps = Steps(errand)
        with steps.fetcher:
            for chunk in steps.chunks():
                send(frames_out, ("chunk", [tuple(steps.sight(raw)) for raw in chunk], progress()))
                serve(steps, chunk)
        send(frames_out, ("end", progress()))
    except NotModified as error:
        send(frames_out, ("not modified", reason_of(error), progress()))
    except RetryLater as error:
        send(frames_out, ("retry later", reason_of(error), error.status, error.seconds, progress()))
    except FetchError as error:
        send(frames_out, ("fetch error", reason_of(error), progress()))
    except FormatError as error:
        send(frames_out, ("format error", reason_of(error), progress()))
    except MemoryError:
        steps = None
        send(frames_out, ("memory",))
    except BrokenPipeError:
        raise
    except OSError as error:
        send(frames_out, ("os error", error.errno, traceback.format_exc()))
    except Exception as error:
        # A fault of the format. Its own text may hold anything, so only its kind is for the report.
        send(frames_out, ("fault", type(error).__name__, traceback.format_exc()))


if __name__ == "__main__":
    main()
