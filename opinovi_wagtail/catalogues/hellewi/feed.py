"""Way in: Hellewi, the course system of many Finnish adult education centres (kansalaisopisto); experimental.

No answer of a real server was at hand, only a description of the API: what is not certain is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext_lazy

from opinovi_wagtail.record import Issue
from opinovi_wagtail.telling import gettext as _

from .. import raw_json
from ..base import (
    LICENCE,
    Authorization,
    Cause,
    Document,
    Fetch,
    FetchError,
    Format,
    FormatError,
    NotFollowed,
    Options,
    Question,
    RawRecord,
)
from ..links import host_of
from ..notes import Notes
from ..questions import site_languages
from ..spool import Spool
from .course import CourseReader
from .seats import Seats, course_id, seats
from .token import signed_token

PAGE_SIZE = 100
LANGUAGES = ("fi", "sv", "en")
_ADDRESS = re.compile(r"(?P<base>.*/v1/(?P<tenant>[^/]+))/(?P<language>fi|sv|en)/(?P<what>[^/]+)/?\Z")
_SEATS = "seats"
_MOST_IDS = 100  # in one question for seats
_LARGEST_PAGE = 1_000


def _languages() -> list[tuple[str, str]]:
    return [(code, name) for code, name in site_languages() if code in LANGUAGES]


class Hellewi(Format):
    """Hellewi. Options: ``languages`` (further ones whose words are merged), ``licence``."""

    name = "hellewi"
    label = "Hellewi"
    experimental = True
    about = gettext_lazy(
        "The course system of many adult education centres. The address and the key come from the institution, which asks "
        "its supplier for them."
    )
    example = "https://api.opistopalvelut.fi/v1/opisto/fi/courses"
    questions: ClassVar[tuple[Question, ...]] = (
        Question(
            "languages",
            gettext_lazy("Further languages"),
            gettext_lazy("The address names one language. Choose others whose texts are read as well."),
            kind="choices",
            choices=_languages,
        ),
        LICENCE,
    )
    secrets: ClassVar[tuple[Question, ...]] = (
        Question("kid", gettext_lazy("Key identifier (kid)"), needed=True),
        Question("key", gettext_lazy("Shared key"), kind="secret", needed=True),
    )

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        self._asks_seats = True

    def authorize(self, url: str) -> Authorization:
        """A token for this request only. Raises ``FormatError`` where the key or the institution is not known."""
        known = self.options.credentials
        tenant = _tenant(url)
        if not known.get("kid") or not known.get("key"):
            raise FormatError(
                _("Hellewi asks for a key and its identifier, and the source has none."), cause=Cause.ACCESS
            )
        token = signed_token(key_id=known["kid"], key=known["key"], tenant=tenant)
        return Authorization({"Authorization": f"Bearer {token}"})

    def read(self, url: str, fetch: Fetch) -> Iterator[RawRecord]:
        """Yield a record per course; the languages of a course wait for each other in a temporary file."""
        addresses = self._addresses(url)
        reader = CourseReader(self.options, _tenant(url) if _is_web(url) else "", host_of(url))
        issues: list[Issue] = []
        unnamed = 0
        with Spool() as spool:
            for language, address in addresses.items():
                for page in self._pages(address, fetch):
                    named = [(_id(raw), raw) for raw in page]
                    for identity, raw in named:
                        unnamed += not identity
                        spool.add(identity or f" {unnamed}", f"{language}\n".encode() + raw)
                    if address == next(iter(addresses.values())):
                        self._add_seats(
                            address, [identity for identity, _raw in named if identity], fetch, spool, issues
                        )
            for key, payloads in spool.groups():
                yield self._record(reader, key, payloads, list(addresses), tuple(issues))
                issues.clear()

    def _addresses(self, url: str) -> dict[str, str]:
        """The address of each language, the source's own first. A file is in the language of the host."""
        if not _is_web(url):
            return {self.options.language: url}
        match = _match(url)
        if match["what"] != "courses":
            raise _not_hellewi()
        chosen = self.options.options.get("languages") or ()
        named = re.findall(r"[a-z]+", chosen.lower()) if isinstance(chosen, str) else list(chosen)
        own = match["language"]
        others = [language for language in LANGUAGES if language in named and language != own]
        return {language: _changed(url, f"{match['base']}/{language}/courses") for language in (own, *others)}

    def _pages(self, url: str, fetch: Fetch) -> Iterator[list[bytes]]:
        """The raw courses of each page. ``last`` of the Link header (RFC 8288) tells how many pages there are."""
        limit = _limit(url)
        page, before, announced = 1, None, None
        previous: list[bytes] = []
        while True:
            document = fetch(_changed(url, page=page, limit=limit) if _is_web(url) else url)
            items = _courses(raw_json.json_bytes(document))
            if items and items == previous:
                raise FormatError(_("The feed shows the same page again and again, so reading stopped."))
            previous = items
            yield items
            before, announced = announced, _last_page(document)
            if announced is None:
                # Where a page is full and the server says nothing of further ones, there may be some.
                self.complete = self.complete and len(items) < limit
                return
            if before not in (None, announced) or (not items and page < announced):
                self.complete = False
            if page >= announced or not items:
                return
            page += 1

    def _add_seats(self, url: str, ids: list[str], fetch: Fetch, spool: Spool, issues: list[Issue]) -> None:
        """Ask for the seats of ``ids``. Once it did not work it is not tried again in this run."""
        if not _is_web(url):
            return
        bare = url.partition("?")[0]
        address = _changed(bare, urlsplit(bare).path.rstrip("/").rpartition("/")[0] + "/course-participants")
        for start in range(0, len(ids), _MOST_IDS):
            if not self._asks_seats:
                return
            wanted = ids[start : start + _MOST_IDS]
            try:
                answer = raw_json.value(raw_json.json_bytes(fetch(_changed(address, ids=",".join(wanted)))))
                known = seats(answer)
            except NotFollowed:
                return
            except (FetchError, FormatError) as error:
                self._asks_seats = False
                issues.append(Issue("places", _("The seats could not be fetched: %(reason)s") % {"reason": error}))
            except ValueError:
                self._asks_seats = False
                issues.append(
                    Issue("places", _("The answer about seats is not in a known form, so seats were left out."))
                )
            else:
                for identity in wanted:
                    if found := known.get(identity):
                        spool.add(identity, f"{_SEATS}\n{json.dumps([found.places, found.left])}".encode())

    def _record(
        self, reader: CourseReader, key: str, payloads: list[bytes], languages: list[str], issues: tuple[Issue, ...]
    ) -> RawRecord:
        parts: dict[str, bytes] = {}
        for payload in payloads:
            name, _sign, raw = payload.partition(b"\n")
            if name.decode() in parts:  # the pages shifted while they were read, so another course may have been missed
                self.complete = False
            parts[name.decode()] = raw
        by_language = {language: parts[language] for language in languages if language in parts}
        told = raw_json.value(parts.get(_SEATS))
        remote_id = "" if key.startswith(" ") else key
        return RawRecord(
            remote_id,
            b"\n".join([*by_language.values(), parts.get(_SEATS, b"")]),
            lambda: reader.course(remote_id, by_language, Seats(*told) if told else None),
            issues=issues,
        )


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _tenant(url: str) -> str:
    return unquote(_match(url)["tenant"])


def _match(url: str) -> re.Match[str]:
    try:
        match = _ADDRESS.match(urlsplit(url).path)
    except ValueError:
        match = None
    if not match:
        raise _not_hellewi()
    return match


def _not_hellewi() -> FormatError:
    return FormatError(
        _("The address is not one of Hellewi's courses. It should look like this: %(example)s")
        % {"example": Hellewi.example},
        cause=Cause.ADDRESS,
    )


def _changed(url: str, path: str = "", **query: Any) -> str:
    """``url`` with another path, and with these parameters beside or instead of its own."""
    parts = urlsplit(url)
    own = dict(parse_qsl(parts.query, keep_blank_values=True)) | {name: str(value) for name, value in query.items()}
    return urlunsplit(parts._replace(path=path or parts.path, query=urlencode(own, safe=","), fragment=""))


def _limit(url: str) -> int:
    text = dict(parse_qsl(urlsplit(url).query)).get("limit", "")
    return int(text) if text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= _LARGEST_PAGE else PAGE_SIZE


def _last_page(document: Document) -> int | None:
    """The number of the last page as the server tells it, else that of the next one; None where it tells neither."""
    for relation in ("last", "next"):
        try:
            query = dict(parse_qsl(urlsplit(document.links.get(relation, "")).query))
        except ValueError:
            continue
        text = query.get("page", "")
        if text.isdecimal() and len(text) <= 6:
            return int(text)
    return None


def _courses(page: bytes) -> list[bytes]:
    """The courses of a page: a list, or the only list in an object."""
    if raw_json.is_list(page):
        return raw_json.elements(page)
    lists = [raw for raw in raw_json.members(page).values() if raw_json.is_list(raw)]
    if len(lists) != 1:
        raise FormatError(_("The answer of Hellewi holds no list of courses."))
    return raw_json.elements(lists[0])


def _id(raw: bytes) -> str:
    try:
        return course_id(raw_json.record(raw, Notes()).get("id"))
    except ValueError:
        return ""
