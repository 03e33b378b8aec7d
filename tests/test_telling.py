"""Sentences that are kept as what they were made of and said again in the language of whoever reads them."""

from __future__ import annotations

import json
import pickle

import pytest
from django.utils import translation

from opinovi_wagtail.catalogues.base import FormatError
from opinovi_wagtail.telling import Sentence, gettext, ngettext, plain, reason_of, tell


def again(sentence, language):
    """``sentence`` after a stay in the database, read in ``language``."""
    with translation.override(language):
        return tell(json.loads(json.dumps(plain(sentence))))


def test_a_sentence_noticed_in_one_language_is_read_in_another():
    with translation.override("fi"):
        noticed = gettext("Unknown code: %(code)s") % {"code": "x9"}
    assert noticed.endswith("x9") and not noticed.startswith("Unknown")
    assert again(noticed, "en") == "Unknown code: x9"
    assert again(noticed, "sv") not in (noticed, "Unknown code: x9")


@pytest.mark.parametrize(("number", "said"), [(1, "1 row is new."), (3, "3 rows are new.")])
def test_numbers_choose_their_form_in_every_language(number, said):
    with translation.override("sv"):
        noticed = ngettext("%(count)d row is new.", "%(count)d rows are new.", number) % {"count": number}
    assert again(noticed, "en") == said


def test_a_sentence_within_a_sentence_is_said_again_too():
    with translation.override("fi"):
        inner = gettext("The document is empty.")
        outer = gettext("A row of the table cannot be read: %(reason)s") % {"reason": inner}
    assert again(outer, "en") == "A row of the table cannot be read: The document is empty."


def test_a_sentence_survives_the_way_out_of_a_process_and_an_exception():
    with translation.override("fi"):
        error = FormatError(gettext("The document is empty."))
    kept = pickle.loads(pickle.dumps(reason_of(error)))
    assert isinstance(kept, Sentence)
    assert again(kept, "en") == "The document is empty."


def test_other_text_stays_what_it_is():
    assert tell(plain("Nimi\x00 100 %")) == "Nimi� 100 %"
    assert tell(plain(None)) == ""
    assert reason_of(ValueError("plain")) == "plain"


def test_a_translation_that_does_not_fit_its_values_is_not_a_crash(monkeypatch):
    told = plain(gettext("Unknown code: %(code)s") % {"code": "x"})
    monkeypatch.setattr("django.utils.translation.gettext", lambda _text: "%(kode)s")
    assert tell(told) == "Unknown code: x"
    assert tell({"text": "%(a)s", "with": {"b": 1}}) == "%(a)s"
