"""The reference site's test settings with another base page; wagtail-localize does not know such sites yet."""

from sitecontent.settings.test import *  # noqa: F403
from sitecontent.settings.test import INSTALLED_APPS as REFERENCE_APPS

_LEFT_OUT = ("sitecontent", "opinovi_wagtail.pages", "wagtail_localize", "wagtail_localize.locales")
INSTALLED_APPS = ["tests.hosts.swapped_base", "wagtail.locales"] + [
    app for app in REFERENCE_APPS if app not in _LEFT_OUT
]
WAGTAIL_PAGE_MODEL = "swapped_base.BasePage"
