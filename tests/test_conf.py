"""The one setting: defaults, lazy reading, and sentences for what is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from opinovi_wagtail.checks import check_setting_names, check_setting_values
from opinovi_wagtail.conf import DEFAULTS, conf

ROOT = Path(__file__).resolve().parents[1]


def test_default_is_used_until_the_host_says_otherwise(settings):
    settings.OPINOVI_WAGTAIL = {}
    assert conf.SERVICE_NAME == DEFAULTS["SERVICE_NAME"]
    settings.OPINOVI_WAGTAIL = {"SERVICE_NAME": "Ovi auki"}
    assert conf.SERVICE_NAME == "Ovi auki"


def test_unknown_name_stops_a_command_with_one_sentence_and_no_traceback(tmp_path):
    (tmp_path / "wrong_name.py").write_text(
        "from sitecontent.settings.test import *\nOPINOVI_WAGTAIL = {'SERVICE_NAM': 'Ovi'}\n", "utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--settings", "wrong_name"],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "Did you mean 'SERVICE_NAME'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_reports_every_unknown_name_with_a_hint(settings):
    settings.OPINOVI_WAGTAIL = {"SERVICE_NAM": "Ovi", "PAGESIZE": 3}
    found = check_setting_names()
    assert {message.id for message in found} == {"opinovi_wagtail.E001"}
    assert len(found) == 2
    assert all(message.hint for message in found)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"PAGE_SIZE": "many"}, "OPINOVI_WAGTAIL['PAGE_SIZE'] is 'many'; it must be like 20."),
        ({"PAGE_SIZE": -1}, "it must be like 20."),
        ({"USE_CELERY": "yes"}, "it must be like False."),
        ({"LANGUAGES": "fi"}, "it must be like ('fi', 'sv', 'en')."),
        ({"LANGUAGES": []}, "name at least one language."),
        ({"TIME_ZONE": "Mars/Olympus"}, "there is no such time zone."),
        ({"CATALOGUE_FORMATS": {"z": "no.such.Class"}}, "['CATALOGUE_FORMATS']['z'] cannot be loaded"),
        ({"CATALOGUE_FORMATS": {"z": "opinovi_wagtail.conf.Nothing"}}, "['CATALOGUE_FORMATS']['z'] cannot be loaded"),
    ],
)
def test_a_value_that_cannot_be_used_is_explained_with_a_hint(settings, given, sentence):
    settings.OPINOVI_WAGTAIL = given
    (found,) = check_setting_values()
    assert found.id == "opinovi_wagtail.E003"
    assert sentence in found.msg
    assert found.hint


def test_defaults_and_values_of_their_kind_pass(settings):
    settings.OPINOVI_WAGTAIL = DEFAULTS
    assert check_setting_values() == []
    path = "opinovi_wagtail.catalogues.tables.table.CsvTable"
    settings.OPINOVI_WAGTAIL = {"LANGUAGES": ["fi", "sv"], "TIME_ZONE": "UTC", "CATALOGUE_FORMATS": {"our": path}}
    assert check_setting_values() == []


def test_setting_that_is_no_dict_is_explained_and_defaults_hold(settings):
    settings.OPINOVI_WAGTAIL = ["SERVICE_NAME"]
    assert "must be a dict" in check_setting_names()[0].msg
    assert conf.PAGE_SIZE == DEFAULTS["PAGE_SIZE"]


def test_sqlite_without_immediate_transactions_is_warned_about(monkeypatch):
    from django.db import connections

    monkeypatch.setitem(
        connections.settings, "default", {"ENGINE": "django.db.backends.sqlite3", "NAME": "x", "OPTIONS": {}}
    )
    from opinovi_wagtail.checks import check_sqlite_transactions

    assert [warning.id for warning in check_sqlite_transactions()] == ["opinovi_wagtail.W001"]
