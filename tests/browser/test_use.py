"""Using the site as people do who are in a hurry."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from opinovi_wagtail import changes
from opinovi_wagtail.models import Registration
from tests.factories import make_event

from .driving import follow
from .world import days, form_of


def test_a_double_click_is_one_registration(visit, tree):
    event = make_event(starts=days(7), places=3)
    changes.event_created(event)
    page = visit().open(form_of(event, "en"))
    page.fill("[name=name]", "Liisa")
    page.fill("[name=email]", "liisa@example.fi")
    page.dblclick("main button")
    # The second click may abort the way that the first has begun, which waiting for a navigation takes for a failure.
    expect(page).to_have_url(re.compile("/registered/"), timeout=20_000)
    page.wait_for_load_state()
    assert Registration.objects.count() == 1
    page.go_back()
    follow(page, "main button")
    page.wait_for_url("**/registered/**")
    assert Registration.objects.count() == 1
