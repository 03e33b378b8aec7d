"""Way in: Moodle's REST web service, ``core_course_get_courses`` and ``core_course_get_courses_by_field``.

Takes the answer apart and says what is wrong where Moodle answers with an error (with HTTP 200). What a course becomes is in
``moodle_course``. ``docs/formats.md`` has the table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from django.utils.translation import gettext_lazy

from opinovi_wagtail.telling import gettext as _

from .. import raw_json
from ..base import LICENCE, Authorization, Cause, Fetch, Format, FormatError, Options, Question, RawRecord
from ..notes import Notes
from ..questions import LANGUAGE
from ..words import clean_text, line
from .course import CourseReader, identifier

SERVICE = "/webservice/rest/server.php"
FRONT_PAGE = "1"  # the course that Moodle makes of the front page of a site (SITEID)


class Moodle(Format):
    """Moodle. Options: ``language`` (of texts whose language Moodle does not say), ``licence``."""

    name = "moodle"
    label = "Moodle"
    about = gettext_lazy(
        "The courses of a Moodle site. Whoever runs the Moodle site makes a web service with the function"
        " core_course_get_courses and a token for it (Site administration, Server, Web services)."
    )
    example = (
        "https://moodle.example.fi/webservice/rest/server.php"
        "?wsfunction=core_course_get_courses&moodlewsrestformat=json"
    )
    questions: ClassVar[tuple[Question, ...]] = (
        LANGUAGE,
        LICENCE,
    )
    secrets: ClassVar[tuple[Question, ...]] = (
        Question(
            "token",
            gettext_lazy("Access token"),
            gettext_lazy("The token of the web service (wstoken). Never write it into the address."),
            kind="secret",
            needed=True,
        ),
    )

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        self.complete = True

    @classmethod
    def lacking(cls, url: str, answered: Collection[str]) -> tuple[Question, ...]:
        """The token, unless the answer of a web service is kept as a file somewhere else."""
        return super().lacking(url, answered) if _site(url) else ()

    def authorize(self, url: str) -> Authorization:
        """The token, as the parameter in which Moodle expects it."""
        token = self.options.credentials.get("token", "")
        return Authorization(params={"wstoken": token}) if token else Authorization()

    def read(self, url: str, fetch: Fetch) -> Iterator[RawRecord]:
        """Yield a record per course; the front page of the site, which Moodle counts as a course, is passed over."""
        _check_address(url)
        reader = CourseReader(self.options, _site(url))
        answer = raw_json.json_bytes(fetch(url))
        for raw in self._courses(answer):
            remote_id, course_format, visible = _peek(raw)
            if remote_id != FRONT_PAGE and course_format != "site":
                yield _record(reader, remote_id, raw, hidden=visible in (0, False, "0"))

    def _courses(self, answer: bytes) -> list[bytes]:
        if raw_json.is_list(answer):
            courses = raw_json.elements(answer)
        else:
            parts = raw_json.members(answer)
            _refuse_error(parts)
            if not raw_json.is_list(parts.get("courses", b"")):
                raise _no_courses()
            courses = raw_json.elements(parts["courses"])
            total = raw_json.value(parts.get("total"))
            if raw_json.value(parts.get("warnings")) or (isinstance(total, int) and total > len(courses)):
                self.complete = False  # Moodle has left something out
        found = [value for raw in courses[:5] if isinstance(value := raw_json.value(raw), dict)]
        # Users, for example, have an id and a full name as well.
        if found and not any("shortname" in one and "fullname" in one for one in found):
            raise _no_courses()
        return courses


def _record(reader: CourseReader, remote_id: str, raw: bytes, *, hidden: bool) -> RawRecord:
    if hidden:
        return RawRecord(remote_id, raw, lambda: reader.tombstone(remote_id), deleted=True)
    return RawRecord(remote_id, raw, lambda: reader.parse(remote_id, raw))


def _peek(raw: bytes) -> tuple[str, Any, Any]:
    """Identifier, format and visibility of a course."""
    try:
        parts = raw_json.members(raw)
    except FormatError:
        return "", None, None
    return (
        identifier(raw_json.value(parts.get("id"))),
        raw_json.value(parts.get("format")),
        raw_json.value(parts.get("visible")),
    )


def _check_address(url: str) -> None:
    """Refuse an address with a token in it, which would be stored and shown, and one that would bring XML."""
    try:
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        return
    if "wstoken" in {name.strip().lower() for name in query}:
        raise FormatError(
            _(
                "The address contains the access token (wstoken), which others could read there. Take it out of the address"
                " and enter it in the credentials of the source."
            ),
            cause=Cause.ADDRESS,
        )
    if parts.path.endswith(SERVICE) and query.get("moodlewsrestformat") != "json":
        raise FormatError(
            _("Moodle would answer in XML. Add the parameter moodlewsrestformat=json to the address of the source."),
            cause=Cause.ADDRESS,
        )


def _site(url: str) -> str:
    """The address of the Moodle site whose web service is at ``url``; empty where it is at another kind of address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not parts.path.endswith(SERVICE):
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix(SERVICE)}"


_CAUSES = {
    "invalidrecord": Cause.ADDRESS,
    "invalidrecordunknown": Cause.ADDRESS,
    **dict.fromkeys(
        (
            "invalidtoken", "invalidtimedtoken", "invalidiptoken", "accessexception", "nopermissions", "requireloginerror",
        ),
        Cause.ACCESS,
    ),
}  # fmt: skip


def _refuse_error(parts: dict[str, bytes]) -> None:
    """Raise what Moodle says instead of courses; the codes are those of its language files webservice and error."""
    if "exception" not in parts and "errorcode" not in parts:
        return
    code = raw_json.value(parts.get("errorcode"))
    match code:
        case "invalidtoken":
            reason = _("Moodle does not know the access token. Enter the token of its web service in the credentials.")
        case "invalidtimedtoken":
            reason = _("The access token has expired. Ask whoever runs the Moodle site for a new one.")
        case "invalidiptoken":
            reason = _("The access token may not be used from the network address of this site.")
        case "accessexception" | "nopermissions" | "requireloginerror":
            reason = _(
                "The access token does not give the right to read courses. The function has to be part of its web service,"
                " and its user needs the right to view courses."
            )
        case "webservicesnotenabled" | "enablewsdescription" | "servicenotavailable":
            reason = _("The web service of the Moodle site is switched off.")
        case "invalidrecord" | "invalidrecordunknown":
            reason = _("Moodle does not find what the address names. Check the function (wsfunction) in it.")
        case "sitemaintenance":
            reason = _("The Moodle site is being maintained.")
        case _other:
            reason = _("Moodle answered with an error (%(code)s): %(message)s") % {
                "code": _shown(code) or "–",
                "message": _shown(raw_json.value(parts.get("message"))) or "–",
            }
    raise FormatError(reason, cause=_CAUSES.get(code, Cause.THEIRS) if isinstance(code, str) else Cause.THEIRS)


def _shown(value: Any) -> str:
    return line(clean_text(value), "", Notes(), 200) if isinstance(value, str) else ""


def _no_courses() -> FormatError:
    return FormatError(
        _(
            "The document is JSON, but not a list of courses from Moodle. Use the function"
            " core_course_get_courses or core_course_get_courses_by_field."
        )
    )
