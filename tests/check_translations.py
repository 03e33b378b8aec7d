"""`python -m tests.check_translations`: catalogues say what the sources say, completely, in Finnish and in Swedish.

For the plugin and for the reference site: every .po holds exactly the texts of the sources, each translated and none
fuzzy, with placeholders that the text has; every .mo says what its .po says. Needs no GNU gettext: Django turns
templates into gettext calls, Babel reads these and Python.
"""

import gettext
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("fi", "sv")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)|(?<!\{)\{(\w+)\}(?!\})")

# Context, text, plural text; what is absent is empty.
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Domain:
    """One set of catalogues and the sources whose texts it holds."""

    locale: Path
    sources: tuple[Path, ...]


DOMAINS = (
    Domain(ROOT / "opinovi_wagtail" / "locale", (ROOT / "opinovi_wagtail",)),
    Domain(ROOT / "locale", (ROOT / "sitecontent", ROOT / "tasks")),
)


def texts_of(domain: Domain) -> dict[Key, str]:
    """Every translatable text of the sources, with the first place where it stands."""
    found: dict[Key, str] = {}
    for source in domain.sources:
        for path in sorted(source.rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and path.is_file():
                for line, key in texts_in(path):
                    found.setdefault(key, f"{shown(path)}:{line}")
    # A text that stands alone somewhere and as a singular elsewhere is one message.
    counted = {(context, single) for context, single, plural in found if plural}
    return {key: place for key, place in found.items() if key[2] or key[:2] not in counted}


def texts_in(path: Path) -> Iterator[tuple[int, Key]]:
    code = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # The calls that Django makes of a template are no whole Python program: its indentation means nothing.
        code = "\n".join(line.lstrip() for line in templatize(code, origin=str(path)).split("\n"))
    for line, text, _comments, context in extract("python", io.BytesIO(code.encode("utf-8")), KEYWORDS):
        single, plural = text if isinstance(text, tuple) else (text, "")
        if single:
            yield line, (context or "", single, plural or "")


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def key_of(message: Message) -> Key:
    single, plural = message.id if isinstance(message.id, (tuple, list)) else (message.id, "")
    # Babel answers the contexts of a .mo as bytes.
    context = message.context.decode() if isinstance(message.context, bytes) else message.context
    return (context or "", single, plural)


def forms_of(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)


def problems_of(domain: Domain) -> Iterator[str]:
    wanted = texts_of(domain)
    for language in LANGUAGES:
        po = domain.locale / language / "LC_MESSAGES" / "django.po"
        if not po.exists():
            if wanted:
                yield f"{shown(po)} is missing."
            continue
        with po.open("rb") as file:
            catalog = read_po(file, locale=language)
        yield from stale(catalog, wanted, po)
        yield from unfinished(catalog, po)
        yield from uncompiled(catalog, po)


def stale(catalog: Catalog, wanted: dict[Key, str], po: Path) -> Iterator[str]:
    held = {key_of(message) for message in catalog if message.id}
    for key in wanted.keys() - held:
        yield f"{shown(po)}: lacks {key[1]!r} from {wanted[key]}."
    for key in held - wanted.keys():
        yield f"{shown(po)}: {key[1]!r} stands in no source any more."


def unfinished(catalog: Catalog, po: Path) -> Iterator[str]:
    for message in catalog:
        if not message.id:
            continue
        name = f"{shown(po)}: {key_of(message)[1]!r}"
        if message.fuzzy:
            yield f"{name} is fuzzy."
        forms = forms_of(message)
        if not all(forms) or (message.pluralizable and len(forms) != catalog.num_plurals):
            yield f"{name} is not translated."
            continue
        allowed = placeholders(" ".join(key_of(message)[1:]))
        for form in forms:
            if not placeholders(form) <= allowed or (not message.pluralizable and placeholders(form) != allowed):
                yield f"{name} has other placeholders than its translation {form!r}."


def placeholders(text: str) -> set[str]:
    return {found[1] or found[2] for found in PLACEHOLDER.finditer(text)}


def uncompiled(catalog: Catalog, po: Path) -> Iterator[str]:
    mo = po.with_suffix(".mo")
    if not mo.exists():
        yield f"{shown(mo)} is missing; run python -m tests.check_translations --compile"
        return
    with mo.open("rb") as file:
        compiled = {key_of(message): forms_of(message) for message in read_mo(file) if message.id}
    with mo.open("rb") as file:
        # What Django reads it with, so a file that Babel alone understands is found here.
        gettext.GNUTranslations(file)
    if compiled != {key_of(message): forms_of(message) for message in catalog if message.id and not message.fuzzy}:
        yield f"{shown(mo)} is older than its .po; run python -m tests.check_translations --compile"


def compile_all() -> None:
    """Writes every .mo anew from its .po."""
    for domain in DOMAINS:
        for po in sorted(domain.locale.glob("*/LC_MESSAGES/*.po")):
            compile_one(po)


def compile_one(po: Path) -> None:
    with po.open("rb") as file:
        catalog = read_po(file, locale=po.parts[-3])
    with po.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def main() -> None:
    if "--compile" in sys.argv[1:]:
        compile_all()
        return
    problems = [problem for domain in DOMAINS for problem in problems_of(domain)]
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(f"{len(problems)} things to do in the translations.")
    print("Translations are complete.")


if __name__ == "__main__":
    main()
