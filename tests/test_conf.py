"""The one setting: defaults, lazy reading, and sentences for what is wrong."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from opinovi_wagtail.checks import check_setting_names
from opinovi_wagtail.conf import DEFAULTS, conf


def test_default_is_used_until_the_host_says_otherwise(settings):
    settings.OPINOVI_WAGTAIL = {}
    assert conf.SERVICE_NAME == DEFAULTS["SERVICE_NAME"]
    settings.OPINOVI_WAGTAIL = {"SERVICE_NAME": "Ovi auki"}
    assert conf.SERVICE_NAME == "Ovi auki"


def test_unknown_name_is_refused_with_the_nearest_one(settings):
    settings.OPINOVI_WAGTAIL = {"SERVICE_NAM": "Ovi"}
    with pytest.raises(ImproperlyConfigured, match="Did you mean 'SERVICE_NAME'"):
        conf.SERVICE_NAME  # noqa: B018


def test_check_reports_every_unknown_name_with_a_hint(settings):
    settings.OPINOVI_WAGTAIL = {"SERVICE_NAM": "Ovi", "PAGESIZE": 3}
    found = check_setting_names()
    assert {message.id for message in found} == {"opinovi_wagtail.E001"}
    assert len(found) == 2
    assert all(message.hint for message in found)


def test_setting_that_is_no_dict_is_explained(settings):
    settings.OPINOVI_WAGTAIL = ["SERVICE_NAME"]
    with pytest.raises(ImproperlyConfigured, match="must be a dict"):
        conf.PAGE_SIZE  # noqa: B018


def test_sqlite_without_immediate_transactions_is_warned_about(monkeypatch):
    from django.db import connections

    monkeypatch.setitem(
        connections.settings, "default", {"ENGINE": "django.db.backends.sqlite3", "NAME": "x", "OPTIONS": {}}
    )
    from opinovi_wagtail.checks import check_sqlite_transactions

    assert [warning.id for warning in check_sqlite_transactions()] == ["opinovi_wagtail.W001"]
