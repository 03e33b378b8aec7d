"""Long lists of codes: in the order of the alphabet, as boxes to tick where a script runs, and kept as they were sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from opinovi_wagtail.admin.choices import FilteredChoices
from opinovi_wagtail.admin.fields import CodeField, CodesField
from opinovi_wagtail.models import ReferralTarget

from .posting import as_posted
from .test_roles_matrix import text

# Names that the alphabet of the reader puts in this order.
IN_ORDER = {
    "fi": ["Akaa", "Espoo", "Mäntyharju", "Parainen", "Turku", "Uusikaupunki", "Ylöjärvi", "Äänekoski"],
    "sv": ["Ackas", "Björneborg", "Brändö", "Esbo", "Korsholm", "Raumo", "Åbo", "Äänekoski"],
    "en": ["Akaa", "Espoo", "Mäntyharju", "Pargas", "Turku", "Äänekoski"],
}


@pytest.mark.parametrize("make", [CodeField, CodesField])
@pytest.mark.parametrize("language", IN_ORDER)
def test_municipalities_stand_in_the_order_of_the_readers_alphabet(language, make):
    with translation.override(language):
        names = [name for code, name in make("municipalities").choices if code]
    places = [names.index(name) for name in IN_ORDER[language]]
    assert places == sorted(places)
    assert len(names) > 300


def test_sets_whose_order_says_something_keep_it():
    with translation.override("fi"):
        names = [name for _code, name in CodesField("languages").choices]
    assert names[:3] == ["suomi", "ruotsi", "englanti"]


def test_few_choices_are_boxes_and_many_can_be_filtered():
    assert isinstance(CodesField("municipalities").widget, FilteredChoices)
    assert not isinstance(CodesField("forms").widget, FilteredChoices)


@pytest.mark.django_db
def test_the_list_is_a_plain_select_that_a_script_of_the_page_makes_friendlier(log_in, ours):
    target = ours["referraltarget"]
    editor = log_in("editor", "fi")
    url = reverse("opinovi-referraltarget:edit", args=[target.pk])
    page = editor.get(url)
    body = text(page)
    assert 'src="/static/opinovi_wagtail/choices.js"' in body
    element = body[body.index("<opinovi-choices") :]
    element = element[: element.index("</opinovi-choices>")]
    assert 'data-nothing="Mitään ei ole valittu."' in element
    assert "multiple" in element
    assert "<script" not in element
    sent: dict[str, Any] = as_posted(page.context["form"]) | {"municipalities": ["853", "734"]}
    assert editor.post(url, sent).status_code == 302
    assert ReferralTarget.objects.get(pk=target.pk).municipalities == ["853", "734"]
