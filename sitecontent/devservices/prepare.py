"""Brings the demo's database up to date: migrations, sample content, the partners' catalogue sources, a first tick.

`python -m sitecontent.devservices.prepare FEEDS` with the feed server's address and the demo's settings in the
environment. One process for all of it, because Django takes longer to start than any of it takes.
"""

import sys

import django
from django.core.management import call_command

from .feedserver import source_addresses

# Format → the partner of the sample content whose system the feed server plays; its source has the same name.
PARTNERS = {"linked-events": "aurakoski", "opintopolku": "kuparilaakso", "csv": "peltojoki"}
# What that system cannot say: its events that are no info events are groups.
OPTIONS = {"linked-events": '{"event_type": "group_session"}'}


def prepare(feeds: str) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("demo_content")
    for format_name, address in source_addresses(feeds).items():
        partner = PARTNERS[format_name]
        call_command(
            "opinovi_source",
            partner,
            format=format_name,
            url=address,
            partner=partner,
            every=15,
            options=OPTIONS.get(format_name),
        )
    # The worker, once it is up, need not wait for beat's first minute.
    from opinovi_wagtail.queue import send

    send("opinovi_wagtail.tick")


def main() -> None:
    django.setup()
    prepare(sys.argv[1])


if __name__ == "__main__":
    main()
