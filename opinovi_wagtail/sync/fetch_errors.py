"""What can go wrong while a feed is fetched; each error's text is a sentence for an administrator, free of secrets."""

from __future__ import annotations

from typing import ClassVar

from opinovi_wagtail.catalogues.base import Cause, FetchError, NotFollowed

__all__ = [
    "AddressRefused",
    "BrokenOff",
    "FetchError",
    "HttpStatus",
    "NotFollowed",
    "NotModified",
    "RetryLater",
    "TooLarge",
    "TooManyPages",
    "TooManyRedirects",
    "TooSlow",
    "Unreachable",
]


class AddressRefused(FetchError):
    """The address, or what it leads to, must not be asked: its scheme, port, password or network is not allowed."""

    usual_cause: ClassVar[Cause] = Cause.ADDRESS


class Unreachable(FetchError):
    """No connection came about: the name is unknown, nobody answers, or the certificate is not valid."""

    usual_cause: ClassVar[Cause] = Cause.ADDRESS


class BrokenOff(FetchError):
    """The response ended too early or was not HTTP."""


class TooSlow(FetchError):
    """The whole response did not come within the time allowed for it."""


class TooLarge(FetchError):
    """The response is larger, once unpacked, than is allowed."""


class TooManyRedirects(FetchError):
    """One redirect led to the next."""


class TooManyPages(FetchError):
    """The feed has more pages than are allowed, or shows one of them twice."""


class NotModified(FetchError):
    """The server says that nothing has changed since the last fetch (304). Not a failure: the run ends here."""


_CAUSES = {
    **dict.fromkeys((401, 403, 407), Cause.ACCESS),
    **dict.fromkeys((404, 410), Cause.ADDRESS),
}


class HttpStatus(FetchError):
    """The server answered with an error; ``status`` is its code."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message, cause=_CAUSES.get(status))
        self.status = status


class RetryLater(HttpStatus):
    """The server asks to be left alone for ``seconds`` (429, 503); None when it does not say for how long."""

    def __init__(self, message: str, status: int, seconds: int | None) -> None:
        super().__init__(message, status)
        self.seconds = seconds
