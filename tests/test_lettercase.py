"""Upper and lower case are alike, whatever the database's collation says; the tests of databases run this on all of them."""

from __future__ import annotations

import pytest

from opinovi_wagtail import lettercase
from opinovi_wagtail.models import CatalogueSource
from tests.factories import make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def source(db):
    return make_source(name="Aurakosken 100 % Opisto", slug="kurssit")


@pytest.mark.parametrize(
    ("text", "found"), [("aurakosken 100 % OPISTO", True), ("aurakosken", False), ("aurakosken _00 % opisto", False)]
)
def test_the_same_text(text, found):
    assert CatalogueSource.objects.filter(lettercase.same("name", text)).exists() is found


@pytest.mark.parametrize(("text", "found"), [("OPISTO", True), ("0 %", True), ("Kurs", True), ("o%o", False)])
def test_text_somewhere_in_one_of_the_fields(text, found):
    assert CatalogueSource.objects.filter(lettercase.somewhere(("name", "slug"), text)).exists() is found
