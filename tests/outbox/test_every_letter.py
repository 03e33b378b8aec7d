"""Every kind of letter, word for word: its plain text, and an HTML part that says the same to eyes and screen readers."""

from __future__ import annotations

import email
import re
from email import policy

import pytest
from bs4 import BeautifulSoup

from tests.outbox.occasions import OCCASIONS, ONLINE, Desk, letter_of

TITLE = "Evening for adult learners"
CANCEL = "See your registration or cancel it:\n<link>\n\n"
# Occasion -> subject, and the text between the greeting and the name of the registrant, and from the organiser to the event.
LETTERS = {
    "confirmation": (
        f"Your place is booked: {TITLE}",
        f"""\
Your place is booked.

Event: {TITLE}
When: Tue 1 Dec 2026, 17:00–18:30
Where: Service point, Aurakatu 1, Turku
""",
        CANCEL,
    ),
    "confirmation_of_online": (
        f"Your place is booked: {TITLE}",
        f"""\
Your place is booked.

Event: {TITLE}
When: Tue 1 Dec 2026, 17:00–18:30
Online: {ONLINE}
""",
        CANCEL,
    ),
    "confirmation_of_hybrid": (
        f"Your place is booked: {TITLE}",
        f"""\
Your place is booked.

Event: {TITLE}
When: Tue 1 Dec 2026, 17:00–18:30
Where: Service point, Aurakatu 1, Turku
Online: {ONLINE}
""",
        CANCEL,
    ),
    "confirmation_of_group": (
        f"Your place is booked: {TITLE}",
        f"""\
Your place is booked.

Event: {TITLE}
Meetings:
- Tue 1 Dec 2026, 17:00–18:30
- Tue 8 Dec 2026, 17:00–18:30
- Tue 15 Dec 2026, 17:00–18:30
- Tue 22 Dec 2026, 17:00–18:30
Where: Service point, Aurakatu 1, Turku
""",
        CANCEL,
    ),
    "confirmation_of_moving_group": (
        f"Your place is booked: {TITLE}",
        f"""\
Your place is booked.

Event: {TITLE}
Meetings:
- Tue 1 Dec 2026, 17:00–18:30, Service point, Aurakatu 1, Turku
- Tue 8 Dec 2026, 17:00–18:30, Library, Torikatu 2, Salo
- Tue 15 Dec 2026, 17:00–18:30, {ONLINE}
""",
        CANCEL,
    ),
    "confirmation_without_time": (
        f"Your place is booked: {TITLE}",
        f"""\
Your place is booked.

Event: {TITLE}
When: not known yet
""",
        CANCEL,
    ),
    "already_registered": (
        f"Your place is booked: {TITLE}",
        f"""\
Your place is booked. You already have a place, so you do not need to do anything.

Event: {TITLE}
When: Tue 1 Dec 2026, 17:00–18:30
Where: Service point, Aurakatu 1, Turku
""",
        CANCEL,
    ),
    "waiting_list": (
        f"You are on the waiting list: {TITLE}",
        f"""\
You are on the waiting list. Your number: 1. We will tell you at once if a place becomes free.

Event: {TITLE}
When: Tue 1 Dec 2026, 17:00–18:30
Where: Online
""",
        "See your registration or leave the waiting list:\n<link>\n\n",
    ),
    "promoted": (
        f"A place became free for you: {TITLE}",
        f"""\
A place became free, and it is now yours. You do not need to do anything.

Event: {TITLE}
When: Tue 1 Dec 2026, 17:00–18:30
Where: Service point, Aurakatu 1, Turku
""",
        CANCEL,
    ),
    "reminder": (
        f"Reminder: {TITLE}",
        f"""\
A reminder: you are registered.

Event: {TITLE}
When: Tue 1 Dec 2026, 17:00–18:30
Where: Service point, Aurakatu 1, Turku
""",
        "Can’t come? Cancel here and we will give your place to someone else: <link>\n\n",
    ),
    "reminder_without_limit": (
        f"Reminder: {TITLE}",
        f"""\
A reminder: you are registered.

Event: {TITLE}
When: Tue 1 Dec 2026, 17:00–18:30
Online: {ONLINE}
""",
        "Can’t come? Cancel here: <link>\n\n",
    ),
    "reminder_of_group": (
        f"Reminder: {TITLE}",
        f"""\
A reminder: you are registered.

Event: {TITLE}
When: Tue 8 Dec 2026, 17:00–18:30
Where: Service point, Aurakatu 1, Turku
Later meetings:
- Tue 15 Dec 2026, 17:00–18:30
- Tue 22 Dec 2026, 17:00–18:30
""",
        "Can’t come? Cancel here and we will give your place to someone else: <link>\n\n",
    ),
    "changed": (
        f"Time or place changed: {TITLE}",
        f"""\
The time or place of the event has changed: {TITLE}.

Now: Tue 1 Dec 2026, 17:00–18:30, Library, Torikatu 2, Salo
Before: Tue 1 Dec 2026, 17:00–18:30, Service point, Aurakatu 1, Turku
""",
        CANCEL,
    ),
    "changed_address_online": (
        f"New link for joining online: {TITLE}",
        f"""\
The link for joining online has changed.

Event: {TITLE}
When: Tue 1 Dec 2026, 17:00–18:30
Online: {ONLINE}
""",
        CANCEL,
    ),
    "changed_group": (
        f"Time or place changed: {TITLE}",
        f"""\
The times or places of the event have changed: {TITLE}.

Now: Wed 2 Dec 2026, 17:00–18:30, Service point, Aurakatu 1, Turku
Before: Tue 1 Dec 2026, 17:00–18:30, Service point, Aurakatu 1, Turku
Not held: Tue 8 Dec 2026, 17:00–18:30, Service point, Aurakatu 1, Turku
New meeting: Wed 16 Dec 2026, 17:00–18:30, Service point, Aurakatu 1, Turku
All meetings:
- Wed 2 Dec 2026, 17:00–18:30
- Tue 15 Dec 2026, 17:00–18:30
- Wed 16 Dec 2026, 17:00–18:30
- Tue 22 Dec 2026, 17:00–18:30
Where: Service point, Aurakatu 1, Turku
""",
        CANCEL,
    ),
    "postponed": (
        f"Postponed: {TITLE}",
        f"""\
This event has been postponed. We will tell you the new time when we know it. Your registration is still valid.

Event: {TITLE}
Before: Tue 1 Dec 2026, 17:00–18:30
""",
        CANCEL,
    ),
    "new_time": (
        f"The event has a new time: {TITLE}",
        f"""\
The event has a new time. Your registration is still valid.

Event: {TITLE}
When: Thu 31 Dec 2026, 17:00–18:30
Where: Service point, Aurakatu 1, Turku
""",
        CANCEL,
    ),
    "held_after_all": (
        f"The event takes place after all: {TITLE}",
        f"""\
The event takes place after all. Your registration is valid again.

Event: {TITLE}
When: Tue 1 Dec 2026, 17:00–18:30
Where: Service point, Aurakatu 1, Turku
""",
        CANCEL,
    ),
    "cancelled": (
        f"Cancelled: {TITLE}",
        f"""\
We are sorry: the event has been cancelled: {TITLE}, Tuesday 1 December 2026, 17:00. You do not need to do anything.

Please note: The speaker is ill.

We hope to see you in spring.

""",
        "See your registration:\n<link>\n\n",
    ),
    "cancelled_group": (
        f"Cancelled: {TITLE}",
        f"""\
We are sorry: the event has been cancelled: {TITLE}, Tuesday 8 December 2026, 17:00. You do not need to do anything.

Not held:
- Tue 8 Dec 2026, 17:00–18:30
- Tue 15 Dec 2026, 17:00–18:30
""",
        "See your registration:\n<link>\n\n",
    ),
    "registration_cancelled": (
        f"Your registration has been cancelled: {TITLE}",
        f"""\
The organiser has cancelled your registration: {TITLE}, Tuesday 1 December 2026, 17:00.

""",
        "",
    ),
    "cancelled_by_me": (
        f"Your place has been cancelled: {TITLE}",
        f"""\
Your place has been cancelled. Thank you for letting us know.

Event: {TITLE}
When: Tue 1 Dec 2026, 17:00–18:30
Where: Service point, Aurakatu 1, Turku
""",
        "",
    ),
    "left_the_waiting_list": (
        f"You have left the waiting list: {TITLE}",
        f"""\
You are no longer on the waiting list. Thank you for letting us know.

Event: {TITLE}
When: Tue 1 Dec 2026, 17:00–18:30
Where: Service point, Aurakatu 1, Turku
""",
        "",
    ),
}
WHO = {"confirmation": "Name: Aino Virtanen\nPeople: 2\n"}
ORGANISER = "Organiser: Aurakoski College, +358 2 123 4567, opisto@partner.example\n\n"
FOOT = f"""\
Read about the event:
http://localhost/

{"-- "}
Opin Ovi
You are getting this message because your email address was used to register for the event. Sent by: Aurakoski College.
If you have questions, you can reply to this message.
How we use your details: https://www.partner.example/privacy
"""
LINK = re.compile(r"http://localhost/opinovi/r/[\w-]{43}/")


_sent: dict[str, bytes] = {}


@pytest.fixture
def letter(clock, request):
    """The letter of an occasion as another mail program reads it; sent once for all tests that read it."""
    if request.param not in _sent:
        _sent[request.param] = letter_of(request.param, Desk(clock)).message().as_bytes()
    return email.message_from_bytes(_sent[request.param], policy=policy.default)


every_letter = pytest.mark.parametrize("letter", OCCASIONS, indirect=True)


def text_of(letter) -> str:
    return letter.get_body(("plain",)).get_content()


def html_of(letter) -> BeautifulSoup:
    return BeautifulSoup(letter.get_body(("html",)).get_content(), "html.parser")


def squeezed(node) -> str:
    return " ".join(node.get_text(" ").split())


@pytest.mark.parametrize(
    ("letter", "occasion"), [(name, name) for name in OCCASIONS], indirect=["letter"], ids=OCCASIONS
)
def test_text_says_what_matters_in_order_of_importance_and_once(letter, occasion):
    subject, news, what_to_do = LETTERS[occasion]
    who = WHO.get(occasion, "Name: Aino Virtanen\n")
    assert letter["Subject"] == subject
    assert LINK.sub("<link>", text_of(letter)) == f"Hello! {news}{who}{ORGANISER}{what_to_do}{FOOT}"


@every_letter
def test_html_says_the_same_as_the_text(letter):
    text, html = text_of(letter), html_of(letter)
    opening, _rest = text.removeprefix("Hello! ").split("\n", 1)
    article = html.find(role="article")
    (heading,) = html.find_all("h1")
    paragraphs = " ".join(squeezed(node) for node in heading.find_next_siblings("p")[: opening.count(". ")])
    assert opening.startswith(squeezed(heading)) and opening in f"{squeezed(heading)} {paragraphs}"
    rows = {}
    for row in html.find(class_="opinovi-facts").find_all("tr"):
        values = [squeezed(item) for item in row.td.find_all("li")]
        rows[squeezed(row.th)] = values or list(row.td.stripped_strings)
    said = {}
    for block in re.findall(r"^(\w[\w ]*):(?: (.+)|((?:\n- .+)+))$", text.split("\n\nSee your")[0], re.MULTILINE):
        label, one, several = block
        if label in rows:
            said[label] = [one] if one else several.strip().removeprefix("- ").split("\n- ")
    assert {label: ", ".join(values) for label, values in said.items()} == {
        label: ", ".join(values) for label, values in rows.items()
    }
    for sentence in text.split("-- \n")[1].splitlines()[1:3]:
        assert sentence in squeezed(article)


@every_letter
def test_links_are_said_once_in_the_text_and_stand_under_the_button_in_html(letter):
    text, html = text_of(letter), html_of(letter)
    links = LINK.findall(text)
    assert len(links) == len(set(links)) <= 1
    assert text.count(ONLINE) <= 1
    addresses = [a["href"] for a in html.find_all("a")]
    for link in links:
        assert link in addresses
    if button := html.find(class_="opinovi-button"):
        assert [button["href"]] == links
        below = button.find_parent("table").find_next_sibling("p")
        assert below.a["href"] == below.a.get_text() == button["href"]
    assert "tel:+35821234567" in addresses and "mailto:opisto@partner.example" in addresses
    assert "https://www.partner.example/privacy" in addresses


@every_letter
def test_letter_is_complete_without_images_scripts_and_anything_from_elsewhere(letter):
    source = letter.get_body(("html",)).get_content()
    html = html_of(letter)
    assert not html.find_all(["img", "picture", "script", "link", "iframe", "object", "video", "audio", "form", "base"])
    assert not re.search(r"url\(|@import|@font-face|\b(?:src|srcset|background|ping)\s*=", source)
    kinds = {a["href"].split(":")[0] for a in html.find_all("a")}
    assert kinds <= {"http", "https", "mailto", "tel"}
    assert not html.find(string=re.compile("undefined|None|%\\("))


@every_letter
def test_letter_knows_its_language_direction_and_colours(letter):
    html = html_of(letter)
    assert (html.html["lang"], html.html["dir"]) == ("en", "ltr")
    # Web mail shows what is in the body only.
    article = html.find(role="article")
    assert (article["lang"], article["dir"], article["aria-label"]) == ("en", "ltr", letter["Subject"])
    assert html.title.get_text() == letter["Subject"]
    for name in ("color-scheme", "supported-color-schemes"):
        assert html.find("meta", attrs={"name": name})["content"] == "light dark"
    for table in html.find_all("table"):
        assert table.get("role") == "presentation" or table.find("th", scope="row")
    for node in html.find_all(style=re.compile("background-color")):
        needs = node if node.name != "table" else node.find("a")
        assert re.search(r"(?<!-)color:", needs["style"]), "no ground without the colour of the text on it"


@pytest.mark.parametrize(
    ("letter", "preview"),
    [
        ("confirmation", "Tue 1 Dec 2026, 17:00–18:30, Service point, Aurakatu 1, Turku"),
        ("confirmation_without_time", ""),
        ("waiting_list", "Your number: 1. We will tell you at once if a place becomes free."),
        ("reminder_of_group", "Tue 8 Dec 2026, 17:00–18:30, Service point, Aurakatu 1, Turku"),
        (
            "changed",
            (
                "Now: Tue 1 Dec 2026, 17:00–18:30, Library, Torikatu 2, Salo."
                " Before: Tue 1 Dec 2026, 17:00–18:30, Service point, Aurakatu 1, Turku."
            ),
        ),
        ("postponed", "We will tell you the new time when we know it. Your registration is still valid."),
        ("cancelled", "You do not need to do anything."),
        ("registration_cancelled", "Tuesday 1 December 2026, 17:00"),
        ("cancelled_by_me", "Thank you for letting us know."),
    ],
    indirect=["letter"],
    ids=lambda value: value if value in OCCASIONS else "",
)
def test_first_words_beside_the_subject_say_what_matters(letter, preview):
    first = html_of(letter).body.find(True)
    assert "display: none" in first["style"]
    assert squeezed(first) == preview


@every_letter
def test_answers_go_to_the_organiser_and_no_program_answers_by_itself(letter):
    assert letter["Reply-To"] == "opisto@partner.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["From"].startswith("Aurakoski College <")
