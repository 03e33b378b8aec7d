"""Two partners with everything, and people of the desk by role, each logged in on a client of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.users.models import UserProfile

from opinovi_wagtail.admin.roles import create_network_group, create_partner_group
from opinovi_wagtail.models import SyncRun
from opinovi_wagtail.sync.run import run_source
from tests.factories import make_source
from tests.sync import made_format

from .world import make_world

FEED = "id,nimi,oppilaitos,kunta\n1,Hoiva-avustaja,Aurakosken opisto,Turku\n2,Hitsaus,Muu opisto,Salo\n"


@pytest.fixture
def world(db: None, frozen: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Our rows and theirs, by model name."""
    return make_world()


@pytest.fixture
def ours(world: Any) -> dict[str, Any]:
    return world[0]


@pytest.fixture
def theirs(world: Any) -> dict[str, Any]:
    return world[1]


@pytest.fixture
def log_in(ours: dict[str, Any], theirs: dict[str, Any]) -> Callable[..., Client]:
    """``log_in(role, language="en")`` gives a client with a user of that role, whose desk speaks that language."""

    def client_for(role: str, language: str = "en") -> Client:
        client = Client()
        if role == "anonymous":
            return client
        user = get_user_model().objects.create_user(
            username=role, email=f"{role}@partner.example", password="secret", is_superuser=role == "superuser"
        )
        match role:
            case "no_permission":
                group = Group.objects.create(name="nobody")
                group.permissions.add(
                    Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
                )
            case "viewer" | "editor":
                group = create_partner_group(ours["partner"], role)
            case "partner_admin":
                group = create_partner_group(ours["partner"], "admin")
            case "foreign_editor":
                group = create_partner_group(theirs["partner"], "editor")
            case "network_admin":
                group = create_network_group()
            case "superuser":
                group = None
            case _:
                raise ValueError(role)
        if group is not None:
            user.groups.add(group)
        UserProfile.objects.create(user=user, preferred_language=language)
        client.force_login(user)
        return client

    return client_for


@pytest.fixture
def admin(log_in: Callable[..., Client]) -> Client:
    return log_in("partner_admin")


@pytest.fixture
def made(ours: dict[str, Any], settings: Any) -> Any:
    """A source of ours whose feed is made in the test."""
    settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "CATALOGUE_FORMATS": {"made": made_format.PATH}}
    made_format.FEED.clear()
    yield make_source(ours["partner"], format="made", url=made_format.URL, name="Opiston kurssit")
    made_format.FEED.clear()


@pytest.fixture
def sync(made: Any) -> Callable[..., SyncRun]:
    """Runs ``made`` over the items given, or over the feed as it is."""

    def run(*items: Any, **kwargs: Any) -> SyncRun:
        if items:
            made_format.serve(*items)
        return run_source(made, **kwargs)

    return run


@pytest.fixture
def feed(tmp_path: Any, settings: Any) -> Any:
    """A real feed on loopback; the address is the fixture's value."""
    import http.server
    import threading

    folder = tmp_path / "feed"
    folder.mkdir()
    (folder / "courses.csv").write_text(FEED, encoding="utf-8")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(folder))

        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    port = server.server_address[1]
    settings.OPINOVI_WAGTAIL = {"USE_CELERY": False, "ALLOWED_INTERNAL_HOSTS": (f"127.0.0.1:{port}",)}
    yield f"http://127.0.0.1:{port}/courses.csv"
    server.shutdown()
    server.server_close()
    thread.join()
