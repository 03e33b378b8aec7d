"""The check of translations finds what is stale, unfinished or not compiled."""

from pathlib import Path

import pytest

from tests.check_translations import LANGUAGES, Domain, compile_one, problems_of, texts_in

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
GOOD = (
    HEADER
    + """
msgid "Hello %(name)s"
msgstr "Hei %(name)s"

msgid "%(n)s place left"
msgid_plural "%(n)s places left"
msgstr[0] "%(n)s paikka"
msgstr[1] "%(n)s paikkaa"
"""
)


@pytest.fixture
def domain(tmp_path: Path) -> Domain:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.py").write_text('from django.utils.translation import gettext as _\n\ntext = _("Hello %(name)s")\n')
    (source / "b.html").write_text(
        '{% load i18n %}\n  <p class="it\'s">{% blocktranslate count n=n trimmed %}\n    {{ n }} place left\n'
        "{% plural %}\n   {{ n }} places left\n  {% endblocktranslate %}</p>\n"
    )
    for language in LANGUAGES:
        write(Domain(tmp_path / "locale", ()), language, GOOD)
    return Domain(tmp_path / "locale", (source,))


def write(domain: Domain, language: str, text: str, *, compiled: bool = True) -> None:
    po = domain.locale / language / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(text)
    if compiled:
        compile_one(po)


def test_complete_catalogues_pass(domain: Domain) -> None:
    assert list(problems_of(domain)) == []


def test_missing_catalogue_is_found(domain: Domain) -> None:
    (domain.locale / "sv" / "LC_MESSAGES" / "django.po").unlink()
    assert [problem.split("/")[-3:] for problem in problems_of(domain)] == [
        ["sv", "LC_MESSAGES", "django.po is missing."]
    ]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda po: po.replace('msgid "Hello', 'msgid "Hi'), "lacks 'Hello %(name)s'"),
        (lambda po: po + '\nmsgid "Old"\nmsgstr "Vanha"\n', "'Old' stands in no source"),
        (lambda po: po.replace('msgstr "Hei %(name)s"', 'msgstr ""'), "'Hello %(name)s' is not translated"),
        (
            lambda po: po.replace('msgstr[1] "%(n)s paikkaa"\n', 'msgstr[1] ""\n'),
            "'%(n)s place left' is not translated",
        ),
        (lambda po: po.replace('\nmsgid "Hello', '\n#, fuzzy\nmsgid "Hello'), "'Hello %(name)s' is fuzzy"),
        (lambda po: po.replace("Hei %(name)s", "Hei %(nimi)s"), "other placeholders"),
        (lambda po: po.replace("Hei %(name)s", "Hei"), "other placeholders"),
    ],
    ids=[
        "new text",
        "old text",
        "untranslated",
        "plural untranslated",
        "fuzzy",
        "foreign placeholder",
        "lost placeholder",
    ],
)
def test_what_is_wrong_is_said(domain: Domain, change, complaint: str) -> None:
    write(domain, "fi", change(GOOD))
    assert any(complaint in problem for problem in problems_of(domain))


def test_old_compiled_catalogue_is_found(domain: Domain) -> None:
    write(domain, "fi", GOOD.replace("Hei %(name)s", "Moi %(name)s"), compiled=False)
    assert ["is older than its .po" in problem for problem in problems_of(domain)] == [True]


def test_text_that_is_also_a_singular_is_one_message(domain: Domain) -> None:
    (domain.sources[0] / "c.html").write_text(
        "{% load i18n %}{% blocktranslate %}{{ n }} place left{% endblocktranslate %}"
    )
    assert list(problems_of(domain)) == []


def test_template_texts_are_read_as_django_reads_them(tmp_path: Path) -> None:
    template = tmp_path / "a.html"
    template.write_text('{% load i18n %}\n    {% translate "Open" context "door" %}\n{{ _("Close")|upper }}')
    assert list(texts_in(template)) == [(2, ("door", "Open", "")), (3, ("", "Close", ""))]
