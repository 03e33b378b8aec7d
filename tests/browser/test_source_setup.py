"""A source is set up in the desk: in Finnish and Swedish, on a phone, with the keyboard alone, and without a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.sync.credentials import new_key
from sitecontent.settings.policies import ADMIN_POLICY
from tests.factories import make_partner
from tests.sync.feed_server import feed_server

from . import faults
from .driving import enter, follow

TABLE = "Koodi;Was wir lehren;Alkaa;Kunta;Muistio\nA1;Schweißen;12.1.2027;Salo;x\nA2;Kochen;joskus;Atlantis;\n"
CARD = ".opinovi-formats__card a[href='?format=csv']"
SAVE = "#w-editor-form footer button[type=submit]"


@pytest.fixture
def feed(settings: Any) -> Any:
    with feed_server() as server:
        server.answer("/courses.csv", TABLE.encode())
        settings.OPINOVI_WAGTAIL = {
            **settings.OPINOVI_WAGTAIL,
            "ALLOWED_INTERNAL_HOSTS": (server.host,),
            "CREDENTIALS_KEYS": (new_key(),),
        }
        yield server.url("/courses.csv")


@pytest.fixture
def desk(visit: Any, tree: Any, feed: str, django_user_model: Any, settings: Any) -> Any:
    """``desk(language, **options)``: a visitor at the choice of formats, logged in as a superuser of that language."""
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": ADMIN_POLICY}
    settings.WAGTAIL_GRAVATAR_PROVIDER_URL = None  # asks a third party
    make_partner(name={"fi": "Aurakosken opisto", "sv": "Aurakoski institut"})

    def opened(language: str, **options: Any) -> Any:
        client = Client()
        user = django_user_model.objects.create_superuser(f"boss-{language}", "boss@site.example", "secret")
        UserProfile.objects.create(user=user, preferred_language=language)
        client.force_login(user)
        visitor = visit(**options)
        session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": visitor.site}
        visitor.page.context.add_cookies([cookie])
        visitor.open(reverse("opinovi-cataloguesource:add"))
        return visitor

    return opened


def look_at(visitor: Any, name: str) -> list[str]:
    """What is wrong with the page that is open, in a window and on a phone."""
    page, found = visitor.page, []
    visitor.shoot(name)
    # Wagtail's own messages are still fading in, which is no state to judge their colours in.
    page.evaluate("document.querySelectorAll('.messages li').forEach(message => message.remove())")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{name} at {width}: {fault}" for fault in (*faults.inaccessible(page), *faults.too_wide(page))]
    page.set_viewport_size({"width": 1280, "height": 800})
    refused, visitor.refused[:] = [f"{name}: {one}" for one in visitor.refused], []
    return found + refused


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_page_of_the_setup_is_accessible_and_fits_a_phone(language, desk, feed):
    visitor = desk(language)
    page = visitor.page
    found = look_at(visitor, f"formats-{language}")
    follow(page, CARD)
    found += look_at(visitor, f"new-{language}")
    page.fill("[name=url]", f"{feed}?token=abc")
    follow(page, SAVE)
    found += look_at(visitor, f"refused-{language}")
    page.fill("[name=url]", feed)
    page.fill("[name=secret_password]", "hemlig")
    follow(page, SAVE)
    found += look_at(visitor, f"made-{language}")
    follow(page, ".opinovi-next form:first-of-type button")
    found += look_at(visitor, f"columns-{language}")
    follow(page, "button[name=save]")
    found += look_at(visitor, f"columns-refused-{language}")
    page.select_option("[name=target_1]", "title")
    follow(page, "button[name=save]")
    follow(page, ".opinovi-next form:last-of-type button")
    found += look_at(visitor, f"preview-{language}")
    visitor.open(f"{reverse('opinovi-cataloguesource:add')}?format=moodle")
    found += look_at(visitor, f"new-moodle-{language}")
    page.fill("[name=url]", "https://moodle.example/webservice/rest/server.php?moodlewsrestformat=json")
    follow(page, SAVE)
    found += look_at(visitor, f"lacking-{language}")
    assert found == [], "\n".join(found)


def test_a_table_is_set_up_without_javascript(desk, feed):
    page = desk("fi", java_script_enabled=False).page
    follow(page, CARD)
    page.fill("[name=url]", feed)
    follow(page, SAVE)
    follow(page, ".opinovi-next form:first-of-type button")
    page.select_option("[name=target_1]", "title")
    follow(page, ".opinovi-columns__buttons button:not([name])")
    assert page.locator(".opinovi-columns__line h3").all_inner_texts() == ["Schweißen", "Kochen"]
    follow(page, "button[name=save]")
    columns = {"course_id": "Koodi", "title": "Was wir lehren", "starts": "Alkaa", "municipality": "Kunta"}
    assert CatalogueSource.objects.get().options == {
        "columns": columns,
        "ignored_columns": ["Muistio"],
        "language": "fi",
    }


def test_a_table_is_set_up_with_the_keyboard_alone(desk, feed):
    page = desk("sv").page

    def tab_to(script: str) -> None:
        for _press in range(400):
            page.keyboard.press("Tab")
            if page.evaluate(f"(at => {script})(document.activeElement)"):
                return
        raise AssertionError(f"not reached: {script}")

    tab_to("at.matches('[href=\"?format=csv\"]')")
    enter(page)
    tab_to("at.name == 'url'")
    page.keyboard.type(feed)
    enter(page)
    tab_to("at.closest('form[action*=\"/columns/\"]')")
    enter(page)
    tab_to("at.name == 'target_1'")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "title"
    tab_to("at.name == 'save'")
    enter(page)
    assert CatalogueSource.objects.get().options["columns"]["title"] == "Was wir lehren"
