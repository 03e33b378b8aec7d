#!/bin/sh
# Makes the one unreleased migration of each app anew, on the oldest supported Wagtail. PYTHON names an interpreter with it.
set -eu
cd "$(dirname "$0")/.."
python="${PYTHON:?set PYTHON to an interpreter with Wagtail 7.4}"
rm -f opinovi_wagtail/migrations/0001_initial.py opinovi_wagtail/pages/migrations/0001_initial.py
DJANGO_SETTINGS_MODULE=sitecontent.settings.test "$python" - <<'PYTHON'
import sys

sys.path.insert(0, ".")

import django
from django.conf import settings
from django.core.management import call_command

# Its migrations depend on those that are not there just now.
settings.MIGRATION_MODULES = {"sitecontent": None}
django.setup()
call_command("makemigrations", "opinovi_wagtail", "opinovi_wagtail_pages")
PYTHON
