"""What leaves the reference site is as strict as its settings promise."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from sitecontent.settings import policies


@pytest.fixture
def client(db: None) -> Iterator[Client]:
    with override_settings(
        MIDDLEWARE=[name for name in policies.MIDDLEWARE if "whitenoise" not in name],
        CONTENT_SECURITY_POLICY=policies.CONTENT_SECURITY_POLICY,
        ADMIN_POLICY=policies.ADMIN_POLICY,
        X_FRAME_OPTIONS=policies.X_FRAME_OPTIONS,
    ):
        yield Client()


def policy(client: Client, path: str) -> dict[str, str]:
    header = client.get(path).headers["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";") if " " in part.strip())


def test_public_pages_allow_nothing_inline(client: Client) -> None:
    found = policy(client, "/fi/")
    assert found["default-src"] == "'none'"
    assert found["script-src"] == found["style-src"] == "'self'"
    assert not any("unsafe" in sources for sources in found.values())


def test_admin_has_a_policy_of_its_own(client: Client) -> None:
    found = policy(client, reverse("wagtailadmin_login"))
    assert "'unsafe-inline'" in found["script-src"]
    assert "'unsafe-eval'" not in found["script-src"]
    assert found["default-src"] == "'none'"


def test_addresses_that_only_look_like_the_admin_are_public(client: Client) -> None:
    assert "unsafe" not in str(policy(client, "/fi/admin/"))
