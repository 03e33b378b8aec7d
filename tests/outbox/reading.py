"""A mail as another program reads it."""

from __future__ import annotations

import email
from email import policy

import icalendar
import vobject


def parts(sent):
    """The mail as another program reads it."""
    return email.message_from_bytes(sent.message().as_bytes(), policy=policy.default)


def calendars(sent) -> list[tuple[str, icalendar.Event]]:
    """Method and component of every calendar file attached, each read by two implementations."""
    found = []
    for part in parts(sent).walk():
        if part.get_content_type() != "text/calendar" or part.get_content_disposition() != "attachment":
            continue
        text = part.get_content()
        read = icalendar.Calendar.from_ical(text)
        assert str(read["METHOD"]) == part.get_param("method")
        (component,) = read.walk("VEVENT")
        assert component.errors == []
        second = vobject.readOne(text)
        second.validate(raiseException=True)
        assert second.vevent.uid.value == str(component["UID"])
        found.append((str(read["METHOD"]), component))
    return found


def html(sent) -> str:
    return parts(sent).get_body(("html",)).get_content()
