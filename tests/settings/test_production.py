"""The production settings are ready to be deployed, and say what they lack."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPLETE = {
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "opinovi.example,www.opinovi.example",
    "DATABASE_URL": "postgres://opinovi:secret@db.example/opinovi",
    "REDIS_URL": "redis://redis.example:6379/0",
}


def django(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "sitecontent", *arguments],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "sitecontent.settings.production",
            **environment,
        },
        capture_output=True,
        text=True,
    )


def test_deployment_check_has_nothing_to_say() -> None:
    done = django("check", "--deploy", "--fail-level", "WARNING", **COMPLETE)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_what_is_missing_is_named_in_one_sentence(missing: str) -> None:
    done = django("check", **{name: value for name, value in COMPLETE.items() if name != missing})
    assert done.returncode != 0
    assert f"The environment variable {missing} is missing, for example {missing}=" in done.stderr.splitlines()[-1]


def test_switch_that_is_neither_on_nor_off_is_refused() -> None:
    done = django("check", **COMPLETE, SSL_REDIRECT="perhaps")
    assert "SSL_REDIRECT is 'perhaps'; it may be 1 or 0." in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("redis", "expected"), [("redis://redis.example/0", "True"), ("", "False")], ids=["with", "without"]
)
def test_worker_is_used_where_there_is_a_broker(redis: str, expected: str) -> None:
    code = "from opinovi_wagtail.conf import conf; print(conf.USE_CELERY)"
    done = django("shell", "--no-imports", "-c", code, **{**COMPLETE, "REDIS_URL": redis})
    assert done.stdout.strip() == expected, done.stderr
