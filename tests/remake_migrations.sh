#!/bin/sh
# Makes the one unreleased migration anew, on the oldest supported Wagtail. PYTHON names an interpreter that has it.
set -eu
cd "$(dirname "$0")/.."
python="${PYTHON:?set PYTHON to an interpreter with Wagtail 7.4}"
rm -f opinovi_wagtail/migrations/0001_initial.py
"$python" -m django makemigrations opinovi_wagtail --settings sitecontent.settings.test --pythonpath .
if [ -f opinovi_wagtail/pages/models.py ] || [ -d opinovi_wagtail/pages/models ]; then
  rm -f opinovi_wagtail/pages/migrations/0001_initial.py
  "$python" -m django makemigrations opinovi_wagtail_pages --settings sitecontent.settings.test --pythonpath .
fi
