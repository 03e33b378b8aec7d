"""Words in rows: the field, its form, and the language a visitor gets."""

import pytest
from django import forms
from django.db import models
from django.utils import translation

from opinovi_wagtail.models import Partner, WordsField, all_words, say


class NameForm(forms.ModelForm):
    class Meta:
        model = Partner
        fields = ["name", "description"]


@pytest.mark.parametrize(
    ("words", "language", "text", "said_in"),
    [
        ({"fi": "Ilta", "sv": "Kväll"}, "sv", "Kväll", "sv"),
        ({"fi": "Ilta", "sv": "Kväll"}, "sv-fi", "Kväll", "sv"),
        ({"fi": "Ilta"}, "sv", "Ilta", "fi"),
        ({"sv": "Kväll", "en": "Evening"}, "de", "Kväll", "sv"),
        ({"et": "Õhtu"}, "fi", "Õhtu", "et"),
        ({"fi": "  ", "sv": "Kväll"}, "fi", "Kväll", "sv"),
        ({}, "fi", "", ""),
        (None, "fi", "", ""),
    ],
)
def test_visitor_gets_the_best_language_there_is(words, language, text, said_in):
    said = say(words, language)
    assert (said.text, said.language) == (text, said_in)
    assert bool(said) is bool(text)


def test_migrations_see_a_plain_json_field():
    _name, path, args, kwargs = WordsField(long=True, blank=True).deconstruct()
    assert path == "django.db.models.JSONField"
    assert "long" not in kwargs
    assert isinstance(models.JSONField(*args, **kwargs), models.JSONField)


def test_form_has_one_labelled_input_per_language_in_the_editors_language():
    with translation.override("sv"):
        html = NameForm().as_p()
    assert '<label for="id_name_0">finska</label>' in html.replace("Finska", "finska")
    assert 'id="id_name_0"' in html
    for language in ("fi", "sv", "en"):
        assert f'name="name_{language}"' in html
        assert f'lang="{language}"' in html


def test_languages_that_the_form_does_not_show_are_kept():
    partner = Partner(name={"fi": "Opisto", "et": "Kool"})
    form = NameForm({"name_fi": "Uusi opisto", "name_sv": "", "name_en": ""}, instance=partner)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == {"fi": "Uusi opisto", "et": "Kool"}


def test_emptied_language_is_removed_and_empty_words_are_refused_where_required():
    partner = Partner(name={"fi": "Opisto", "sv": "Institut"})
    form = NameForm({"name_fi": "Opisto", "name_sv": ""}, instance=partner)
    assert form.is_valid()
    assert form.cleaned_data["name"] == {"fi": "Opisto"}
    assert not NameForm({"name_fi": "", "name_sv": "", "name_en": ""}, instance=Partner()).is_valid()


def test_form_knows_whether_words_changed():
    partner = Partner(name={"fi": "Opisto", "et": "Kool"})
    same = NameForm({"name_fi": "Opisto"}, instance=partner)
    other = NameForm({"name_fi": "Opisto", "name_sv": "Institut"}, instance=partner)
    assert "name" not in same.changed_data
    assert "name" in other.changed_data


def test_every_text_is_searchable():
    assert all_words({"fi": "Ilta", "sv": "Kväll"}) == "Ilta Kväll"
