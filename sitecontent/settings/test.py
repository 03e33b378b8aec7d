"""Settings of the test suite: fast, frozen, and on SQLite unless DATABASE_URL says otherwise."""

import os

import dj_database_url

from .base import *
from .mailing import mail_settings

SECRET_KEY = "for-tests-only"
ALLOWED_HOSTS = ["*"]
DEBUG = False

if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"])}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        }
    }

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
globals().update(mail_settings("locmem"))
DEFAULT_FROM_EMAIL = "opinovi@partner.example"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]

# Work is done in the test that asks for it; the tests of the worker start one themselves.
# Feeds are read in the test's own process, where formats can be made for it; that a child reads the same is tested by itself.
OPINOVI_WAGTAIL = {**OPINOVI_WAGTAIL, "USE_CELERY": False, "SYNC_READS_IN_CHILD": False}
