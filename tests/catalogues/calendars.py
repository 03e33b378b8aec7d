"""Calendars made of lines, in the shape in which calendar programs export them."""

from __future__ import annotations

from tests.catalogues.feeds import only, read

URL = "https://calendar.example/public/basic.ics"


def vevent(*lines, **changes):
    """A VEVENT of the properties that every export has, changed by name (``None`` leaves one out), with further lines."""
    properties = {
        "UID": "1@calendar.example",
        "DTSTAMP": "20261120T080000Z",
        "DTSTART": "20270112T150000Z",
        "DTEND": "20270112T163000Z",
        "SUMMARY": "Aikuisopiskelun ilta",
    }
    properties |= changes
    told = [f"{name.replace('_', '-')}:{value}" for name, value in properties.items() if value is not None]
    return "\r\n".join(("BEGIN:VEVENT", *told, *lines, "END:VEVENT"))


def calendar(*components, head=()):
    """A VCALENDAR of components, in bytes."""
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Demo//EN", *head, *components, "END:VCALENDAR", "")
    return "\r\n".join(lines).encode("utf-8", "surrogatepass")


def event_of(*lines, head=(), options=None, **changes):
    """What becomes of a calendar with one event: the record with its issues."""
    return only("icalendar", calendar(vevent(*lines, **changes), head=head), **(options or {}))


def records(*components, head=(), **options):
    """What becomes of each event of a calendar."""
    _format, shown = read("icalendar", calendar(*components, head=head), url=URL, **options)
    return shown


def starts(shown):
    """The starts of the meetings, in ISO 8601."""
    return [meeting.starts_at.isoformat() for meeting in shown.record.meetings]


def sentences(shown):
    """What was noticed, as one text."""
    return " ".join(issue.message for issue in shown.issues)
