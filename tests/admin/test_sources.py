"""Catalogue sources in the desk: plain fields for the filter, safe addresses, preview, sync, and the parked withdrawal."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from opinovi_wagtail.models import CatalogueSource, Course, Duplicate, ParkedWithdrawal, SyncRun
from opinovi_wagtail.sync.report import sentence, took
from tests.factories import make_course, make_event, make_source

from .posting import as_posted, problems
from .test_roles_matrix import text
from .world import OURS, make_registration, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(log_in: Any) -> Any:
    return log_in("partner_admin")


def new(ours: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "partner": ours["partner"].pk,
        "name": "Kurssit",
        "format": "csv",
        "url": "https://feeds.partner.example/courses.csv",
        "every_minutes": "60",
        "policy": "editor",
        "active": "on",
        **changed,
    }


def at(name: str, source: Any) -> str:
    return reverse(f"opinovi-cataloguesource:{name}", args=[source.pk])


def test_a_source_is_made_with_a_filter_in_plain_fields(admin, ours):
    sent = new(
        ours,
        take_providers="Aurakosken opisto\n\n 1.2.246.562.10.1 \n",
        take_municipalities=["853", "734"],
        take_types=["further_vocational"],
    )
    response = admin.post(reverse("opinovi-cataloguesource:add"), sent, follow=True)
    assert response.redirect_chain, problems(response)
    source = CatalogueSource.objects.get(slug="kurssit")
    assert source.filters == {
        "providers": ["Aurakosken opisto", "1.2.246.562.10.1"],
        "municipalities": ["853", "734"],
        "types": ["further_vocational"],
    }
    shown = admin.get(at("edit", source)).context["form"]
    assert shown["take_providers"].value() == "Aurakosken opisto\n1.2.246.562.10.1"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("file:///etc/passwd", "Only addresses that begin with http"),
        ("gopher://feeds.example/", "Only addresses that begin with http"),
        ("https://user:secret@feeds.example/", "contains a password or key"),
        ("http://127.0.0.1:6379/\r\nFLUSHALL", "control characters"),
        ("https://feeds.example:6379/", "Only the ports 80 and 443"),
        ("https:///courses", "no server name"),
    ],
)
def test_an_address_that_will_not_be_fetched_is_refused_with_the_reason(url, sentence, admin, ours):
    response = admin.post(reverse("opinovi-cataloguesource:add"), new(ours, url=url))
    assert sentence in problems(response)
    assert not CatalogueSource.objects.filter(slug="kurssit").exists()


def test_a_partner_is_not_asked_every_minute(admin, ours):
    response = admin.post(reverse("opinovi-cataloguesource:add"), new(ours, every_minutes="1"))
    assert "Choose one of the intervals" in problems(response)


def test_two_sources_of_one_name_get_addresses_of_their_own(admin, ours):
    for _twice in range(2):
        admin.post(reverse("opinovi-cataloguesource:add"), new(ours))
    assert set(CatalogueSource.objects.filter(name="Kurssit").values_list("slug", flat=True)) == {
        "kurssit",
        "kurssit-2",
    }


def test_saving_the_form_leaves_the_lease_of_a_run_alone(admin, ours):
    source = ours["cataloguesource"]
    sent = as_posted(admin.get(at("edit", source)).context["form"]) | {"name": "Uusi nimi"}
    # A run begins while the form is open.
    form_is_loaded = CatalogueSource.save

    def save(self: Any, *args: Any, **kwargs: Any) -> None:
        CatalogueSource.objects.filter(pk=self.pk).update(lease_token="running")
        form_is_loaded(self, *args, **kwargs)

    with mock.patch.object(CatalogueSource, "save", save):
        admin.post(at("edit", source), sent)
    source.refresh_from_db()
    assert (source.name, source.lease_token) == ("Uusi nimi", "running")


def test_a_mended_address_takes_a_paused_source_up_again(admin, ours):
    source = ours["cataloguesource"]
    CatalogueSource.objects.filter(pk=source.pk).update(paused_because="failures", failures=10)
    page = admin.get(at("edit", source))
    assert "Paused after 10 failures in a row." in text(page)
    admin.post(at("edit", source), as_posted(page.context["form"]) | {"url": "https://new.partner.example/feed.csv"})
    source.refresh_from_db()
    assert (source.paused_because, source.failures) == ("", 0)


def test_a_preview_changes_nothing_and_shows_a_report(admin, ours, feed):
    source = make_source(ours["partner"], url=feed, filters={"providers": ["Aurakosken opisto"]})
    before = Course.objects.count()
    assert admin.get(at("preview", source)).status_code == 200
    assert not source.runs.exists(), "looking fetches nothing"
    report = text(admin.post(at("preview", source), follow=True))
    assert "A preview: nothing was changed." in report
    assert "1 row would be new." in report
    assert "1 record would be left out by the filter." in report
    assert Course.objects.count() == before


def test_sync_now_takes_the_feed_in_at_once_where_there_is_no_worker(admin, ours, feed):
    source = make_source(ours["partner"], url=feed)
    report = text(admin.post(at("sync", source), follow=True))
    assert "2 rows are new." in report
    assert Course.objects.filter(source=source).count() == 2


def test_sync_now_asks_the_worker_where_there_is_one(admin, ours, settings):
    settings.OPINOVI_WAGTAIL = {"USE_CELERY": True}
    with mock.patch("opinovi_wagtail.admin.sources.acts.enqueue") as enqueue:
        admin.post(at("sync", ours["cataloguesource"]))
    enqueue.assert_called_once_with("opinovi_wagtail.sync_source", [ours["cataloguesource"].pk])


def test_a_feed_that_cannot_be_had_is_explained_and_loses_nothing(admin, ours, feed):
    source = make_source(ours["partner"], url=feed.replace("courses", "gone"))
    page = text(admin.post(at("sync", source), follow=True))
    run = SyncRun.objects.get(source=source)
    assert run.state == "failed"
    with translation.override("en"):
        assert page.count(escape(run.message)) == 1, "said once, by the report"
    assert "404" in page
    assert "Go to the first error" not in page
    assert "Everything was taken as it is." not in page


def test_a_report_says_when_the_run_began_and_ended_and_how_long_it_took(admin, ours, now):
    run = make_run(ours["cataloguesource"], started_at=now, finished_at=now + dt.timedelta(minutes=3, seconds=5))
    page = " ".join(text(admin.get(reverse("opinovi-syncrun:inspect", args=[run.pk]))).split())
    assert "<dt>Started</dt> <dd>Tue 24 Nov 2026, 12:00</dd>" in page
    assert "<dt>Ended</dt> <dd>Tue 24 Nov 2026, 12:03</dd>" in page
    assert "<dt>Took</dt> <dd>3 min 5 s</dd>" in page


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "less than a second"), (59, "59 s"), (61, "1 min 1 s"), (7380, "2 h 3 min")]
)
def test_how_long_a_run_took_is_said_in_units_that_fit(seconds, words, now):
    with translation.override("en"):
        assert took(SyncRun(started_at=now, finished_at=now + dt.timedelta(seconds=seconds))) == words


@pytest.mark.parametrize(
    ("state", "says_so"),
    [("succeeded", True), ("unchanged", False), ("running", False), ("failed", False), ("died", False)],
)
def test_only_a_run_that_ended_well_has_taken_everything(state, says_so, admin, ours, now):
    run = make_run(ours["cataloguesource"], state=state, created=1)
    page = text(admin.get(reverse("opinovi-syncrun:inspect", args=[run.pk])))
    assert ("Everything was taken as it is." in page) is says_so


@pytest.mark.parametrize("state", ["running", "failed", "died"])
def test_a_run_without_a_message_is_not_said_to_have_met_an_empty_feed(state):
    with translation.override("en"):
        assert "empty" not in sentence(SyncRun(state=state))


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("title", "Otsikko"),
        ("remote_id", "Tunniste"),
        ("record", "Koko kohde"),
        ("runs", "Toteutukset"),
        ("apply_until", "Haku päättyy"),
        ("x-unknown", "X-unknown"),
    ],
)
def test_the_report_calls_fields_by_their_labels(field, label, log_in, ours):
    run = make_run(ours["cataloguesource"])
    run.issues.create(remote_id="9", field=field, told="!")
    page = text(log_in("partner_admin", "fi").get(reverse("opinovi-syncrun:inspect", args=[run.pk])))
    assert f"<strong>{label}:</strong>" in page


def statuses(client: Any) -> dict[str, list[str]]:
    """Name of the source -> what its status says, line by line."""
    page = text(client.get(reverse("opinovi-cataloguesource:index")))
    cells = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    found = {}
    for cell in cells:
        if said := re.search(r'<td class="opinovi-status.*?</td>', cell, re.DOTALL):
            name = re.search(r"inspect/\d+/\"[^>]*>\s*([^<]+?)\s*<", cell)
            assert name
            found[name[1]] = [
                html.unescape(part) for part in re.findall(r"<span[^>]*>(?:<a [^>]*>)?([^<]*)(?:</a>)?</span>", said[0])
            ]
    return found


def test_the_list_says_how_each_source_fares_since_when_and_why(admin, ours, now):
    minutes = dt.timedelta(minutes=1)
    partner = ours["partner"]
    ours["cataloguesource"].runs.all().delete()
    fine = make_source(partner, name="fine", last_success_at=now - 5 * minutes)
    make_run(fine, state="failed", started_at=now - 60 * minutes)
    make_run(fine, state="succeeded", started_at=now - 5 * minutes)
    make_run(fine, state="failed", dry_run=True, started_at=now)
    failing = make_source(partner, name="failing", last_success_at=now - 90 * minutes)
    make_run(failing, state="succeeded", started_at=now - 90 * minutes)
    make_run(failing, state="failed", started_at=now, finished_at=now + minutes, told=["The server said 500."])
    paused = make_source(partner, name="paused", paused_because="failures", failures=12)
    make_run(paused, state="died", finished_at=now + 2 * minutes, told=["It died."])
    running = make_source(partner, name="running", lease_token="x", lease_until=now + minutes, active=True)
    make_run(running, state="running", finished_at=None, started_at=now - 2 * minutes)
    dead = make_source(partner, name="dead", lease_token="x", lease_until=now - minutes)
    make_run(dead, state="died", told=["It died."], finished_at=now)
    make_source(partner, name="off", active=False, paused_because="person")
    make_source(partner, name="new")
    old = make_source(partner, name="old", last_success_at=now - 3 * 1440 * minutes, every_minutes=360)
    make_run(old, state="succeeded", started_at=now - 3 * 1440 * minutes)
    rare = make_source(partner, name="rare", last_success_at=now - 3 * 1440 * minutes, every_minutes=7 * 1440)
    make_run(rare, state="succeeded", started_at=now - 3 * 1440 * minutes)
    ParkedWithdrawal.objects.all().delete()
    report = "What happened, and what to do about it"
    untried = "Look at a preview first, then sync it for the first time."
    at_noon = "Tue 24 Nov 2026, 12:0"
    assert statuses(admin) == {
        OURS: ["Never run yet", untried],
        "fine": ["Works", "Tue 24 Nov 2026, 11:55"],
        "failing": ["The last run failed", f"{at_noon}1", "The server said 500.", report],
        "paused": [
            "Paused",
            f"{at_noon}2",
            "Paused after 12 failures in a row. It died.",
            "Nothing is fetched until somebody resumes it.",
        ],
        "running": ["Being synced", "Tue 24 Nov 2026, 11:58"],
        "dead": ["The last run failed", f"{at_noon}0", "It died.", report],
        "off": ["Switched off"],
        "new": ["Never run yet", untried],
        "old": ["Not fetched for a long time", "Sat 21 Nov 2026, 12:00"],
        "rare": ["Works", "Sat 21 Nov 2026, 12:00"],
    }


def test_the_list_names_formats_as_people_do(admin, ours):
    make_source(ours["partner"], format="linked-events")
    page = text(admin.get(reverse("opinovi-cataloguesource:index")))
    assert "Linked Events" in page
    assert "linked-events" not in page


def test_what_is_in_the_feed_is_counted_for_choosing(admin, ours, feed):
    source = make_source(ours["partner"], url=feed, filters={"providers": ["Muu opisto"]})
    page = text(admin.post(at("contents", source)))
    assert "There are 2 usable records in the feed." in page
    assert "The present choice takes 1 of them." in page
    assert "Aurakosken opisto" in page


def test_the_report_shows_every_issue_with_its_reason_and_escapes_what_the_source_sent(admin, ours):
    run = ours["syncrun"]
    run.issues.create(remote_id="9", field="title", told="No title.", excerpt="<script>alert(1)</script>", fatal=True)
    page = text(admin.get(reverse("opinovi-syncrun:inspect", args=[run.pk])))
    assert "No title." in page
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;" in page


def missing_course(source: Any, now: Any) -> Course:
    return make_course(source.partner, origin="source", source=source, remote_id="x", remote_key="x", missing_since=now)


@pytest.mark.parametrize(
    ("decision", "state", "withdrawn"), [("approve", "approved", True), ("reject", "rejected", False)]
)
def test_a_parked_withdrawal_is_decided_by_a_person(decision, state, withdrawn, admin, ours, now):
    source = ours["cataloguesource"]
    parked = source.parked_withdrawals.get()
    ParkedWithdrawal.objects.filter(pk=parked.pk).update(missing_before=now)
    course = missing_course(source, now)
    page = admin.get(at(decision, source), follow=True)
    assert page.redirect_chain == [(at("withdrawal", source), 302)], "nobody decides without having seen the rows"
    assert "7 rows of 10" in text(page)
    admin.post(at(decision, source), {"shown": page.context["parked"].pk})
    parked.refresh_from_db()
    course.refresh_from_db()
    assert (parked.state, parked.decided_by) == (state, "partner_admin")
    assert (course.withdrawn_at is not None) is withdrawn


def test_the_decision_shows_which_rows_it_is_about_and_what_it_means(admin, ours, now):
    source = ours["cataloguesource"]
    ParkedWithdrawal.objects.filter(source=source).update(missing_before=now)
    for number in range(52):
        make_course(
            source.partner, title={"fi": f"Kadonnut {number}"}, origin="source", source=source,
            remote_key=f"x{number}", missing_since=now - dt.timedelta(days=52 - number),
        )  # fmt: skip
    page = text(admin.get(at("withdrawal", source)))
    assert "Kadonnut 0" in page and "Kadonnut 49" in page and "Kadonnut 50" not in page
    assert "2 more rows are not shown here." in page
    first = Course.objects.get(title={"fi": "Kadonnut 0"})
    assert reverse("opinovi-course:edit", args=[first.pk]) in page
    rows, keeping, withdrawing = (
        page.index(said) for said in ("Kadonnut 0", "The rows stay in", "Withdrawn rows leave the lists at once.")
    )
    assert rows < keeping < withdrawing
    assert keeping < page.index(f'action="{at("reject", source)}"') < withdrawing
    assert withdrawing < page.index(f'action="{at("approve", source)}"')


def test_another_withdrawal_than_the_one_shown_is_not_decided(admin, ours):
    page = admin.post(at("approve", ours["cataloguesource"]), {"shown": "0"}, follow=True)
    assert "decided already" in text(page)
    assert ours["cataloguesource"].parked_withdrawals.get().state == "parked"


def test_a_source_that_rows_come_from_is_not_deleted(admin, ours, now):
    source = ours["cataloguesource"]
    missing_course(source, now)
    for number in range(2):
        event = make_event(source.partner, origin="source", source=source, remote_key=f"e{number}", withdrawn_at=now)
        make_registration(event)
        make_registration(event, state="cancelled")
    page = " ".join(text(admin.get(at("delete", source))).split())
    assert "<li>1 course</li>" in page
    assert "<li>2 events</li>" in page
    assert "<li>2 courses or events that have been withdrawn, but whose addresses still work</li>" in page
    assert "<li>2 registrations</li>" in page
    assert f'action="{at("delete", source)}"' not in page, "what cannot be done is not offered"
    assert f'action="{at("pause", source)}"' in page
    page = admin.post(at("delete", source), follow=True)
    assert "Pause it instead" in text(page)
    assert CatalogueSource.objects.filter(pk=source.pk).exists()


def test_a_source_that_nothing_came_from_goes_with_its_reports(admin, ours):
    source = make_source(ours["partner"])
    for _twice in range(2):
        make_run(source, dry_run=True)
    page = text(admin.get(at("delete", source)))
    assert "visitors do not notice anything" in page
    assert "the reports of 2 runs are deleted with it" in page
    admin.post(at("delete", source))
    assert not CatalogueSource.objects.filter(pk=source.pk).exists()


def test_a_source_without_a_name_is_called_after_its_partner_and_format(admin, ours):
    page = admin.get(reverse("opinovi-cataloguesource:add"), {"format": "csv"})
    assert "Visitors of the site do not see it." in text(page)
    admin.post(reverse("opinovi-cataloguesource:add"), new(ours, name=""))
    source = CatalogueSource.objects.latest("pk")
    assert source.name == f"{OURS}: Table (CSV, Excel)"
    assert source.slug != "csv"


def test_the_title_of_the_form_says_once_that_the_source_is_new(admin, ours):
    def title(**data: str) -> str:
        page = text(admin.get(reverse("opinovi-cataloguesource:add"), data))
        return " ".join(page.partition("<title>")[2].partition("</title>")[0].split())

    assert title().startswith("New catalogue source - ")
    assert title(format="csv").startswith("New catalogue source: Table (CSV, Excel) - ")


def test_the_list_says_what_waits_and_leads_there(admin, log_in, ours, now):
    partner = ours["partner"]
    waiting = make_source(partner, name="waiting", last_success_at=now)
    run = make_run(waiting)
    ParkedWithdrawal.objects.create(source=waiting, run=run, missing_before=now, rows=3, of=9)
    course = make_course(partner, origin="source", source=waiting, remote_key="a", asks=["title"])
    event = make_event(partner, origin="source", source=waiting, remote_key="b", asks=["title"])
    Duplicate.objects.create(course=course, other_course=ours["course"], reason="likeness", found_at=now)
    Duplicate.objects.create(event=event, other_event=ours["event"], reason="likeness", found_at=now, state="distinct")
    said = [
        "Waits for a decision",
        "Tue 24 Nov 2026, 12:00",
        "3 rows have disappeared from the feed. Are they to be withdrawn or kept?",
        "In 2 rows the source has changed something that an editor keeps.",
        "1 row may be the same thing as a row of another source.",
    ]
    page = text(admin.get(reverse("opinovi-cataloguesource:index")))
    assert statuses(admin)["waiting"] == said
    for url in (at("withdrawal", waiting), f"{at('kept', waiting)}?waiting=1", reverse("opinovi-duplicate:index")):
        assert f'<a href="{url}">' in page
    viewer = log_in("viewer")
    assert statuses(viewer)["waiting"] == said
    assert at("withdrawal", waiting) not in text(viewer.get(reverse("opinovi-cataloguesource:index")))


def test_the_list_promises_no_next_fetch_of_a_paused_source(admin, ours, now):
    ours["cataloguesource"].delete()
    make_source(ours["partner"], name="paused", paused_because="person", next_run_at=now + dt.timedelta(hours=2))
    page = text(admin.get(reverse("opinovi-cataloguesource:index")))
    assert "not planned" in page
    assert "Tue 24 Nov 2026, 14:00" not in page
    assert "opinovi-status--alarming" not in page
    CatalogueSource.objects.update(paused_because="failures", failures=12)
    assert "opinovi-status--alarming" in text(admin.get(reverse("opinovi-cataloguesource:index")))


def test_queries_of_the_list_do_not_grow_with_its_sources(admin, ours, now):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            admin.get(reverse("opinovi-cataloguesource:index"))
        return len(captured)

    def fill(count: int) -> None:
        for _number in range(count):
            source = make_source(ours["partner"], last_success_at=now)
            ParkedWithdrawal.objects.create(source=source, run=make_run(source), missing_before=now, rows=1, of=2)

    fill(1)
    queries()
    few = queries()
    fill(5)
    assert queries() == few


def test_viewers_read_reports_but_decide_nothing(log_in, ours):
    page = text(log_in("viewer").get(reverse("opinovi-syncrun:inspect", args=[ours["syncrun"].pk])))
    assert at("approve", ours["cataloguesource"]) not in page


def test_sources_are_searched_by_name_in_upper_and_lower_case_alike(admin, ours):
    make_source(ours["partner"], name="Aurakosken kurssit")
    make_source(ours["partner"], name="Muut")
    found = text(admin.get(reverse("opinovi-cataloguesource:index"), {"q": "KURSSIT aura"}))
    assert "Aurakosken kurssit" in found
    assert "Muut" not in found
