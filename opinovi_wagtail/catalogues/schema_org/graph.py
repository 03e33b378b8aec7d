"""JSON-LD of one page as a graph of schema.org nodes: names made plain, references joined, the courses and events found.

Follows JSON-LD 1.1 (W3C Recommendation, 16 July 2020) as far as pages use it: ``@graph``, ``@id``, ``@type``, ``@value``,
``@language``, ``@list``, ``@set`` and contexts that stand in the document. A context elsewhere is never fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urljoin

from opinovi_wagtail.telling import gettext as _

from .. import raw_json

# Names are bare (``Course``, ``startDate``), every property is a list, ``@id`` is absolute where the page has an address.
Node = dict[str, Any]
Kind = Literal["course", "program", "instance", "event"]

PROGRAMS = {"EducationalOccupationalProgram", "WorkBasedProgram"}
EVENTS = {
    "Event", "BusinessEvent", "ChildrensEvent", "ComedyEvent", "ConferenceEvent", "DanceEvent", "EducationEvent",
    "EventSeries", "ExhibitionEvent", "Festival", "FoodEvent", "Hackathon", "LiteraryEvent", "MusicEvent",
    "PerformingArtsEvent", "SaleEvent", "ScreeningEvent", "SocialEvent", "SportsEvent", "TheaterEvent",
    "VisualArtsEvent",
}  # fmt: skip
LISTS = {"ItemList", "OfferCatalog"}

# Text that may be in several languages; everything else is a value, an address or a node.
WORDS = {"name", "alternateName", "description", "abstract", "address", "streetAddress", "addressLocality", "category"}
# All that a record is made of. What else a page says may change without the course having changed.
USED = WORDS | {
    "about", "addressCountry", "applicationDeadline", "applicationStartDate", "audience", "audienceType",
    "availability", "availabilityEnds", "availabilityStarts", "byDay", "contentUrl", "courseCode", "courseMode",
    "courseOf", "courseSchedule", "dateModified", "duration", "educationalProgramMode", "endDate",
    "eventAttendanceMode", "eventSchedule", "eventStatus", "hasCourseInstance", "highPrice", "identifier", "image",
    "inLanguage", "isAccessibleForFree", "isInstanceOf", "location", "lowPrice", "maximumAttendeeCapacity",
    "maximumEnrollment", "numberOfCredits", "offers", "organizer", "postalCode", "price", "priceCurrency",
    "priceSpecification", "provider", "remainingAttendeeCapacity", "sdLicense", "startDate", "startTime", "subEvent",
    "timeToComplete", "unitText", "url", "validFrom", "validThrough", "value",
}  # fmt: skip
# Where a page holds the things that it is about, beside its outermost objects.
_HOLDERS = ("mainEntity", "itemListElement", "item", "itemOffered", "makesOffer", "hasOfferCatalog", "event")
_OUTER = ("courseOf", "isInstanceOf", "about")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,2}\Z")
_SCHEMA = re.compile(r"https?://(?:www\.)?schema\.org/")
_MOST_NODES = 1_000  # in one record
_MOST_TERMS = 200  # of an inline context
_KEYWORDS = {"@id", "@type", "@value", "@language", "@graph", "@list", "@set", "@context"}


@dataclass(frozen=True, slots=True)
class Context:
    """What an inline ``@context`` says of the terms below it."""

    base: str = ""
    language: str = ""
    foreign: bool = False  # whether bare names are those of another vocabulary
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """A course, programme, run or event of the page, with everything that belongs to it inside."""

    kind: Kind
    node: Node


class Graph:
    """The nodes of one page at ``address``, whose references are relative to ``base``."""

    def __init__(self, base: str) -> None:
        self._base = base if base.startswith(("http://", "https://")) else ""
        self._roots: list[Node] = []
        self._known: dict[str, Node] = {}
        self._documents = 0

    def add(self, value: dict[str, Any]) -> None:
        """Take in one outermost object. Raises ``ValueError`` with a sentence where it is too deep."""
        self._documents += 1
        self._roots += [one for one in self._normal(value, "", Context(self._base), 0) if isinstance(one, dict)]

    def kinds(self) -> tuple[str, ...]:
        """The types of the outermost objects, for a sentence that says what was found instead of a course."""
        return tuple(dict.fromkeys(name[:60] for root in self._roots for name in root.get("@type", ())))

    def items(self) -> Iterator[Item]:
        """Every course, programme, run and event that the page is about, each once and in order.

        A run or gathering that belongs to a course or event of the page is inside it, and no item of its own.
        """
        found = {id(self._whole(node)): self._whole(node) for node in self._held(self._roots)}
        own = [(kind, node) for node in found.values() if (kind := kind_of(node))]
        courses = {node["@id"]: node for kind, node in own if kind in ("course", "program") and node.get("@id")}
        inside: set[int] = set()
        for kind, node in own:
            if kind == "instance":
                outer = next((courses[i] for i in self._ids(node, _OUTER) if i in courses), None)
                if outer is not None and not self._lists(outer, "hasCourseInstance", node):
                    outer.setdefault("hasCourseInstance", []).append(node)
        for _kind, node in own:
            parts = (part for name in ("hasCourseInstance", "subEvent") for part in node.get(name, ()))
            inside |= {id(self._whole(part)) for part in parts if isinstance(part, dict)} - {id(node)}
        for kind, node in own:
            if id(node) not in inside:
                yield Item(kind, self._resolved(node))

    def pages(self) -> Iterator[str]:
        """The addresses that lists of the page point to (``ItemList`` with ``url``), as they are written."""
        for node in self._held(self._roots):
            whole = self._whole(node)
            if not LISTS & set(whole.get("@type", ())):
                continue
            for entry in whole.get("itemListElement", ()):
                if isinstance(entry, str):
                    yield entry
                elif isinstance(entry, dict):
                    yield from self._addresses(self._whole(entry))

    def _addresses(self, entry: Node) -> Iterator[str]:
        things = [self._whole(one) for one in entry.get("item", ()) if isinstance(one, dict)]
        if any(kind_of(one) for one in (entry, *things)):
            return
        candidates: list[Any] = [*entry.get("url", ()), *(one for one in entry.get("item", ()) if isinstance(one, str))]
        for one in things:
            candidates += [*one.get("url", ()), one.get("@id")]
        for value in candidates:
            address = value.get("@id") if isinstance(value, dict) else value
            if isinstance(address, str) and address and not address.startswith("_:"):
                yield address
                return

    def _held(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """``nodes`` and what they hold. Lists of crumbs hold the way to the page, not what is on it."""
        waiting = list(nodes)[::-1]
        seen: set[int] = set()
        while waiting:
            node = waiting.pop()
            whole = self._whole(node)
            if id(whole) in seen:
                continue
            seen.add(id(whole))
            yield node
            if "BreadcrumbList" in whole.get("@type", ()):
                continue
            held = [one for name in _HOLDERS for one in whole.get(name, ()) if isinstance(one, dict)]
            # A part of a programme that has no page of its own is not offered on its own.
            held += [
                one for one in whole.get("hasCourse", ()) if isinstance(one, dict) and _is_offered(self._whole(one))
            ]
            waiting += held[::-1]

    def _whole(self, node: Node) -> Node:
        return self._known.get(node.get("@id", ""), node)

    def _ids(self, node: Node, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            for value in node.get(name, ()):
                identity = value.get("@id") if isinstance(value, dict) else value
                if isinstance(identity, str):
                    yield identity

    def _lists(self, outer: Node, name: str, node: Node) -> bool:
        return any(self._whole(one) is node for one in outer.get(name, ()) if isinstance(one, dict))

    def _normal(self, value: Any, name: str, context: Context, depth: int) -> Iterator[Any]:
        if depth > raw_json.DEEPEST:
            raise ValueError(_("The record is nested more than %(limit)d levels deep.") % {"limit": raw_json.DEEPEST})
        if isinstance(value, list):
            for one in value:
                yield from self._normal(one, name, context, depth + 1)
        elif isinstance(value, dict):
            yield from self._normal_object(value, name, context, depth)
        elif isinstance(value, str) and context.language and name in WORDS:
            yield {"@value": value, "@language": context.language}
        elif value is not None:
            yield value

    def _normal_object(self, value: dict[str, Any], name: str, context: Context, depth: int) -> Iterator[Any]:
        if "@context" in value:
            context = _context(value["@context"], context)
        terms = [(_term(key, context), one) for key, one in value.items()]
        found = dict(terms)
        if "@value" in found:
            language = found.get("@language") or context.language
            if isinstance(language, str) and language and isinstance(found["@value"], str):
                yield {"@value": found["@value"], "@language": language}
            else:
                yield from self._normal(found["@value"], "", context, depth + 1)
            return
        for wrapping in ("@list", "@set"):
            if wrapping in found:
                yield from self._normal(found[wrapping], name, context, depth + 1)
                return
        if name in WORDS and value and all(isinstance(key, str) and _LANGUAGE.match(key) for key in value):
            for language, said in value.items():
                for text in said if isinstance(said, list) else [said]:
                    if isinstance(text, str):
                        yield {"@value": text, "@language": language}
            return
        yield self._node(terms, found, context, depth)

    def _node(self, terms: list[tuple[str, Any]], found: dict[str, Any], context: Context, depth: int) -> Node:
        node: Node = {}
        identity = self._identity(found.get("@id"), context)
        types = found.get("@type")
        named = [_bare(one, context) for one in (types if isinstance(types, list) else [types]) if isinstance(one, str)]
        if any(named):
            node["@type"] = [one for one in named if one]
        for key, value in terms:
            if key == "@graph":
                self._roots += [one for one in self._normal(value, "", context, depth + 1) if isinstance(one, dict)]
            elif key and key not in _KEYWORDS:
                node.setdefault(key, []).extend(self._normal(value, key, context, depth + 1))
        if identity:
            node["@id"] = identity
            known = self._known.setdefault(identity, node)
            if known is not node:
                _merge(known, node)
        return node

    def _identity(self, value: Any, context: Context) -> str:
        if not isinstance(value, str) or not value.strip():
            return ""
        value = value.strip()
        if value.startswith("_:"):  # names a node of this object only
            return f"_:{self._documents}:{value[2:]}"
        try:
            return urljoin(context.base, value) if context.base else value
        except ValueError:
            return value

    def _resolved(self, node: Node) -> Node:
        """``node`` with all that it refers to inside it, without what no record is made of."""
        left = [_MOST_NODES]

        def inside(one: Node, path: tuple[int, ...]) -> Node:
            whole = self._whole(one)
            left[0] -= 1
            if id(whole) in path or left[0] < 0 or len(path) > 8:
                return {"@id": whole["@id"]} if _is_named(whole) else {}
            found: Node = {}
            for name, values in whole.items():
                if name == "@id":
                    found |= {name: values} if _is_named(whole) else {}
                elif name == "@type":
                    found[name] = values
                elif name in USED:
                    found[name] = [
                        inside(value, (*path, id(whole)))
                        if isinstance(value, dict) and "@value" not in value
                        else value
                        for value in values
                    ]
            return found

        return inside(node, ())


def kind_of(node: Node) -> Kind | None:
    """What a node is to us. Properties that only a course or a run can have tell it where the type does not."""
    types = set(node.get("@type", ()))
    if "Course" in types or (node.get("hasCourseInstance") and types):
        return "course"
    if types & PROGRAMS:
        return "program"
    if "CourseInstance" in types or (types & EVENTS and node.get("courseMode")):
        return "instance"
    return "event" if types & EVENTS else None


def _is_offered(node: Node) -> bool:
    return bool(node.get("url")) or (_is_named(node) and bool(node.get("name")))


def _is_named(node: Node) -> bool:
    return bool(node.get("@id")) and not str(node["@id"]).startswith("_:")


def _merge(known: Node, further: Node) -> None:
    """What ``further`` says of the same thing and ``known`` does not."""
    for name, values in further.items():
        if name == "@type":
            known[name] = list(dict.fromkeys([*known.get(name, ()), *values]))
        elif not known.get(name):
            known[name] = values


def _term(key: Any, context: Context) -> str:
    """The keyword or bare schema.org name that ``key`` stands for; empty where it is of another vocabulary."""
    key = context.names.get(key, key)
    return key if key.startswith("@") else _bare(key, context)


def _bare(name: str, context: Context) -> str:
    name = context.names.get(name, name).strip()
    if match := _SCHEMA.match(name):
        return name[match.end() :]
    prefix, sign, rest = name.partition(":")
    if sign:
        if prefix == "schema" or _SCHEMA.fullmatch(_slashed(context.names.get(prefix, ""))):
            return rest
        return ""
    return "" if context.foreign else name


def _context(value: Any, outer: Context) -> Context:
    context = outer
    bare: bool | None = None
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, str):
            bare = bool(bare) or bool(_SCHEMA.match(_slashed(entry)))
        elif isinstance(entry, dict):
            vocabulary = entry.get("@vocab")
            if isinstance(vocabulary, str):
                bare = bool(_SCHEMA.match(_slashed(vocabulary)))
            context = _inline(entry, context)
    return context if bare is None else replace(context, foreign=not bare)


def _inline(entry: dict[str, Any], outer: Context) -> Context:
    names = dict(outer.names)
    for key, value in entry.items():
        target = value.get("@id") if isinstance(value, dict) else value
        if isinstance(target, str) and not key.startswith("@") and len(names) < _MOST_TERMS:
            names[key] = target
    base, language = entry.get("@base"), entry.get("@language", outer.language)
    try:
        own = urljoin(outer.base, base) if isinstance(base, str) else outer.base
    except ValueError:
        own = outer.base
    safe = own if own.startswith(("http://", "https://")) else outer.base
    return Context(safe, language if isinstance(language, str) else "", outer.foreign, names)


def _slashed(address: str) -> str:
    address = address.strip()
    return address if address.endswith(("/", "#")) else address + "/"
