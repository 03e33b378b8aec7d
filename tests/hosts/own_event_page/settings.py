"""The reference site's test settings, without our page types and with the site's own."""

from sitecontent.settings.test import *  # noqa: F403
from sitecontent.settings.test import INSTALLED_APPS as REFERENCE_APPS

_OURS = ("sitecontent", "opinovi_wagtail.pages")
# wagtail-localize is installed, but this site has not switched it on.
_OFF = ("wagtail_localize", "wagtail_localize.locales")
INSTALLED_APPS = ["tests.hosts.own_event_page", "wagtail.locales"] + [
    app for app in REFERENCE_APPS if app not in (*_OURS, *_OFF)
]
OPINOVI_WAGTAIL = {"BODY_BLOCKS": "tests.hosts.own_event_page.models.body_blocks"}
