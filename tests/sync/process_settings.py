"""Settings of the processes that are killed: a database that outlives them, tables without migrations."""

import os

import dj_database_url

from sitecontent.settings.test import *  # noqa: F403
from tests.no_migrations import NoMigrations

DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"])}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}


MIGRATION_MODULES = NoMigrations()
LANGUAGE_CODE = "en"
OPINOVI_WAGTAIL = {
    "USE_CELERY": False,
    "SYNC_READS_IN_CHILD": False,  # the format stops the process in which the feed is read
    "CATALOGUE_FORMATS": {"made": "tests.sync.made_format.MadeFormat"},
}
