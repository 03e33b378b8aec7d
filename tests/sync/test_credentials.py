"""Credentials of sources: encrypted at rest, rotated, absent wherever a source is shown or told of."""

from __future__ import annotations

import io
import json
import re

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command

from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.sync import credentials
from opinovi_wagtail.sync.credentials import CredentialsError, credentials_of, new_key, rotate, seal, unseal
from tests.factories import make_source

pytestmark = pytest.mark.django_db
SECRET = {"token": "t0p-s3cret"}


@pytest.fixture
def keys(settings):
    """Sets the keys of the site."""

    def set_keys(*given):
        settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "CREDENTIALS_KEYS": given}

    set_keys(new_key())
    return set_keys


def test_what_is_sealed_is_not_readable_and_comes_back(keys):
    sealed = seal(SECRET)
    assert "s3cret" not in sealed and "token" not in sealed
    assert unseal(sealed) == SECRET
    assert seal(SECRET) != sealed, "equal credentials do not look equal"


@pytest.mark.parametrize("nothing", [{}, {"token": ""}])
def test_no_credentials_are_no_text(keys, nothing):
    assert seal(nothing) == ""


def test_another_key_opens_nothing(keys):
    sealed = seal(SECRET)
    keys(new_key())
    with pytest.raises(CredentialsError, match="cannot be decrypted"):
        unseal(sealed)


@pytest.mark.parametrize("damage", [lambda text: text[:-4] + "AAAA", lambda _text: "nonsense", lambda _text: "ä"])
def test_a_damaged_value_is_an_error_with_a_sentence(keys, damage):
    with pytest.raises(CredentialsError):
        unseal(damage(seal(SECRET)))


def test_keys_are_rotated_without_a_moment_in_which_nothing_opens(keys):
    old, new = new_key(), new_key()
    keys(old)
    source = make_source(credentials_sealed=seal(SECRET))
    make_source()
    keys(new, old)
    assert credentials_of(source) == SECRET
    assert rotate() == 1
    keys(new)
    assert credentials_of(CatalogueSource.objects.get(pk=source.pk)) == SECRET


@pytest.mark.parametrize(("given", "said"), [((), "has no key"), (("short",), "is none")])
def test_a_site_without_a_fit_key_is_told_what_to_do(keys, given, said):
    keys(*given)
    assert not credentials.available()
    with pytest.raises(CredentialsError, match=said) as error:
        seal(SECRET)
    assert "opinovi_credentials --new-key" in str(error.value)


def test_a_source_never_tells_its_credentials(keys):
    source = make_source(credentials_sealed=seal(SECRET))
    assert "s3cret" not in f"{source!r} {source} {serializers.serialize('json', [source])} {vars(source)}"


def test_the_command_makes_a_key_that_fits(keys):
    out = io.StringIO()
    call_command("opinovi_credentials", "--new-key", stdout=out)
    assert re.fullmatch(r"[\w-]{43}=\n", out.getvalue())
    keys(out.getvalue().strip())
    assert credentials.available()


def test_the_command_sets_credentials_from_its_input_and_repeats_none(keys, monkeypatch):
    source = make_source(format="csv")
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(SECRET)))
    call_command("opinovi_credentials", "--set", source.slug, stdout=out)
    assert credentials_of(CatalogueSource.objects.get(pk=source.pk)) == SECRET
    assert "s3cret" not in out.getvalue()
    monkeypatch.setattr("sys.stdin", io.StringIO("{}"))
    call_command("opinovi_credentials", "--set", source.slug, stdout=out)
    assert CatalogueSource.objects.get(pk=source.pk).credentials_sealed == ""


@pytest.mark.parametrize(
    ("slug", "text", "said"),
    [("nobody", "{}", "nobody"), ("known", "[", "JSON"), ("known", '{"tokken": "x"}', "tokken")],
)
def test_the_command_explains_what_it_cannot_do(keys, monkeypatch, slug, text, said):
    make_source(slug="known", format="csv")
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    with pytest.raises(CommandError, match=said):
        call_command("opinovi_credentials", "--set", slug)


def test_the_command_rotates(keys):
    make_source(credentials_sealed=seal(SECRET))
    out = io.StringIO()
    call_command("opinovi_credentials", "--rotate", stdout=out)
    assert "1" in out.getvalue()
