"""Text in several languages as Moodle's filters write it, taken apart by language.

The filters are core *multilang*, ``<span lang="fi" class="multilang">…</span>``, and the plugin *multilang2*,
``{mlang fi}…{mlang}`` with ``{mlang fi,sv}`` and ``{mlang other}``. What stands outside the blocks is for every language.
"""

from __future__ import annotations

import re

MOST_LANGUAGES = 12  # in one text; more than that is no text for people

_TOKEN = re.compile(
    r"<span\b(?P<span>[^>]{0,500})>|(?P<end></span\s*>)|\{mlang(?:[ \t]+(?P<mlang>[^{}]{1,100}))?\}", re.I
)
_LANG = re.compile(r"\blang\s*=\s*[\"']?([a-z]{2,3})(?:[_-][a-z0-9]+)*[\"'\s]", re.I)
_CLASS = re.compile(r"\bclass\s*=\s*[\"']?multilang[\"'\s]", re.I)
_NAME = re.compile(r"(other|[a-z]{2,3})(?:[_-][a-z0-9]+)*\Z", re.I)
OTHER = "other"


def by_language(text: str, language: str) -> dict[str, str]:
    """``text`` by language; all of it is in ``language`` where it has no blocks.

    A block for *other* languages is in ``language`` as well, unless that has a block of its own.
    """
    pieces = _pieces(text)
    named = list(dict.fromkeys(name for names, _piece in pieces for name in names))[:MOST_LANGUAGES]
    if not named:
        return {language: text}
    languages = [name for name in named if name != OTHER]
    if OTHER in named and language not in languages:
        languages.append(language)
    return {
        tag: "".join(
            piece
            for names, piece in pieces
            if not names or tag in names or (OTHER in names and tag == language and tag not in named)
        )
        for tag in languages
    }


def _pieces(text: str) -> list[tuple[tuple[str, ...], str]]:
    """``(languages, text)`` in order; without languages it is common to all of them."""
    found: list[tuple[tuple[str, ...], str]] = []
    languages: tuple[str, ...] = ()  # of the block that is open
    inside, place = 0, 0  # spans that are open inside the block, and how far the text has been taken
    in_span = False
    for token in _TOKEN.finditer(text):
        if in_span:
            if token["span"] is not None:
                inside += 1
            elif token["end"] and inside:
                inside -= 1
            elif token["end"]:
                found.append((languages, text[place : token.start()]))
                languages, in_span, place = (), False, token.end()
            continue
        if token["span"] is not None:
            opened = () if languages else _span_languages(token["span"] + ">")
            if not opened:
                continue
            in_span, inside = True, 0
        elif token["end"]:
            continue
        else:
            opened = _names(token["mlang"] or "")
        found.append((languages, text[place : token.start()]))
        languages, place = opened, token.end()
    found.append((languages, text[place:]))
    return [(names, piece) for names, piece in found if piece]


def _span_languages(attributes: str) -> tuple[str, ...]:
    language = _LANG.search(attributes.replace(">", " "))
    return (language[1].lower(),) if language and _CLASS.search(attributes.replace(">", " ")) else ()


def _names(text: str) -> tuple[str, ...]:
    return tuple(known[1].lower() for name in text.split(",") if (known := _NAME.match(name.strip())))
