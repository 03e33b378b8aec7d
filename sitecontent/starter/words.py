"""What a page of the starter content says in one language, and the blocks of its body; nothing of how it is stored."""

from __future__ import annotations

from dataclasses import dataclass, field

HEADING, TEXT, PICTURE = "heading", "text", "image"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body. ``said`` is a heading, HTML, or the name of a picture."""

    kind: str
    said: str
    decorative: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """One language of a page or row. ``more`` are further fields of the page by name, such as ``notice``."""

    title: str
    summary: str
    body: tuple[Block, ...] = ()
    more: dict[str, str] = field(default_factory=dict)

    @property
    def html(self) -> str:
        """The body as rows hold it: headings and text."""
        parts = {HEADING: "<h3>{}</h3>", TEXT: "{}"}
        return "".join(parts[block.kind].format(block.said) for block in self.body if block.kind in parts)


def heading(text: str) -> Block:
    return Block(HEADING, text)


def text(*paragraphs: str) -> Block:
    """Paragraphs; what begins with a tag is taken as it is."""
    return Block(TEXT, "".join(each if each.startswith("<") else f"<p>{each}</p>" for each in paragraphs))


def points(*items: str) -> str:
    """A list of points for ``text``."""
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def steps(*items: str) -> str:
    """A numbered list for ``text``."""
    return f"<ol>{''.join(f'<li>{item}</li>' for item in items)}</ol>"


def picture(name: str, *, decorative: bool = False) -> Block:
    """A picture of the starter content; its alternative text is that of the page's language, or none."""
    return Block(PICTURE, name, decorative)
