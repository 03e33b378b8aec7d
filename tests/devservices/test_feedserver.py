"""The feed server speaks as the three partners' systems do."""

import csv
import datetime as dt
import http.client
import io
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from sitecontent.devservices.feedserver import CSV, KONFO, LINKED_EVENTS, FeedHandler, fill_in, source_addresses
from sitecontent.devservices.loopback import listen

TUESDAY = dt.date(2026, 11, 24)


@pytest.fixture
def base() -> Iterator[str]:
    with listen(0, FeedHandler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def ask(address: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(address, headers=headers or {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def ask_json(address: str) -> Any:
    status, _, body = ask(address)
    assert status == 200
    return json.loads(body)


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("{{+1}}", "2026-11-25"),
        ("{{-1}}", "2026-11-23"),
        ("{{+4}}", "2026-11-30"),
        ("{{+1 fi}}", "25.11.2026"),
        ("{{+1 17:30}}", "2026-11-25T15:30:00Z"),
        ("{{+180 17:30}}", "2027-05-24T14:30:00Z"),
        ("{{+1T08:00}}", "2026-11-25T08:00"),
        ("kausi_{{+1 season}} {{+60 season}}", "kausi_s k"),
        ("{{+60 year}}", "2027"),
        ("{{base}}/event/", "http://here/event/"),
        ("{{tomorrow}}", "{{tomorrow}}"),
    ],
    ids=["date", "past", "weekend", "Finnish", "winter", "summer", "local", "season", "year", "base", "unknown"],
)
def test_date_marks(mark: str, expected: str) -> None:
    assert fill_in(mark, TUESDAY, "http://here") == expected


def test_linked_events_are_paged_and_complete(base: str) -> None:
    address, seen, pages = source_addresses(base)["linked-events"], [], 0
    while address:
        page = ask_json(address)
        seen += [event["id"] for event in page["data"]]
        address, pages = page["meta"]["next"], pages + 1
    assert len(seen) == len(set(seen)) == page["meta"]["count"]
    assert pages > 2
    assert page["meta"]["previous"]


def test_everything_an_event_points_to_is_served(base: str) -> None:
    events = ask_json(f"{base}{LINKED_EVENTS}/event/?page_size=100")["data"]
    references = {
        reference["@id"]
        for event in events
        for reference in [event["location"], *event["keywords"], *event["audience"], *event["in_language"]]
        if reference
    }
    assert len(references) > 5
    for reference in references:
        assert ask_json(reference)["name"]


def test_opintopolku_search_leads_to_details(base: str) -> None:
    found = ask_json(source_addresses(base)["opintopolku"])
    assert (found["total"], len(found["hits"])) == (5, 2)
    oid = found["hits"][0]["oid"]
    assert "haut" not in ask_json(f"{base}{KONFO}/koulutus/{oid}")
    whole = ask_json(f"{base}{KONFO}/koulutus/{oid}?toteutukset=true&hakukohteet=true&haut=true")
    assert [run["koulutusOid"] for run in whole["toteutukset"]] == [oid]
    target, admission = whole["hakukohteet"][0], whole["haut"][0]
    assert (target["toteutusOid"], target["hakuOid"]) == (whole["toteutukset"][0]["oid"], admission["oid"])
    for kind, inner in (("toteutus", whole["toteutukset"][0]), ("hakukohde", target), ("haku", admission)):
        assert ask_json(f"{base}{KONFO}/{kind}/{inner['oid']}")["oid"] == inner["oid"]


@time_machine.travel("2026-11-24T12:00:00Z")
def test_csv_is_what_a_finnish_spreadsheet_writes(base: str) -> None:
    _, headers, body = ask(f"{base}{CSV}")
    rows = list(csv.DictReader(io.StringIO(body.decode("windows-1252"), newline=""), delimiter=";"))
    assert headers["Content-Type"] == "text/csv"
    assert len({row["Kurssikoodi"] for row in rows}) == 5
    assert rows[0]["Alkaa"] == "18.12.2026"
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_unchanged_feed_is_not_sent_again(base: str) -> None:
    _, headers, _ = ask(f"{base}{CSV}")
    status, _, body = ask(f"{base}{CSV}", {"If-None-Match": headers["ETag"]})
    assert (status, body) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/nothing", f"{LINKED_EVENTS}/image/", f"{LINKED_EVENTS}/event/x:1/", f"{KONFO}/haku/1"]
)
def test_unknown_addresses_are_not_found(base: str, path: str) -> None:
    assert ask(f"{base}{path}")[0] == 404


def test_page_after_the_last_is_not_found(base: str) -> None:
    assert ask(f"{base}{LINKED_EVENTS}/event/?page=99")[0] == 404


def test_names_that_were_rebound_to_loopback_are_refused(base: str) -> None:
    connection = http.client.HTTPConnection(base.removeprefix("http://"))
    connection.request("GET", "/", headers={"Host": "evil.example"})
    assert connection.getresponse().status == 421
    connection.close()
