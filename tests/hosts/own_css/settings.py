"""The reference site's test settings with another theme."""

from sitecontent.settings.test import *  # noqa: F403
from sitecontent.settings.test import INSTALLED_APPS as REFERENCE_APPS

INSTALLED_APPS = ["tests.hosts.own_css"] + [app for app in REFERENCE_APPS if app != "sitecontent"]
ROOT_URLCONF = "tests.hosts.own_css.urls"
