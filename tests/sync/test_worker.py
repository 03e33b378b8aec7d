"""A real Celery worker, a real broker and a real PostgreSQL sync feeds that a server on loopback hands out page by page."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from opinovi_wagtail.catalogues.base import FormatError, Options
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.sync.preview import Preview

from .feed_server import feed_server

pytestmark = [pytest.mark.services, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
SAMPLES = os.environ.get("OPINOVI_FEED_SAMPLES", "")
FOLDERS = {"linked-events": "linked-events", "konfo-backend": "opintopolku"}
PAGE = 3  # records
FINISHED_WITHIN = 120  # seconds


class Documents(dict):
    """Answers of a feed server: recorded documents by path, lists among them cut into pages that lead to one another."""

    def __init__(self, server):
        super().__init__()
        self.server, self.documents = server, {}

    def get(self, path, default=None):
        parts = urlsplit(path)
        document = self.documents.get(parts.path)
        if document is None:
            return default
        body = json.dumps(self.page(document, parts)).encode()

        def write(handler):
            handler.send_response(200)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        return write

    def page(self, document, parts):
        asked = parse_qs(parts.query)
        number = int(asked.get("page", ["1"])[0])
        if isinstance(document, dict) and isinstance(document.get("data"), list) and "meta" in document:
            items = document["data"]
            more = number * PAGE < len(items)
            following = self.server.url(f"{parts.path}?page={number + 1}") if more else None
            return {
                "meta": {"count": len(items), "next": following},
                "data": items[(number - 1) * PAGE : number * PAGE],
            }
        if isinstance(document, dict) and isinstance(document.get("hits"), list):
            size = int(asked.get("size", [PAGE])[0])
            return {
                **document,
                "total": len(document["hits"]),
                "hits": document["hits"][(number - 1) * size : number * size],
            }
        return document


@pytest.fixture
def feeds(settings):
    with feed_server() as server:
        server.answers = Documents(server)
        settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "ALLOWED_INTERNAL_HOSTS": (server.host,)}
        yield server


@pytest.fixture
def site(feeds, postgres, valkey, tmp_path):
    """Gives orders to a worker on a database of its own; answers the reports of their runs."""
    with psycopg.connect(postgres.url, autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS worker WITH (FORCE)")
        admin.execute("CREATE DATABASE worker")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.sync.worker_settings",
        "DATABASE_URL": postgres.url.rpartition("/")[0] + "/worker",
        "REDIS_URL": str(valkey.url),
        "FEED_HOST": feeds.host,
    }

    def told(argument):
        command = [sys.executable, "-m", "tests.sync.order", argument]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def reports(sources):
        told(json.dumps(sources))
        worker = [sys.executable, "-m", "celery", "-A", "tasks", "worker", "-c", "2", "-l", "INFO"]
        with (tmp_path / "worker.log").open("wb") as log:
            process = subprocess.Popen(worker, cwd=ROOT, env=environment, stdout=log, stderr=log)
            try:
                _wait_for(len(sources), environment["DATABASE_URL"], process, tmp_path / "worker.log")
            finally:
                process.terminate()
                process.wait(60)
        return told("report")

    return reports


def _wait_for(count, url, process, log):
    until = time.monotonic() + FINISHED_WITHIN
    with psycopg.connect(url, autocommit=True) as connection:
        while time.monotonic() < until:
            sql = "SELECT count(*) FROM opinovi_wagtail_syncrun WHERE finished_at IS NOT NULL"
            if connection.execute(sql).fetchone()[0] >= count:
                return
            assert process.poll() is None, log.read_text()
            time.sleep(0.2)
    raise AssertionError(log.read_text()[-5000:])


def linked(number):
    return {
        "id": f"turku:{number}",
        "name": {"fi": f"Tapahtuma {number}"},
        "start_time": "2027-12-08T15:00:00Z",
        "end_time": "2027-12-08T17:00:00Z",
    }


def test_the_worker_syncs_a_paged_feed_and_says_what_it_could_not_take(feeds, site):
    events = [linked(n) for n in range(10)]
    events[4] = {"id": "turku:broken", "name": {"fi": "Ilman aikaa"}}
    feeds.answers.documents["/v1/event/"] = {"meta": {}, "data": events}

    report = site([["turku", "linked-events", feeds.url("/v1/event/"), {}]])["turku"]

    assert (report["state"], report["pages"], report["created"], report["failed"]) == ("succeeded", 4, 9, 1)
    assert report["public"] == 9
    assert report["fatal"] >= 1
    assert {urlsplit(path).path for path, _headers in feeds.requests} == {"/v1/event/"}


def test_every_record_of_the_recorded_documents_is_taken_or_explained(feeds, site):
    if not Path(SAMPLES or "/nonexistent").is_dir():
        pytest.skip("Recorded documents were not synced: OPINOVI_FEED_SAMPLES names no folder.")
    sources = []
    for folder, name in FOLDERS.items():
        for path in sorted((Path(SAMPLES) / folder).glob("*.json")):
            address = f"/{folder}/{path.name}"
            feeds.answers.documents[address] = json.loads(path.read_text("utf-8"))
            slug = re.sub(r"[^a-z0-9-]+", "-", f"{folder}-{path.stem}".lower())[:80]
            sources.append([slug, name, feeds.url(address), {"details": False} if name == "opintopolku" else {}])

    reports = site(sources)

    assert len(reports) == len(sources) > 10
    taken = 0
    for slug, name, url, options in sources:
        report, (usable, unusable, sentence) = reports[slug], previewed(name, url, options)
        assert report["unexplained"] == 0
        if sentence:
            assert (report["state"], report["message"], report["rows"]) == ("failed", sentence, []), slug
            continue
        assert report["rows"] == usable, slug
        assert report["fatal"] >= unusable, slug
        assert report["state"] == "succeeded" or "per cent" in report["message"], (slug, report)
        taken += len(usable)
    assert taken > 15


def previewed(name, url, options):
    """The identifiers that a preview would take, how many it could not, and the sentence if it took nothing of the kind."""
    try:
        shown = list(Preview(get_format(name, Options(options=options)), url, local=False).records())
    except FormatError as error:
        return [], 0, str(error)
    usable = sorted({one.remote_id for one in shown if one.usable})
    return usable, sum(1 for one in shown if not one.usable and not one.deleted and not _gone(one)), ""


def _gone(one):
    return one.record is not None and one.record.deleted
