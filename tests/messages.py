"""`python -m tests.messages`: brings every .po up to date with the sources, keeps what is translated, and writes the .mo.

What is new stands in the .po without a translation, to be filled in; what no source says any more is taken out. Needs no
GNU gettext.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tests.check_translations import DOMAINS, LANGUAGES, Domain, compile_one, forms_of, key_of, texts_of

FIRST_DAY = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


def update(domain: Domain, language: str) -> int:
    """Write the catalogue of one language anew; how many texts lack a translation."""
    po = domain.locale / language / "LC_MESSAGES" / "django.po"
    known = translations_in(po, language)
    catalog = Catalog(locale=language, project="opinovi-wagtail", charset="utf-8", fuzzy=False)
    # A date would change the file, and with it the history, without a change of its texts.
    catalog.creation_date = catalog.revision_date = FIRST_DAY
    missing = 0
    for (context, single, plural), place in sorted(texts_of(domain).items(), key=lambda item: (item[1], item[0])):
        forms = known.get((context, single, plural), ())
        missing += not all(forms) or not forms
        path, line = place.rsplit(":", 1)
        string = (forms or ("",) * catalog.num_plurals) if plural else "".join(forms)
        catalog.add(
            (single, plural) if plural else single,
            string,
            locations=[(path, int(line))],
            context=context or None,
            flags=["python-format"] if "%(" in single or "%s" in single else [],
        )
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as file:
        # Line numbers would change with every edit of a source.
        write_po(file, catalog, width=100, include_lineno=False, ignore_obsolete=True)
    return missing


def translations_in(po: Path, language: str) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """What is translated already."""
    if not po.exists():
        return {}
    with po.open("rb") as file:
        return {key_of(message): forms_of(message) for message in read_po(file, locale=language) if message.id}


def main() -> None:
    for domain in DOMAINS:
        if not texts_of(domain):
            continue
        for language in LANGUAGES:
            missing = update(domain, language)
            po = domain.locale / language / "LC_MESSAGES" / "django.po"
            print(f"{po}: {missing} to translate" if missing else f"{po}: complete")
            compile_one(po)


if __name__ == "__main__":
    main()
