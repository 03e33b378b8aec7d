"""Settings of the benches: the database that DATABASE_URL names, tables without migrations, formats and hosts as usual."""

import os

import dj_database_url

from sitecontent.settings.test import *  # noqa: F403
from tests.no_migrations import NoMigrations

if os.environ["DATABASE_URL"].startswith("mysql:"):
    import tests.settings_mariadb  # noqa: F401 - the driver goes by another name

DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"])}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }


MIGRATION_MODULES = NoMigrations()
INSTALLED_APPS = [*INSTALLED_APPS, "import_export"]  # noqa: F405
