"""The reference site's test settings with another theme and without languages in addresses."""

from sitecontent.settings.test import *  # noqa: F403
from sitecontent.settings.test import INSTALLED_APPS as REFERENCE_APPS
from sitecontent.settings.test import MIDDLEWARE as REFERENCE_MIDDLEWARE

INSTALLED_APPS = ["tests.hosts.bare_base"] + [app for app in REFERENCE_APPS if app != "sitecontent"]
MIDDLEWARE = [name for name in REFERENCE_MIDDLEWARE if "LocaleMiddleware" not in name]
ROOT_URLCONF = "tests.hosts.bare_base.urls"
WAGTAIL_I18N_ENABLED = False
