"""Settings of `make demo`: everything on loopback, data in `.demo/`, mails to the mail catcher.

`sitecontent.devservices.demo` writes which ports are in use into the demo's folder, so that management commands in another
terminal find the running services.
"""

import base64
import hashlib
import json
import os
from pathlib import Path

import dj_database_url

from .mailing import mail_settings
from .policies import *

DEMO_FOLDER = Path(os.environ.get("OPINOVI_DEMO_FOLDER") or ROOT_DIR / ".demo").resolve()
DEMO_FOLDER.mkdir(exist_ok=True)
_services_file = DEMO_FOLDER / "services.json"
_services = json.loads(_services_file.read_text()) if _services_file.exists() else {}

# Known to everybody who reads this; the demo listens to this machine only.
SECRET_KEY = "demo-only-demo-only-demo-only-demo-only-demo-only-demo-only"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
DEBUG = False
ROOT_URLCONF = "sitecontent.demo_urls"

if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"])}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DEMO_FOLDER / "db.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
        }
    }
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.postgres"]  # for the indexes of Wagtail's search
MEDIA_ROOT = DEMO_FOLDER / "media"
STATIC_ROOT = DEMO_FOLDER / "static"
# Files come straight from the apps' folders; nothing has to be collected.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

CELERY_BROKER_URL = os.environ.get("REDIS_URL") or _services.get("redis_url", "redis://127.0.0.1:6379/0")

DEFAULT_FROM_EMAIL = "opinovi@partner.example"
globals().update(mail_settings("smtp", host="127.0.0.1", port=_services.get("smtp", 25), timeout=MAIL_TIMEOUT))

WAGTAILADMIN_BASE_URL = f"http://localhost:{_services.get('site', 8000)}"
WAGTAIL_SITE_NAME = "Opin Ovi (demo)"

OPINOVI_WAGTAIL = {
    **OPINOVI_WAGTAIL,
    # As little of a secret as the one above; it shows what a source with credentials looks like.
    "CREDENTIALS_KEYS": [base64.urlsafe_b64encode(hashlib.sha256(SECRET_KEY.encode()).digest()).decode()],
    "ALLOWED_INTERNAL_HOSTS": [f"127.0.0.1:{_services['feeds']}"] if "feeds" in _services else [],
}
