"""Run by ``test_other_hosts.py`` under this host's settings: in a browser, with each of the two style sheets on and off."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from opinovi_wagtail import changes, links
from opinovi_wagtail.registrations.register import Entry, register
from tests.browser.conftest import browser, live_server, strict_policy, visit  # noqa: F401 - fixtures
from tests.browser.driving import follow
from tests.browser.styles import made_by, switch, told
from tests.browser.world import days
from tests.factories import make_course, make_event, make_guide, make_partner, make_place
from tests.hosts.plain_tree import make_plain_tree

OURS, THEIRS = "opinovi.css", "corporate.css"
# A difference of one pixel somewhere moves everything around it: the causes are listed, not what follows from them.
FOLLOWS = (
    "width", "height", "inline-size", "block-size", "perspective-origin", "transform-origin", "grid-template-columns",
    "grid-template-rows", "top", "right", "bottom", "left", "inset-block-start", "inset-block-end", "inset-inline-start",
    "inset-inline-end",
)  # fmt: skip
COLOUR = "element => getComputedStyle(element).backgroundColor"
HOSTS_OWN = "html, body, .site-header, .site-header *, main, article.news, article.news *, .site-footer, .site-footer *"


@pytest.fixture
def tree(transactional_db, live_server):  # noqa: F811
    address = urlsplit(live_server.url)
    return make_plain_tree("fi", address.hostname, address.port)


@pytest.fixture
def world(tree):
    """Something of every component on a few pages: ``{name: address}``."""
    partner = make_partner(
        website="https://www.opisto.example/", privacy_notice_url="https://www.opisto.example/tietosuoja"
    )
    make_place(partner, is_service_point=True, phone="+358 2 555 0100", contact_name="Maija Ohjaaja")
    course = make_course(
        partner, runs=2, description={"fi": "<h2>Sisältö</h2><ol><li>Yksi</li></ol><p><b>Kaksi</b></p>"}
    )
    course.runs.update(apply_until=days(30), apply_url="https://opintopolku.fi/konfo/fi/", price_amount="1250.50")
    changes.course_saved(course)
    changes.course_saved(make_course(title={"sv": "Närvårdare"}))
    event = make_event(partner, starts=days(7), meetings=3, kind="group_session", description={"fi": "Tervetuloa!"})
    full = make_event(partner, starts=days(8), places=1, title={"sv": "Kväll"})
    off = make_event(partner, starts=days(9), status="cancelled", notice={"fi": "Ohjaaja on sairaana."})
    for made in (event, full, off):
        changes.event_created(made)
    register(full.pk, Entry(name="Aino", email="aino@example.fi"))
    guide = make_guide(
        partner, verified_on=timezone.now().date(), granter={"fi": "Kela"}, eligibility={"fi": "Aikuinen."}
    )
    ended = make_guide(partner, title={"fi": "Aikuiskoulutustuki"}, status="ended")
    for made in (guide, ended):
        changes.guide_saved(made)
    booked = register(event.pk, Entry(name="Bo", email="bo@example.fi", language="fi"))
    return {
        "courses": tree.courses.url,
        "narrowed": f"{tree.courses.url}?q=hoiva&starts_after=x&municipality=853",
        "course": links.url_for(course, "fi"),
        "events": tree.events.url,
        "group": links.url_for(event, "fi"),
        "full": links.url_for(full, "fi"),
        "cancelled": links.url_for(off, "fi"),
        "guides": tree.guides.url,
        "guide": links.url_for(guide, "fi"),
        "ended": links.url_for(ended, "fi"),
        "form": reverse("opinovi_wagtail:register", kwargs={"language": "fi", "key": full.key}),
        "self-service": reverse("opinovi_wagtail:self_service", args=[booked.token]),
        "not found": "/opinovi/fi/events/00000000-0000-0000-0000-000000000000/register/",
    }


def opened(visitor, address):
    """The page at ``address`` with everything in it unfolded and nothing moving."""
    page = visitor.open(address)
    assert page.locator("main.content > .opinovi").count() == 1, "the page is in the host's own frame"
    page.evaluate("document.querySelectorAll('.opinovi details').forEach(e => { e.open = true; })")
    page.emulate_media(reduced_motion="reduce")
    return page


def test_the_sheets_of_this_test_are_there(visit, world):  # noqa: F811
    """Otherwise everything below would be the same for a poor reason."""
    page = opened(visit(), world["courses"])
    assert made_by(page, THEIRS, HOSTS_OWN, ignored=FOLLOWS)
    assert made_by(page, OURS, ".opinovi, .opinovi *", ignored=FOLLOWS)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_styles_of_the_host_do_not_reach_into_our_pages(visit, world, width):  # noqa: F811
    visitor = visit(viewport={"width": width, "height": 800})
    bleeding = []
    for name, address in world.items():
        page = opened(visitor, address)
        # What an editor composed of blocks is the host's to style.
        found = made_by(page, THEIRS, ".opinovi, .opinovi *", left_out=".opinovi-body-text *", ignored=FOLLOWS)
        if found:
            bleeding.append(f"== {name}\n{told(found)}")
    assert not bleeding, "\n".join(bleeding)
    assert not visitor.refused


def test_the_errors_of_a_form_are_ours_too(visit, world):  # noqa: F811
    visitor = visit()
    page = opened(visitor, world["form"])
    follow(page, ".opinovi form button")
    assert page.locator("#opinovi-summary").is_visible()
    found = made_by(page, THEIRS, ".opinovi, .opinovi *", ignored=FOLLOWS)
    assert not found, told(found)


@pytest.mark.parametrize("state", ["hover", "focus"])
@pytest.mark.parametrize(
    ("name", "selector"),
    [
        ("course", ".opinovi article a:not([class])"),
        ("courses", ".opinovi h3 a"),
        ("narrowed", ".opinovi .opinovi-chips a"),
        ("group", ".opinovi .opinovi-button"),
        ("courses", ".opinovi input[type=search]"),
    ],
    ids=["a link", "the link of a card", "a chip", "a button", "an input"],
)
def test_what_one_points_at_or_has_the_focus_is_ours_too(visit, world, name, selector, state):  # noqa: F811
    page = opened(visit(), world[name])
    force(page, selector, state)
    found = made_by(page, THEIRS, selector, ignored=FOLLOWS)
    assert not found, told(found)


def force(page, selector, state):
    """Keeps the first of what ``selector`` finds in ``state``: a mouse loses it when the page around it moves."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    session.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": [state]})


def test_our_pages_speak_in_the_type_and_the_colour_of_the_host(visit, world):  # noqa: F811
    page = opened(visit(), world["course"])
    family, heading = (
        page.locator(f".opinovi {element}").first.evaluate("element => getComputedStyle(element).fontFamily")
        for element in ("p", "h1")
    )
    assert family == heading == "Georgia, serif"


def test_a_theme_on_the_root_wins_from_a_sheet_before_ours_and_from_one_after(visit, world):  # noqa: F811
    page = opened(visit(), world["form"])
    button = page.locator(".opinovi form button")
    sheets = page.evaluate("[...document.styleSheets].map(sheet => sheet.href)")
    theirs, ours = (next(i for i, href in enumerate(sheets) if href.endswith(name)) for name in (THEIRS, OURS))
    for where in (min(theirs, ours), max(theirs, ours)):
        before = button.evaluate(COLOUR)
        page.evaluate(
            "where => { document.styleSheets[where].insertRule(':root { --opinovi-accent: rgb(107, 31, 71) }', "
            "document.styleSheets[where].cssRules.length) }",
            where,
        )
        assert before != button.evaluate(COLOUR) == "rgb(107, 31, 71)", sheets[where]
        page.evaluate(
            "where => document.styleSheets[where].deleteRule(document.styleSheets[where].cssRules.length - 1)", where
        )


def test_our_styles_do_not_reach_out_of_our_pages(visit, world):  # noqa: F811
    for width in (1280, 360):
        visitor = visit(viewport={"width": width, "height": 800})
        for name in ("courses", "group", "guide", "form"):
            page = opened(visitor, world[name])
            found = made_by(page, OURS, HOSTS_OWN, ignored=FOLLOWS)
            assert not found, f"{name} at {width}\n{told(found)}"
            switch(page, OURS, on=False)
            before = places_of_the_host(page)
            switch(page, OURS, on=True)
            assert places_of_the_host(page) == before


def places_of_the_host(page):
    """Where the parts of the host above our page are, to the pixel."""
    return page.evaluate(
        "[...document.querySelectorAll('.site-header, .site-header *, article.news, article.news *')]"
        ".map(element => JSON.stringify(element.getBoundingClientRect()))"
    )


@pytest.mark.parametrize("display", ["block", "flex", "grid", "inline-block", "table", "flow-root"])
def test_our_page_is_as_wide_as_the_place_that_the_host_gives_it(visit, world, display):  # noqa: F811
    page = opened(visit(), world["courses"])
    page.evaluate("document.querySelector('article.news').style.display = 'none'")
    page.evaluate(
        "display => { const main = document.querySelector('main'); main.style.display = display; main.style.width = '1000px'; }",
        display,
    )
    assert page.evaluate("document.querySelector('.opinovi').getBoundingClientRect().width") > 950
