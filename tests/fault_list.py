"""The faults that a run of a catalogue source survives, in the order of docs/reliability.md; each has at least one test."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the document: its heading, what it is about, and its faults in order."""

    title: str
    about: str
    faults: tuple[str, ...]


SECTIONS = {
    "feed": Section(
        "Feeds",
        "What a partner’s server answers. The feed is read over HTTP from a real server, with 30 events in it.",
        (
            "truncated",
            "500",
            "429 with Retry-After",
            "304 without a cache",
            "200 with an empty list",
            "200 with an HTML login page",
            "wrong charset",
            "ids reused",
            "duplicate ids",
            "duplicate keys",
            "99 % vanished",
            "ten times bigger",
            "slow drip",
            "redirect loop",
            "gzip bomb (1 MB → 1 GB)",
            "pages that shift while being read",
            "page that repeats for ever",
        ),
    ),
    "records": Section(
        "Records",
        "What one of the 30 records holds. At the same time another record gets a new title, which has to arrive.",
        (
            "NUL",
            "lone surrogate",
            "10 MB title",
            "javascript: URL",
            "<svg onload>",
            "year 9999",
            "end before start",
            "NaN, 1e999",
            "5,000-digit integer",
            "100,000 [",
            "another partner’s id",
            "unknown codes",
        ),
    ),
    "process": Section(
        "Processes",
        "What happens to the process that runs. They are real processes on PostgreSQL; killed means SIGKILL.",
        (
            "killed before the first write",
            "killed between chunks",
            "killed after the last chunk, before the report",
            "the process that reads the feed dies",
            "two workers on one source",
            "one of two workers killed among forty sources",
            "deploy in mid-run",
        ),
    ),
    "services": Section(
        "Services",
        "What happens to the servers around the run: a real broker (Valkey), a real Celery worker, a real PostgreSQL. "
        "The broker is away for some seconds in the test, not for 60. A longer outage differs in nothing: a worker tries a "
        "hundred times to connect again, and what waits is a row in the database, which every tick looks at.",
        ("Redis restarted", "Redis flushed", "Redis unreachable", "database restarted in mid-run", "disk full"),
    ),
    "hosts": Section(
        "Addresses",
        "Where a source, or what its server answers, may point. Sockets listen where such a connection would arrive, and "
        "none came.",
        (
            "file:///etc/passwd",
            "gopher://",
            "http://127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "[::]",
            "[::ffff:169.254.169.254]",
            "[::7f00:1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[fec0::1]",
            "100.64.0.1",
            "①②⑦.⓪.⓪.①",
            "a name that rebinds",
            "a name with mixed A records",
            "a redirect to the metadata address",
            "https → http with Authorization",
            "user:pw@host in logs",
            "a port with CRLF in the path",
        ),
    ),
}
