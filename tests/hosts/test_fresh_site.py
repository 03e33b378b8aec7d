"""A site fresh from ``wagtail start`` takes the wheel in as docs/install.md says, and the whole chain works there."""

from __future__ import annotations

import functools
import http.server
import threading
from pathlib import Path

import pytest

from .fresh_site import FreshSite, steps

pytestmark = [pytest.mark.host, pytest.mark.slow, pytest.mark.xdist_group("wheel")]

COURSES = """id;nimi;kuvaus;kunta;alkaa;hinta;opetuskieli
1;Hoiva-avustaja;Lyhyt koulutus hoiva-alalle;Salo;11.1.2027;0;suomi
2;Trukkikortti;Trukinkuljettajan kurssi;Uusikaupunki;1.2.2027;250,50;suomi
;;;;;;
"""

MAKE_PAGES = """
import datetime as dt
from django.utils import timezone
from wagtail.models import Site
from opinovi_wagtail.models import Event, Partner
from opinovi_wagtail.pages.models import CourseIndexPage, EventIndexPage, FundingGuideIndexPage, InfoEventPage

home = Site.objects.get(is_default_site=True).root_page
home.add_child(instance=CourseIndexPage(title="Courses", slug="courses")).save_revision().publish()
events = home.add_child(instance=EventIndexPage(title="Events", slug="events"))
home.add_child(instance=FundingGuideIndexPage(title="Funding", slug="funding"))
partner = Partner.objects.create(slug="own", name={"en": "Our institution"}, email="us@partner.example")
starts = timezone.now() + dt.timedelta(days=10)
meetings = InfoEventPage._meta.get_field("meetings").related_model
page = InfoEventPage(title="Evening for adult learners", slug="evening", partner=partner, places=1)
page.meetings = [meetings(starts_at=starts, ends_at=starts + dt.timedelta(hours=2))]
events.add_child(instance=page)
page.save_revision().publish()
print(Event.objects.get().pk)
"""

REGISTER = """
import re
from django.test import Client
from opinovi_wagtail.models import Course, Event, Registration

visitor = Client(HTTP_HOST="localhost")
listing = visitor.get("/courses/")
assert listing.status_code == 200, listing.status_code
assert "Hoiva-avustaja" in listing.content.decode() and "Trukkikortti" in listing.content.decode()
assert '<meta name="viewport"' in listing.content.decode(), "the host's own base template"
course = Course.objects.get(remote_id="1")
detail = visitor.get(re.search(r'href="([^"]*hoiva-avustaja[^"]*)"', listing.content.decode())[1].split("localhost")[-1])
assert detail.status_code == 200, detail.status_code
event = visitor.get("/events/evening/")
assert "1 place left" in event.content.decode(), event.content.decode()
address = re.search(r'href="([^"]*/opinovi/[^"]*register[^"]*)"', event.content.decode())[1]
address = "/" + address.split("//")[-1].split("/", 1)[1] if "//" in address else address
form = visitor.get(address)
assert form.status_code == 200
key = re.search(r'name="submission_key" value="([^"]+)"', form.content.decode())[1]
answer = visitor.post(
    address, {"submission_key": key, "name": "Åsa Öhman", "email": "asa@person.example", "language": "en"}, follow=True
)
assert "Your place is booked" in answer.content.decode(), answer.content.decode()
registration = Registration.objects.get()
assert registration.state == "confirmed" and Event.objects.get().places_taken == 1
full = visitor.get("/events/evening/").content.decode()
assert "This event is full" in full
print("registered")
"""


@pytest.fixture
def feed(tmp_path: Path):
    """A partner's course list over loopback HTTP: its address."""
    folder = tmp_path / "feed"
    folder.mkdir()
    (folder / "courses.csv").write_text(COURSES, "utf-8")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("wagtail", ["wagtail>=7.4,<7.5", "wagtail>=8.0,<8.1"])
def test_fresh_site_publishes_syncs_registers_and_reminds(wagtail, wheel, feed, tmp_path):
    site = FreshSite(tmp_path, [wagtail, "Django>=5.2,<5.3"], wheel)
    (site.root / "courses.csv").write_text(COURSES, "utf-8")
    (site.root / "mysite/settings/local.py").write_text(
        "from .base import OPINOVI_WAGTAIL\n"
        f'OPINOVI_WAGTAIL = {{**OPINOVI_WAGTAIL, "ALLOWED_INTERNAL_HOSTS": ["{feed}"]}}\n',
        "utf-8",
    )
    said = [(step, site.follow(step)) for step in steps()]

    checked = "".join(output for step, output in said if "manage.py check" in step.text)
    assert "System check identified no issues" in checked
    previewed = "".join(output for step, output in said if "opinovi_preview" in step.text)
    assert "Hoiva-avustaja" in previewed
    assert "No changes detected" in site.run("python manage.py makemigrations --check --dry-run")

    site.script(MAKE_PAGES)
    site.run(
        f"python manage.py opinovi_source autumn --format csv --url http://{feed}/courses.csv --partner 'Our institution'"
    )
    site.run("python manage.py opinovi_sync autumn")
    assert "registered" in site.script(REGISTER)

    confirmation = site.run("python manage.py opinovi_tick")
    assert "Your place is booked: Evening for adult learners" in confirmation
    assert "text/calendar" in confirmation
    assert "Your place is booked" not in site.run("python manage.py opinovi_tick"), "sent once"

    site.script(
        "import datetime as dt\n"
        "from django.utils import timezone\n"
        "from opinovi_wagtail.models import Message\n"
        "reminder = Message.objects.get(kind='reminder')\n"
        "assert timezone.now() + dt.timedelta(days=8) < reminder.due_at < timezone.now() + dt.timedelta(days=10)\n"
        "Message.objects.filter(pk=reminder.pk).update(due_at=timezone.now())\n"
    )
    reminder = site.run("python manage.py opinovi_tick")
    assert "A reminder: you are registered" in reminder
