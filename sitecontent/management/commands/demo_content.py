"""Fills an empty reference site with starter content; run again, it leaves alone what editors have made of it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone, translation

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf
from sitecontent.models import HomePage
from sitecontent.starter.courses.making import make_courses
from sitecontent.starter.events.making import make_events
from sitecontent.starter.guides.making import make_guides
from sitecontent.starter.partners import EDITOR, PASSWORD, make_logins, make_partners
from sitecontent.starter.pictures import PICTURES, make_pictures
from sitecontent.starter.places import make_places
from sitecontent.starter.tree import make_tree, show_on_front_pages


class Command(BaseCommand):
    help = "Fills an empty site with sample partners, courses, events and guides in Finnish, Swedish and English."

    def handle(self, *args: Any, **options: Any) -> None:
        today = dates.local(timezone.now(), conf.TIME_ZONE).date()
        with transaction.atomic(), translation.override("fi"):
            fresh = not HomePage.objects.exists()
            tree = make_tree()  # also when there is one: the site's address may have changed
            partners = make_partners() if fresh else {}
            if fresh:
                places = make_places(partners)
                images = make_pictures()
                show_on_front_pages(tree.homes, images["door"], PICTURES["door"][1])
                make_guides(tree, partners, images, today)
                make_courses(tree, partners, places, images, today)
                make_events(tree, partners, places, images, today)
            make_logins(tree, partners)
        done = "Sample content is in place." if fresh else "Sample content was there already and stays as it is."
        self.stdout.write(f"{done} Log in as {EDITOR} with the password {PASSWORD}.")
