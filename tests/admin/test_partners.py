"""Making a partner in the desk: what one need not know, the form knows."""

from __future__ import annotations

import pytest
from django.urls import reverse

from opinovi_wagtail.models import Partner

from .posting import as_posted, problems

pytestmark = pytest.mark.django_db


def make(client, **fields):
    address = reverse("opinovi-partner:add")
    sent = as_posted(client.get(address).context["form"])
    return client.post(address, {**sent, **fields})


@pytest.mark.parametrize(
    ("fields", "slug"),
    [
        ({"name_fi": "Someron Opisto"}, "someron-opisto"),
        ({"name_sv": "Skärgårdens institut"}, "skargardens-institut"),
        ({"name_fi": "大学"}, "partner"),
        ({"name_fi": "Someron Opisto", "slug": "somero"}, "somero"),
    ],
)
def test_a_partner_without_an_address_name_gets_one_from_its_name(log_in, fields, slug):
    made = make(log_in("network_admin"), **fields)
    assert made.status_code == 302, problems(made)
    assert Partner.objects.order_by("-pk").first().slug == slug


def test_an_address_name_from_the_name_is_nobody_elses(log_in):
    client = log_in("network_admin")
    for _ in range(3):
        assert make(client, name_fi="Someron Opisto").status_code == 302
    slugs = Partner.objects.filter(slug__startswith="someron").order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["someron-opisto", "someron-opisto-2", "someron-opisto-3"]
