"""Formats that misbehave in the process in which they read: they die, spin, swallow memory, chatter, and look around."""

from __future__ import annotations

import ctypes
import json
import os
import sys

from opinovi_wagtail.catalogues.base import Format, FormatError, RawRecord
from tests.sync import made_format

COURSES = 6


def courses(count=COURSES):
    return [made_format.raw(made_format.course(f"k-{n}")) for n in range(count)]


class Obedient(Format):
    """Yields its courses; what it does before the fourth one is for others to say."""

    label = "Made for tests"

    def read(self, url, fetch):
        for place, raw in enumerate(courses()):
            if place == 3:
                self.misbehave()
            yield raw

    def misbehave(self):
        pass


class Crashing(Obedient):
    def misbehave(self):
        sys.stdout.flush()
        ctypes.string_at(0)


class Spinning(Obedient):
    def misbehave(self):
        while True:
            pass


class Swallowing(Obedient):
    def misbehave(self):
        self.swallowed = [bytearray(10_000_000) for _ in range(100_000)]


class Chattering(Obedient):
    def misbehave(self):
        print("a format that prints", flush=True)
        os.write(1, b"\x00\x00\x00\x00\x00\x00\x00\x02no")


class Leaving(Obedient):
    def misbehave(self):
        os._exit(0)


class Refusing(Obedient):
    def misbehave(self):
        raise FormatError("The fourth page is a poem.")


class Stumbling(Obedient):
    def misbehave(self):
        raise ZeroDivisionError


class CrashingInOneRecord(Format):
    """Dies while one record is parsed, after all of them were seen."""

    label = "Made for tests"

    def read(self, url, fetch):
        yield from courses()
        yield RawRecord("k-9", b"k-9", lambda: ctypes.string_at(0))


class Looking(Format):
    """Tells what the process knows of its surroundings, as the title of a course."""

    label = "Made for tests"

    def read(self, url, fetch):
        from django.conf import settings

        known = {
            "environment": sorted(os.environ),
            "database": bool(settings.DATABASES.get("default", {}).get("NAME")),
            "keys": bool(settings.OPINOVI_WAGTAIL.get("CREDENTIALS_KEYS")),
            "token": self.options.credentials.get("token", ""),
        }
        yield made_format.raw(made_format.course("k-1", json.dumps(known)))
