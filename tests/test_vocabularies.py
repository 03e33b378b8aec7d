"""The code sets: complete in three languages, with the corrections to the national lists."""

import pytest

from opinovi_wagtail.rules.states import EventKind
from opinovi_wagtail.vocabularies import VOCABULARIES, get_vocabulary


@pytest.mark.parametrize("name", sorted(VOCABULARIES))
def test_every_code_has_a_name_in_finnish_swedish_and_english(name):
    assert [entry.code for entry in get_vocabulary(name) if set(entry.names) != {"fi", "sv", "en"}] == []


def test_all_municipalities_and_regions_of_finland_are_there():
    municipalities = get_vocabulary("municipalities")
    assert (len(municipalities), len(get_vocabulary("regions"))) == (308, 19)
    assert all(entry.parent in get_vocabulary("regions") for entry in municipalities)
    assert sum(entry.parent == "02" for entry in municipalities) == 27


@pytest.mark.parametrize(
    ("name", "national", "code"),
    [
        ("forms", "opetuspaikkakk_1#2", "contact"),
        ("times", "opetusaikakk_2", "evening"),
        ("applications", "hakutapa_03#1", "rolling"),
        ("municipalities", "kunta_853#2", "853"),
        ("education_types", "koulutustyyppi_26#1", "upper_secondary_vocational"),
        ("prior_education", "pohjakoulutusvaatimuskonfo_am#1", "vocational"),
        ("languages", "oppilaitoksenopetuskieli_4#1", "en"),
        ("fields", "kansallinenkoulutusluokitus2016koulutusalataso2_091#1", "091"),
        ("forms", "opetuspaikkakk_77", None),
    ],
)
def test_national_code_leads_to_ours(name, national, code):
    assert get_vocabulary(name).from_national(national) == code


@pytest.mark.parametrize(
    ("name", "code", "language", "label"),
    [
        ("applications", "rolling", "sv", "Kontinuerlig ansökan"),
        ("applications", "separate", "sv", "Separat ansökan"),
        ("prior_education", "matriculation", "sv", "Studentexamen"),
        ("education_types", "basic", "en", "Basic education for adults"),
        ("education_types", "preparatory", "sv", "Utbildning som handleder för examensutbildning (Hux)"),
        ("municipalities", "445", "sv-fi", "Pargas"),
        ("situations", "threatened", "fi", "Työni on loppumassa tai olen lomautettu"),
    ],
)
def test_labels_are_the_corrected_ones(name, code, language, label):
    assert get_vocabulary(name).label(code, language) == label


def test_unknown_code_is_its_own_label():
    assert get_vocabulary("forms").label("telepathy", "fi") == "telepathy"


def test_name_in_any_language_leads_to_the_code():
    assert get_vocabulary("municipalities").from_name(" åbo ") == "853"


def test_kinds_of_events_are_those_of_the_model():
    assert set(get_vocabulary("event_types").codes) == set(EventKind.values)
