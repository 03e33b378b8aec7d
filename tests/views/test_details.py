"""The pages of one course, one event and one guide, as routes of the index page and as pages of their own."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest

from opinovi_wagtail import dates, links
from opinovi_wagtail.models import CourseRun, GuideAmount, GuideReference
from opinovi_wagtail.registrations.register import Entry, register
from tests.factories import HELSINKI, make_course, make_event, make_guide, make_partner, make_place

from .test_registration import NOT_OPEN, text_of

pytestmark = pytest.mark.django_db
INDEX = {
    "course": {"fi": "/fi/koulutukset/", "sv": "/sv/utbildningar/", "en": "/en/courses/"},
    "event": {"fi": "/fi/tapahtumat/", "sv": "/sv/evenemang/", "en": "/en/events/"},
    "guide": {"fi": "/fi/rahoitus/", "sv": "/sv/finansiering/", "en": "/en/funding/"},
}


def page_of(client, row, language="en"):
    kind = links.KINDS[type(row)]
    return client.get(f"{INDEX[kind][language]}{links.row_slug(row, language)}/")


# Events.


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(("fields", "sentence", "when"), [c[1:] for c in NOT_OPEN], ids=[c[0] for c in NOT_OPEN])
def test_an_event_says_how_its_registration_stands(client, tree, said, language, fields, sentence, when):
    values = {"when": dates.when(when, language, "Europe/Helsinki")} if when else {}
    page = page_of(client, make_event(**fields), language)
    assert page.status_code == 200
    assert said(language, sentence, **values) in text_of(page)
    assert "/register/" not in page.content.decode()


def test_an_open_event_says_until_when_and_how_many_places(client, tree):
    event = make_event(places=20, places_taken=17)
    page = page_of(client, event)
    assert "3 places left" in text_of(page)
    assert "Register by Tuesday 1 December 2026, 17:00." in text_of(page)
    assert f'href="/opinovi/en/events/{event.key}/register/"' in page.content.decode()


def test_an_event_without_a_limit_has_no_count(client, tree):
    assert "places left" not in text_of(page_of(client, make_event(places=None)))


@pytest.mark.parametrize(
    ("waiting", "sentence"),
    [
        (0, "This event is full, but you can join the waiting list. Nobody is on the list yet."),
        (1, "This event is full, but you can join the waiting list. There is 1 person on the list."),
        (2, "This event is full, but you can join the waiting list. There are 2 people on the list."),
    ],
)
def test_a_full_event_offers_its_waiting_list(client, tree, waiting, sentence):
    event = make_event(places=1)
    for number in range(1 + waiting):
        register(event.pk, Entry(name=f"N{number}", email=f"n{number}@example.fi", may_wait=True))
    page = page_of(client, event)
    assert sentence in text_of(page)
    assert "Join the waiting list" in text_of(page)


@pytest.mark.parametrize(
    ("language", "line"), [("fi", "Ryhmä, 4 tapaamista"), ("sv", "Grupp, 4 träffar"), ("en", "Group, 4 meetings")]
)
def test_a_group_says_how_often_it_meets_at_the_beginning_of_a_line(client, tree, language, line):
    event = make_event(kind="group_session", meetings=4)
    for page in (page_of(client, event, language), client.get(INDEX["event"][language])):
        assert f'<p class="opinovi-card__by">{line} · ' in page.content.decode()


def test_a_group_says_when_it_meets(client, tree):
    page = page_of(client, make_event(kind="group_session", meetings=4), "sv")
    for day in ("ti 1.12.2026", "ti 8.12.2026", "ti 15.12.2026", "ti 22.12.2026"):
        assert f"{day} kl. 17.00–18.30" in text_of(page)


def struck_out(page):
    """What has a line through it."""
    return [re.sub(r"<[^>]+>", "", struck) for struck in re.findall(r"<s>(.*?)</s>", page)]


def test_the_clocks_of_a_meeting_stay_together_and_the_day_may_stand_above_them(client, tree):
    page = page_of(client, make_event(), "fi").content.decode()
    assert 'ti 1.12.2026 <span class="opinovi-clocks">klo 17.00–18.30</span></span>' in page
    all_day = make_event()
    all_day.meetings.update(all_day=True)
    assert "opinovi-clocks" not in page_of(client, all_day, "fi").content.decode()


def test_a_meeting_that_is_not_held_is_struck_out(client, tree):
    event = make_event(meetings=2)
    event.meetings.filter(pk=event.meetings.first().pk).update(status="cancelled")
    page = page_of(client, event).content.decode()
    assert struck_out(page) == ["Tue 1 Dec 2026, 17:00–18:30"]


def test_texts_of_partners_cannot_bring_scripts_images_or_styles(client, tree):
    event = make_event(
        description={
            "en": '<h1>Hello</h1><script>alert(1)</script><p style="color:red" onclick="x()">Welcome'
            '<img src="https://tracker.example/x.gif"></p><a href="javascript:x()">here</a>'
        }
    )
    page = page_of(client, event).content.decode().partition("<main")[2]
    for forbidden in ("<script", "<img", "style=", "onclick", "javascript:", "<h1>Hello"):
        assert forbidden not in page
    assert "<h3>Hello</h3>" in page


def test_plain_text_keeps_its_lines_and_its_angle_brackets(client, tree):
    page = page_of(client, make_event(description={"en": "1 < 2\n\nSecond"})).content.decode()
    assert "<p>1 &lt; 2</p>" in page
    assert "<p>Second</p>" in page


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("You may:\n• stay\n• go\nAsk us.", "<p>You may:</p>\n<ul><li>stay</li><li>go</li></ul>\n<p>Ask us.</p>"),
        ("- one\n– two <b\n\nThen", "<ul><li>one</li><li>two &lt;b</li></ul>\n<p>Then</p>"),
        ("-5 °C outside\n-10 inside", "<p>-5 °C outside<br>-10 inside</p>"),
    ],
    ids=["bullets", "dashes", "a minus is no bullet"],
)
def test_lines_with_bullets_are_a_list(client, tree, written, shown):
    assert shown in page_of(client, make_event(description={"en": written})).content.decode()


def test_a_withdrawn_event_keeps_its_address_and_a_hidden_one_does_not(client, tree):
    gone = make_event(withdrawn_at=dt.datetime(2026, 11, 1, tzinfo=HELSINKI))
    assert page_of(client, gone).status_code == 410
    assert page_of(client, make_event(listed=False)).status_code == 404


def test_a_detail_leads_to_itself_in_the_other_languages(client, tree):
    event = make_event()
    page = page_of(client, event, "sv").content.decode()
    for language in ("fi", "sv", "en"):
        slug = links.row_slug(event, language)
        assert f'hreflang="{language}" href="http://localhost:8000{INDEX["event"][language]}{slug}/"' in page


WHERE = re.compile(r'<(?:p|dd) class="opinovi-where">(.*?)</(?:p|dd)>', re.S)


def where_of(page):
    return [" ".join(re.sub(r"<[^>]+>", "", place).split()) for place in WHERE.findall(page.content.decode())]


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ({"address": "Aurakatu 1"}, "Service point, Aurakatu 1, Turku"),
        ({"address": "Aurakatu 1, 20100 Turku"}, "Service point, Aurakatu 1, 20100 Turku"),
        ({"address": "Aurakatu 1, 20100 TURKU"}, "Service point, Aurakatu 1, 20100 TURKU"),
        ({"address": "Auragatan 1, Åbo"}, "Service point, Auragatan 1, Åbo"),
        ({"address": "Uusiturku 1"}, "Service point, Uusiturku 1, Turku"),
        ({"address": ""}, "Service point, Turku"),
        ({"address": "", "municipality": ""}, "Service point"),
        ({"online_url": "https://meet.example/x"}, "Service point, Aurakatu 1, Turku, Online"),
        ({"name": {"en": "College, Åbo"}, "address": ""}, "College, Åbo"),
        ({"name": {"en": "Hotel Turku"}, "address": ""}, "Hotel Turku, Turku"),
    ],
)
def test_a_place_is_one_line_with_commas_in_the_text_and_nothing_twice(client, tree, place, line):
    event = make_event()
    event.meetings.update(place=make_place(event.partner, **{"name": {"en": "Service point"}, **place}))
    assert where_of(page_of(client, event)) == [line]
    assert where_of(client.get("/en/events/")) == [line]


def test_a_run_in_several_municipalities_names_them_all(client, tree):
    course = make_course()
    course.runs.update(place_address="Vaskitie 2, Salo", municipalities=["734", "853"])
    assert where_of(page_of(client, course)) == ["Vaskitie 2, Salo, Salo, Turku"]


# Courses.


@pytest.mark.parametrize(
    ("price", "shown"),
    [
        ({"price_amount": "95", "price_text": {"fi": "95 €"}}, "95\N{NO-BREAK SPACE}€"),
        ({"price_amount": "95", "price_text": {"fi": "95,00 euroa."}}, "95\N{NO-BREAK SPACE}€"),
        (
            {"price_amount": "1250.50", "price_text": {"fi": "1 250,50 €"}},
            "1\N{NO-BREAK SPACE}250,50\N{NO-BREAK SPACE}€",
        ),
        ({"price_amount": "95", "price_text": {"fi": "90 €"}}, "95\N{NO-BREAK SPACE}€ (90 €)"),
        ({"price_amount": "95", "price_text": {"fi": "95 € ja kirja"}}, "95\N{NO-BREAK SPACE}€ (95 € ja kirja)"),
        ({"price_free": True, "price_text": {"fi": "Maksuton"}}, "Maksuton"),
        ({"price_free": True, "price_text": {"fi": "0 €"}}, "Maksuton"),
        ({"price_free": True, "price_text": {"fi": "Kahvi 2 €"}}, "Maksuton (Kahvi 2 €)"),
        ({"price_text": {"fi": "Hinta sovitaan"}}, "Hinta sovitaan"),
    ],
)
def test_a_price_is_said_once(client, tree, price, shown):
    course = make_course()
    course.runs.update(**{"price_free": False, **price})
    assert f"<dt>Hinta</dt><dd>{shown}</dd>" in page_of(client, course, "fi").content.decode()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, "Peltojoki medborgarinstitut"),
        ({"fi": "Peltojoen kansalaisopisto"}, "Peltojoki medborgarinstitut"),
        ({"sv": "Filialen i Loimaa"}, "Filialen i Loimaa"),
    ],
)
def test_an_organiser_has_one_name_in_a_language(client, tree, given, shown):
    partner = make_partner(name={"fi": "Peltojoen kansalaisopisto", "sv": "Peltojoki medborgarinstitut"})
    text = text_of(page_of(client, make_course(partner, provider_name=given), "sv"))
    assert text.count(shown) == 3  # below the title, as the one to ask, and as the source
    assert "Peltojoen" not in text


def test_a_course_says_its_dates_prices_and_how_to_apply(client, tree):
    course = make_course(runs=2)
    first, second = course.runs.all()
    CourseRun.objects.filter(pk=first.pk).update(
        ends_on=dt.date(2027, 5, 31), price_free=False, price_amount="1250.50", duration_amount=6, duration_unit="month",
        apply_until=dt.datetime(2026, 12, 15, 15, 0, tzinfo=HELSINKI), apply_url="https://opintopolku.fi/konfo/fi/x",
    )  # fmt: skip
    CourseRun.objects.filter(pk=second.pk).update(start_kind="rolling", application="rolling")
    fi, sv, en = (text_of(page_of(client, course, language)) for language in ("fi", "sv", "en"))
    assert "11.1.–31.5.2027" in fi
    assert "1\N{NO-BREAK SPACE}250,50\N{NO-BREAK SPACE}€" in page_of(client, course, "fi").content.decode()
    assert "11.1–31.5.2027" in sv
    assert "11 January–31 May 2027" in en and "€1,250.50" in en and "6 months" in en
    assert "Apply by Tuesday 15 December 2026, 15:00." in en
    assert "Apply in Studyinfo" in en
    assert "You can start at any time" in en
    assert "Contact teaching: in the same place as the teacher" in en


def test_a_run_without_places_is_full_and_its_address_is_called_a_place(client, tree, said):
    course = make_course(make_partner(name={"fi": "Opisto"}), runs=1)
    course.runs.update(places_left=0, place_name={"fi": "Majakka"}, place_address="Rantatie 8")
    page = text_of(page_of(client, course, "fi"))
    assert "Paikat Täynnä" in page
    assert "0 paikkaa" not in page
    assert "Paikka Majakka, Rantatie 8" in page


def test_a_course_whose_application_has_not_opened_has_no_link_yet(client, tree):
    course = make_course()
    course.runs.update(
        apply_from=dt.datetime(2026, 12, 1, 8, 0, tzinfo=HELSINKI), apply_url="https://opisto.example/hae"
    )
    page = page_of(client, course)
    assert "Applications open on Tuesday 1 December 2026, 08:00." in text_of(page)
    assert "https://opisto.example/hae" not in page.content.decode()


def test_a_withdrawn_course_says_so_and_leads_to_others(client, tree):
    page = page_of(client, make_course(withdrawn_at=dt.datetime(2026, 11, 1, tzinfo=HELSINKI)))
    assert page.status_code == 410
    assert "This course is no longer offered. See similar courses." in text_of(page)
    assert 'href="/en/courses/"' in page.content.decode()


def test_a_course_without_coming_dates_says_so(client, tree):
    assert "There are no coming dates. Ask the organiser about new ones." in text_of(
        page_of(client, make_course(runs=0))
    )


def test_every_record_says_how_fresh_it_is_and_where_it_is_from(client, tree):
    course = make_course(
        make_partner(name={"en": "Aurakoski College"}),
        remote_modified=dt.datetime(2026, 11, 20, 9, 0, tzinfo=HELSINKI),
    )
    assert "Updated: 20 November 2026. Source: Aurakoski College." in text_of(page_of(client, course))


# Guides.


def guide_with_amount(**fields):
    guide = make_guide(
        **{
            "verified_on": dt.date(2026, 11, 1),
            "granter": {"fi": "Kela", "sv": "FPA", "en": "Kela"},
            "eligibility": {"fi": "Aikuinen opiskelija."},
            **fields,
        }
    )
    GuideAmount.objects.create(
        guide=guide, key=uuid.uuid4(), minimum="279.38", unit="eur_month", as_of=dt.date(2026, 8, 1)
    )
    GuideReference.objects.create(
        guide=guide,
        key=uuid.uuid4(),
        publisher={"fi": "Kela"},
        url="https://www.kela.example/opintotuki",
        statute="L 65/1994",
    )
    return guide


def test_a_guide_gives_the_amount_with_its_year_and_its_sources(client, tree):
    text = text_of(page_of(client, guide_with_amount()))
    assert "€279.38 a month (2026 figure)" in text
    assert "L 65/1994" in text
    assert "1 November 2026" in text
    assert "Check the current situation" not in text


BANNERS = [
    ("ended", {"status": "ended"}, "This support is no longer granted. See what you can apply for instead.", False),
    (
        "changing",
        {"status": "changing", "valid_until": dt.date(2026, 12, 31)},
        "This support changes on 1 January 2027. We will add the new details when they are confirmed.",
        True,
    ),
    (
        "overdue",
        {"verified_on": dt.date(2026, 6, 1)},
        "Last checked: 1 June 2026. Check the current situation with the body that grants the support: Kela.",
        True,
    ),
    (
        "the change has come",
        {"status": "changing", "valid_until": dt.date(2026, 10, 31)},
        "Last checked: 1 November 2026. Check the current situation with the body that grants the support: Kela.",
        False,
    ),
    (
        "planned",
        {"valid_from": dt.date(2027, 1, 1)},
        "This support is not granted yet. It starts on 1 January 2027.",
        True,
    ),
]


@pytest.mark.parametrize(("fields", "banner", "amount"), [b[1:] for b in BANNERS], ids=[b[0] for b in BANNERS])
def test_a_guide_says_first_what_has_to_be_known_first(client, tree, fields, banner, amount):
    text = text_of(page_of(client, guide_with_amount(**fields)))
    assert text.count(banner) == 1
    assert ("€279.38" in text) is amount


def test_an_ended_guide_leads_to_what_can_be_applied_for_instead(client, tree):
    instead = make_guide(title={"en": "General support"}, situations=["unemployed"], verified_on=dt.date(2026, 11, 1))
    other = make_guide(title={"en": "Study leave"}, situations=["employed"], verified_on=dt.date(2026, 11, 1))
    make_guide(title={"en": "Gone too"}, status="ended")
    make_guide(title={"en": "For employers"}, audience="employer")
    ended = guide_with_amount(status="ended", situations=["employed"], replaced_by=instead)
    page = page_of(client, ended)
    text = text_of(page)
    assert text.index("General support") < text.index("Study leave")
    assert "Gone too" not in text and "For employers" not in text
    assert f'href="{INDEX["guide"]["en"]}{links.row_slug(other, "en")}/"' in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "times"),
    [({}, 1), ({"verified_on": dt.date(2026, 6, 1)}, 1),
     ({"status": "changing", "valid_until": dt.date(2026, 10, 31)}, 1)],
    ids=["fresh", "overdue", "the change has come"],
)  # fmt: skip
def test_a_guide_says_once_when_it_was_checked(client, tree, fields, times):
    guide = guide_with_amount(**fields)
    assert text_of(page_of(client, guide)).count(dates.short_day(guide.verified_on, "en")) == times


@pytest.mark.parametrize(
    ("payer", "labels"),
    [
        ({"fi": "Kela", "sv": "FPA", "en": "Kela"}, ["Granted and paid by"]),
        ({"fi": "Työttömyyskassa"}, ["Granted by", "Paid by"]),
        ({}, ["Granted by"]),
    ],
)
def test_who_grants_and_pays_is_named_once(client, tree, payer, labels):
    page = page_of(client, guide_with_amount(payer=payer)).content.decode()
    assert [label for label in re.findall("<dt>(.*?)</dt>", page) if label.startswith(("Granted", "Paid"))] == labels


def test_a_text_in_one_language_only_is_labelled_in_the_readers(client, tree, said):
    guide = guide_with_amount(body={"fi": "<p>Hei.</p>"}, eligibility={"fi": "Aikuinen.", "sv": "Vuxen."})
    page = page_of(client, guide, "sv")
    assert text_of(page).count(said("sv", "This text is only in Finnish.")) == 1
    assert '<div class="opinovi-prose" lang="fi"><p>Hei.</p></div>' in page.content.decode()


# Rows whose source is not sure of them any more.


@pytest.mark.parametrize("make", [make_course, make_event])
def test_what_its_source_does_not_show_any_more_sends_one_to_the_organiser_from_the_first_day(client, tree, now, make):
    sentence = "The organiser’s own system does not show this any more."
    row = make()
    assert sentence not in text_of(page_of(client, row))
    row.missing_since = now
    row.save()
    assert sentence in text_of(page_of(client, row))
    assert "Check with the organiser" in text_of(client.get(INDEX[links.KINDS[type(row)]]["en"]))


@pytest.mark.parametrize("make", [make_course, make_event])
def test_a_row_that_was_merged_into_another_leads_to_it_and_is_not_listed(client, tree, make):
    row, other = make(), make(title={"fi": "Toinen"})
    other.merged_into = row
    other.save()
    page = page_of(client, other)
    assert page.status_code == 302
    assert page.url == links.url_for(row, "en")
    assert "Toinen" not in text_of(client.get(INDEX[links.KINDS[type(row)]]["en"]))
    if make is make_event:
        assert client.get(f"/opinovi/en/events/{other.key}/register/").status_code != 200
