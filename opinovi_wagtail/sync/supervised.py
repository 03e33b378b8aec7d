"""Starts the process that reads a feed and watches over it: a parser that dies, spins or swallows memory ends the run only."""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from opinovi_wagtail.catalogues.base import FormatError
from opinovi_wagtail.conf import conf
from opinovi_wagtail.telling import gettext as _

from .fetch_errors import FetchError, NotModified, RetryLater
from .frames import receive, send
from .reading import Answer, Errand, Progress, Reading, ReadingHere, Sighted

logger = logging.getLogger(__name__)

NEAR = 0.05  # seconds within which the next chunk of a fast feed comes
WAKE = 2.0  # seconds between two looks at the clock while nothing comes
# What of the environment a reader is given: nothing with a password in it.
_ENVIRONMENT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)
_SETTINGS = (
    "ALLOWED_INTERNAL_HOSTS", "CATALOGUE_FORMATS", "FETCH_MAX_BYTES", "FETCH_MAX_PAGES", "FETCH_TIMEOUT", "LANGUAGES",
    "TIME_ZONE",
)  # fmt: skip


class ReaderDied(Exception):
    """The process that reads the feed ended without having said why."""


def reading(errand: Errand, patience: Callable[[], None] | None = None) -> Reading:
    """A reading of ``errand``, in a process of its own unless ``SYNC_READS_IN_CHILD`` is off.

    ``patience`` is called again and again while there is nothing to do but wait; what it raises ends the reading.
    """
    if conf.SYNC_READS_IN_CHILD and os.name == "posix":
        return ReadingInChild(errand, patience=patience)
    return ReadingHere(errand, patience=patience)


@dataclass(slots=True)
class ReadingInChild(Reading):
    """Reads in a child process. ``patience`` is called every two seconds at the latest while nothing comes."""

    patience: Callable[[], None] | None = None
    _process: Any = None
    _waiting: deque[tuple[Any, ...]] = field(
        default_factory=deque
    )  # chunks that came before the answers of the last one
    _ended: bool = False

    def __enter__(self) -> ReadingInChild:
        command = [_python(), "-m", "opinovi_wagtail.sync.child"]
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(path or os.getcwd() for path in sys.path)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
            send(self._process.stdin, self._order())
        except OSError as error:
            self._stop()
            raise ReaderDied(
                _("The program that reads the feed could not be started (%(reason)s).")
                % {"reason": error.strerror or error}
            ) from None
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop()

    def _order(self) -> dict[str, Any]:
        return {
            "errand": self.errand,
            "memory": conf.SYNC_READER_MEMORY_MB * 1_000_000,
            # A little more than the run has: the run ends it before, unless the run itself is gone.
            "seconds": conf.SYNC_RUN_MINUTES * 60 + 60,
            "language": get_language() or "en",
            "settings": {
                "OPINOVI_WAGTAIL": {name: getattr(conf, name) for name in _SETTINGS},
                "LANGUAGE_CODE": settings.LANGUAGE_CODE,
                "LANGUAGES": [(code, str(name)) for code, name in settings.LANGUAGES],
                "LOCALE_PATHS": [*map(str, settings.LOCALE_PATHS), str(Path(__file__).parents[1] / "locale")],
                "TIME_ZONE": settings.TIME_ZONE,
                "USE_TZ": True,
            },
        }

    def _stop(self) -> None:
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.kill()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                stream.close()
        process.wait()

    def chunk(self) -> list[Sighted] | None:
        if self._ended:
            return None
        kind, *told = self._waiting.popleft() if self._waiting else self._frame()
        self._note(told[-1])
        if kind == "end":
            self._ended = True
            return None
        return [Sighted(*sighted) for sighted in told[0]]

    def is_near(self) -> bool:
        return bool(self._waiting) or bool(select.select([self._process.stdout], [], [], NEAR)[0])

    def ask(self, parse: Sequence[int], excerpts: Sequence[int] = ()) -> None:
        try:
            send(self._process.stdin, (list(parse), list(excerpts)))
        except OSError:
            raise self._died() from None

    def answers(self) -> dict[int, Answer]:
        while (frame := self._frame())[0] != "answers":
            self._waiting.append(frame)
        _kind, found = frame
        return {place: Answer(*answer) for place, answer in found}

    def _note(self, now: Progress) -> None:
        for name in Progress.__slots__:
            setattr(self.progress, name, getattr(now, name))

    def _frame(self) -> tuple[Any, ...]:
        """The next chunk, answers or end; raises what the child met."""
        try:
            frame: tuple[Any, ...] = receive(self._process.stdout, self._wait)
        except (EOFError, OSError):
            raise self._died() from None
        if frame[0] not in ("chunk", "answers", "end"):
            raise self._met(*frame)
        return frame

    def _met(self, kind: str, *told: Any) -> Exception:
        """The error that ended the reading, as the child tells it."""
        if kind == "memory":
            return ReaderDied(
                _("Reading the feed took more than %(limit)d megabytes of memory, so it was stopped.")
                % {"limit": conf.SYNC_READER_MEMORY_MB}
            )
        if kind == "os error":
            logger.error("The feed could not be read: %s", told[1])
            return OSError(told[0], "the reader of the feed")
        if kind == "fault":
            logger.error("The format %s failed while reading: %s", self.errand.format, told[1])
            return ReaderDied(
                _("The run met an unexpected error (%(reason)s). The log has the details.") % {"reason": told[0]}
            )
        if told[-1] is not None:
            self._note(told[-1])
        match kind:
            case "not modified":
                return NotModified(told[0])
            case "retry later":
                return RetryLater(told[0], told[1], told[2])
            case "format error":
                return FormatError(told[0], cause=told[1])
        return FetchError(told[0], cause=told[1])

    def _wait(self) -> None:
        """Until something comes; ``patience`` is asked in the meantime."""
        while not select.select([self._process.stdout], [], [], WAKE)[0]:
            if self.patience is not None:
                self.patience()

    def _died(self) -> ReaderDied:
        self._process.kill()
        status = self._process.wait()
        if status < 0:
            with_name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
            if with_name == "SIGALRM":
                return ReaderDied(_("Reading the feed took too long, so it was stopped."))
            return ReaderDied(
                _("The program that reads the feed died (%(reason)s). A part of the feed may be malicious or broken.")
                % {"reason": with_name}
            )
        return ReaderDied(_("The program that reads the feed stopped without a word. The log has the details."))


def _python() -> str:
    """The interpreter; inside some servers ``sys.executable`` is the server itself."""
    if "python" in Path(sys.executable or "").name.lower():
        return sys.executable
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python3")
    return str(Path(sys.prefix) / folder / name)
