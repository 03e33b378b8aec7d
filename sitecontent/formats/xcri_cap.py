"""Way in: XCRI-CAP 1.2, the XML of British course catalogues, as the example of a format that a site brings itself.

A course becomes a course, a presentation a run (http://www.xcri.co.uk/xcri-cap-1.2.html). What an element means is told by its
local name, because catalogues differ in their namespaces and in upper and lower case.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, TreeBuilder, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser, iterparse
from django.utils.translation import gettext_lazy

from opinovi_wagtail.catalogues import questions as shared
from opinovi_wagtail.catalogues.base import LICENCE, Fetch, Format, FormatError, RawRecord
from opinovi_wagtail.catalogues.words import clean_text
from opinovi_wagtail.record import Course
from opinovi_wagtail.telling import gettext as _

from .xcri_course import LANGUAGE, CourseReader, identifier, local_name

NAMESPACE = "http://xcri.org/profiles/1.2/catalog"
DEEPEST = 64  # levels of elements
_COURSE = ["catalog", "provider", "course"]
DELETED = "3"  # recstatus; 1 is added, 2 is updated
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
# Where one of these is declared and the bytes are not UTF-8, they are Windows-1252 in fact.
_MISTAKEN = ("", "utf-8", "utf8", "utf-16", "utf16", "us-ascii", "iso-8859-1")


class XcriCap(Format):
    """XCRI-CAP. Options: ``language`` (of texts without ``xml:lang``), ``licence``."""

    name = "xcri-cap"
    label = "XCRI-CAP"
    about = gettext_lazy(
        "Course management systems publish the catalogue at an address of its own, which mostly ends in .xml. Ask the"
        " provider for the XCRI-CAP 1.2 feed."
    )
    example = "https://www.example.ac.uk/xcri/courses.xml"
    questions = (
        shared.LANGUAGE,
        LICENCE,
    )

    def read(self, url: str, fetch: Fetch) -> Iterator[RawRecord]:
        """Yield a record per course; one course at a time is in memory. A catalogue that breaks off raises at the end."""
        reader = CourseReader(self.options)
        with fetch(url).stream as stream:
            parser = XMLParser(target=TreeBuilder(), encoding=_encoding(stream))
            try:
                yield from self._courses(reader, iterparse(stream, ("start", "end"), parser=parser))
            except DefusedXmlException:
                raise FormatError(_("The document defines entities, which is not allowed in a catalogue.")) from None
            except ParseError as error:
                raise FormatError(
                    _("The document is not valid XML from here on: %(reason)s") % {"reason": error}
                ) from None

    def _courses(self, reader: CourseReader, events: Iterator[tuple[str, Element]]) -> Iterator[RawRecord]:
        path: list[Element] = []
        deepest = 0
        for event, element in events:
            if event == "start":
                path.append(element)
                deepest = max(deepest, len(path))
                if len(path) == 1:
                    _check(element)
                if element.get("recstatus"):
                    self.complete = False  # a list of changes says nothing about what it leaves out
                continue
            path.pop()
            is_course = [local_name(one) for one in (*path, element)] == _COURSE if len(path) == 2 else False
            if is_course:
                yield _record(reader, element, path, deepest)
            if is_course or len(path) == 1:
                path[-1].remove(element)  # what has been read is forgotten
                deepest = 0


def _record(reader: CourseReader, course: Element, path: list[Element], deepest: int) -> RawRecord:
    remote_id = identifier(course)
    if deepest > DEEPEST:
        return RawRecord(remote_id, b"", _too_deep)
    if DELETED in (course.get("recstatus"), path[1].get("recstatus")):
        return RawRecord(remote_id, tostring(course), lambda: Course(remote_id=remote_id, deleted=True), deleted=True)
    language = next((told for element in (course, path[1], path[0]) if (told := element.get(LANGUAGE))), "")
    provider = reader.provider(path[1], language)
    course.set(LANGUAGE, language)
    raw = tostring(course)
    # The bytes that decide whether a course has changed hold everything that the course is made of.
    return RawRecord(remote_id, repr(provider).encode() + raw, lambda: reader.course(remote_id, raw, provider))


def _too_deep() -> Course:
    raise ValueError(_("The record is nested more than %(limit)d levels deep.") % {"limit": DEEPEST})


def _check(root: Element) -> None:
    if root.tag != f"{{{NAMESPACE}}}catalog":
        raise FormatError(
            _("The document is XML, but not a catalogue in XCRI-CAP 1.2. Its first element is %(name)s.")
            % {"name": clean_text(root.tag)[:100]}
        )


def _encoding(stream: BinaryIO) -> str | None:
    """The encoding that the bytes are in, whatever they declare; nothing where the declaration is all there is to go by.

    Raises ``FormatError`` where the document does not even begin like XML.
    """
    start = stream.read(512)
    stream.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in start[:4]:
        return None
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if not text:
        raise FormatError(_("The document is empty."))
    if text[:1] != b"<" or text[:5].lower() == b"<html" or text[:14].lower() == b"<!doctype html":
        raise FormatError(_("The document is not XML. Perhaps the address leads to a login page or an error page."))
    if _is_utf8(stream):
        return "utf-8"
    declared = _DECLARED.match(text)
    name = declared[1].decode("ascii").lower() if declared else ""
    return "windows-1252" if name in _MISTAKEN else None


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := stream.read(65_536):
            decoder.decode(piece)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True
