"""Settings of the processes that race: a real database and mail server, given by the environment."""

import os

from sitecontent.settings.mailing import mail_settings
from sitecontent.settings.test import *  # noqa: F403
from sitecontent.settings.test import DATABASES
from tests.no_migrations import NoMigrations

_options = DATABASES["default"].setdefault("OPTIONS", {})
if "sqlite" in DATABASES["default"]["ENGINE"]:
    _options.update(transaction_mode="IMMEDIATE", timeout=20)
elif os.environ.get("RACE_ISOLATION"):
    from psycopg import IsolationLevel

    _options["isolation_level"] = IsolationLevel[os.environ["RACE_ISOLATION"]]

globals().update(mail_settings("smtp", host="127.0.0.1", port=int(os.environ.get("RACE_SMTP_PORT", "25"))))
OPINOVI_WAGTAIL = {
    "USE_CELERY": bool(os.environ.get("REDIS_URL")),
    "MESSAGE_LEASE_SECONDS": 3,
    "SMTP_TIMEOUT": 1,
}


MIGRATION_MODULES = NoMigrations()
