"""What the documents say and show: their code blocks, and the pictures they name."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
THEMING = DOCS / "theming.md"


def code_blocks(document: Path, language: str) -> list[str]:
    """The code blocks of ``document`` that are in ``language``."""
    return re.findall(rf"^```{language}\n(.*?)^```", document.read_text("utf-8"), re.M | re.S)


def pictures_named(document: Path) -> dict[str, str]:
    """The names of the pictures in ``document``, without folder and ending, with what is said for who cannot see them."""
    found = re.findall(r"!\[([^\]]*)\]\(images/([\w.-]+)\.png\)", document.read_text("utf-8"))
    return {name: told for told, name in found}
