"""The twenty lines with which the site's own event page takes part."""

from opinovi_wagtail import publishing
from opinovi_wagtail.models import Partner

from .models import EveningPage


@publishing.projects(EveningPage, kind="event")
def evening(page):
    language = page.locale.language_code
    meeting = publishing.Child(
        key="evening",
        facts={"starts_at": page.starts, "ends_at": page.ends, "place_name": {language: page.venue}},
    )
    return publishing.Projected(
        words={"title": page.title, "summary": page.intro},
        facts={"partner": Partner.objects.get(slug="opisto"), "places": page.seats},
        children={"meetings": [meeting]},
    )
