"""A long list of municipalities in the desk, chosen from with the keyboard alone, and as plain as ever without a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from opinovi_wagtail.models import ReferralTarget
from sitecontent.settings.policies import ADMIN_POLICY
from tests.factories import make_partner

from .driving import follow

BOX = "opinovi-choices:has([name=municipalities])"


@pytest.fixture
def target(tree: Any) -> ReferralTarget:
    return ReferralTarget.objects.create(
        partner=make_partner(), kind="kela", name={"fi": "Kela"}, municipalities=["853"], languages=["fi"]
    )


@pytest.fixture
def form(visit: Any, target: Any, django_user_model: Any, settings: Any) -> Any:
    """``form(**options)`` opens the target's form as a superuser."""
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": ADMIN_POLICY}
    settings.WAGTAIL_GRAVATAR_PROVIDER_URL = None  # asks a third party
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("boss", "boss@site.example", "secret"))
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value

    def opened(**options: Any) -> Any:
        visitor = visit(**options)
        cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": visitor.site}
        visitor.page.context.add_cookies([cookie])
        visitor.open(reverse("opinovi-referraltarget:edit", args=[target.pk]))
        return visitor

    return opened


def test_one_chooses_municipalities_with_the_keyboard_alone(form, target):
    visitor = form()
    page = visitor.page
    shown = page.locator(f"{BOX} [role=group] label:visible")
    assert shown.first.inner_text().strip() == "Turku", "what is chosen stands first"
    page.click("label[for=id_municipalities]")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("raum")
    assert [name.strip() for name in shown.all_inner_texts()] == ["Rauma"]
    assert page.locator(f"{BOX} [role=status]").inner_text() == "Osumia: 1"
    page.keyboard.press("Enter")
    assert page.url.endswith(f"/edit/{target.pk}/"), "Enter in the filter does not send the form"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Escape")
    assert shown.count() > 300
    assert "Rauma" in page.locator(f"{BOX} .opinovi-choices__chosen").inner_text()
    assert not visitor.refused
    follow(page, "#w-editor-form button[type=submit]")
    page.wait_for_url("**/opinovi-referraltarget/")
    assert sorted(ReferralTarget.objects.get(pk=target.pk).municipalities) == ["684", "853"]


def test_without_javascript_the_list_is_a_plain_one(form):
    page = form(java_script_enabled=False).page
    assert page.locator("select[name=municipalities]").is_visible()
    assert page.locator("select[name=municipalities] option:checked").all_inner_texts() == ["Turku"]
