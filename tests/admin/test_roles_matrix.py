"""Every address of the desk by every role: what opens, and that another partner's rows are nowhere to be seen or touched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import django
import pytest
from django.db import connection
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from wagtail.log_actions import registry as log_registry

from opinovi_wagtail.admin.roles import create_partner_group
from opinovi_wagtail.models import Event, Partner, RowLogEntry

from .posting import as_posted, problems
from .world import OURS, THEIRS

pytestmark = pytest.mark.django_db

CONTENT = {"place", "course", "event", "fundingguide", "referraltarget"}
VIEWED = {"partner", *CONTENT, "cataloguesource", "syncrun", "duplicate"}
PEOPLE = {"registration", "message", "reminderrule"}
# Role -> action -> models; written down here once more, so that a change of the roles is a decision.
MAY: dict[str, dict[str, set[str]]] = {
    "no_permission": {},
    "viewer": {"view": VIEWED},
    "editor": {
        "view": VIEWED | PEOPLE,
        "add": CONTENT | {"reminderrule"},
        "change": CONTENT | {"reminderrule", "registration", "duplicate"},
        "delete": CONTENT | {"reminderrule"},
    },
    "partner_admin": {
        "view": VIEWED | PEOPLE,
        "add": CONTENT | {"reminderrule", "cataloguesource"},
        "change": CONTENT | {"reminderrule", "registration", "partner", "cataloguesource", "duplicate"},
        "delete": CONTENT | {"reminderrule", "cataloguesource"},
    },
}
MAY["foreign_editor"] = MAY["editor"]
EVERYTHING = {"partner", *CONTENT, *PEOPLE, "cataloguesource", "syncrun", "duplicate"}
MAY["network_admin"] = {
    "view": EVERYTHING,
    "add": CONTENT | {"reminderrule", "cataloguesource", "partner"},
    "change": CONTENT | {"reminderrule", "registration", "partner", "cataloguesource", "duplicate"},
    "delete": CONTENT | {"reminderrule", "cataloguesource", "partner"},
}
MAY["superuser"] = dict.fromkeys(("view", "add", "change", "delete"), EVERYTHING)

ROLES = ["anonymous", *MAY]
SEE_BOTH = {"network_admin", "superuser"}

# Name of an address -> the actions of which any opens it. An address that is not here fails the first test.
LISTS: dict[str, tuple[str, ...]] = {
    "index": ("view", "add", "change", "delete"),
    "index_results": ("view", "add", "change", "delete"),
    "add": ("add",),
}
ROWS: dict[str, tuple[str, ...]] = {
    "edit": ("change",),
    "delete": ("delete",),
    "history": ("add", "change", "delete"),
    "history_results": ("add", "change", "delete"),
    "inspect": ("view", "change"),
    "copy": ("add",),
    "cancel": ("change",),
    "take_over": ("change",),
    "answer": ("change",),
    "separate": ("change",),
    "add_page": ("change",),
    "preview": ("change",),
    "sync": ("change",),
    "contents": ("change",),
    "columns": ("change",),
    "withdrawal": ("change",),
    "approve": ("change",),
    "reject": ("change",),
    "pause": ("change",),
    "resume": ("change",),
    "kept": ("view", "change"),
    "export_runs": ("view", "change"),
    "progress": ("view",),
    "issues": ("view",),
    "decide": ("change",),
}
CHOOSERS = {"choose", "choose_results", "chosen", "chosen_multiple"}
EXCEPTIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("syncrun", "inspect"): ("view",),
    ("syncrun", "index"): ("view",),
    ("message", "index"): ("view",),
}


def addresses() -> Iterator[tuple[str, str]]:
    """``(namespace, name)`` of every address that the desk's viewsets have registered."""

    def walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, str]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                inner = pattern.namespace or namespace
                yield from walk(pattern, inner)
            elif namespace.startswith("opinovi-"):
                yield namespace, pattern.name

    yield from walk(get_resolver(), "")


def rows_of(model: str, kind: str, pk: int) -> str:
    return reverse(f"opinovi-{model}:{kind}", args=[pk])


def is_denied(response: HttpResponse) -> bool:
    """Whether the way ends at "not found", at the login form or at the front page of the admin."""
    chain = getattr(response, "redirect_chain", [])
    last = chain[-1][0] if chain else response.headers.get("Location", "")
    away = (reverse("wagtailadmin_home"), reverse("wagtailadmin_login"))
    return response.status_code in (403, 404) or last.split("?")[0] in away


def to_the_end(client: Client, response: HttpResponse) -> HttpResponse:
    """Where a redirect leads; the front page and the login form need not be rendered to know that one ended there."""
    if response.status_code != 302 or is_denied(response):
        return response
    return client.get(response.headers["Location"], follow=True)


def open_(client: Client, url: str, **data: Any) -> HttpResponse:
    return to_the_end(client, client.get(url, data))


def post(client: Client, url: str, **data: Any) -> HttpResponse:
    return to_the_end(client, client.post(url, data))


def text(response: HttpResponse) -> str:
    if getattr(response, "streaming", False):
        return b"".join(response.streaming_content).decode("utf-8", "replace")
    return response.content.decode("utf-8", "replace")


def actions_for(model: str, kind: str) -> tuple[str, ...]:
    return EXCEPTIONS.get((model, kind)) or (LISTS | ROWS)[kind]


def may(role: str, model: str, kind: str) -> bool:
    return role in MAY and any(model in MAY[role].get(action, ()) for action in actions_for(model, kind))


def test_every_address_of_the_desk_is_in_the_table():
    found = set(addresses())
    assert found, "the desk has addresses"
    unknown = {
        f"{namespace}:{name}"
        for namespace, name in found
        if name not in (CHOOSERS if namespace.endswith("-chooser") else {*LISTS, *ROWS})
    }
    assert unknown == set(), "say in the table who may open them, and see that they show no foreign row"
    models = {namespace.removeprefix("opinovi-") for namespace, _name in found if not namespace.endswith("-chooser")}
    assert models == EVERYTHING


@pytest.mark.parametrize("role", ROLES)
def test_lists_open_by_right_and_show_own_rows_only(role, log_in):
    client = log_in(role)
    own, foreign = (THEIRS, OURS) if role == "foreign_editor" else (OURS, THEIRS)
    wrong = []
    for namespace, kind in addresses():
        model = namespace.removeprefix("opinovi-")
        if kind not in LISTS:
            continue
        variants: list[dict[str, str]] = [{}]
        if kind != "add":
            variants += [{"q": foreign}]
        if kind == "index":
            variants += [{"p": "1", "ordering": "pk"}, {"export": "csv"}, {"export": "xlsx"}]
        for data in variants:
            response = open_(client, reverse(f"{namespace}:{kind}"), **data)
            body = text(response)
            if not may(role, model, kind):
                if not is_denied(response):
                    wrong.append((namespace, kind, data, "opened"))
            elif response.status_code != 200:
                wrong.append((namespace, kind, data, response.status_code))
            elif not data and kind != "add" and own not in body:
                wrong.append((namespace, kind, data, "own row is missing"))
            # A search repeats what was asked for, in the box only.
            if role not in SEE_BOTH and body.count(foreign) > (1 if data.get("q") and kind == "index" else 0):
                wrong.append((namespace, kind, data, "foreign row is shown"))
            if role in SEE_BOTH and not data and kind == "index" and foreign not in body:
                wrong.append((namespace, kind, data, "network does not see the other partner"))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_own_rows_open_by_right(role, log_in, ours, theirs):
    client = log_in(role)
    rows = theirs if role == "foreign_editor" else ours
    wrong = []
    for namespace, kind in addresses():
        model = namespace.removeprefix("opinovi-")
        if kind not in ROWS:
            continue
        response = open_(client, rows_of(model, kind, rows[model].pk))
        if not may(role, model, kind) and not is_denied(response):
            wrong.append((model, kind, "opened"))
        if may(role, model, kind) and (response.status_code != 200 or is_denied(response)):
            wrong.append((model, kind, response.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", [role for role in ROLES if role not in SEE_BOTH])
def test_foreign_rows_cannot_be_opened_or_posted_to(role, log_in, ours, theirs):
    client = log_in(role)
    rows, mark = (ours, OURS) if role == "foreign_editor" else (theirs, THEIRS)
    before = stored(rows)
    wrong = []
    for namespace, kind in addresses():
        model = namespace.removeprefix("opinovi-")
        if kind not in ROWS:
            continue
        url = rows_of(model, kind, rows[model].pk)
        for response in (open_(client, url), post(client, url, title_fi="x", shown="1", answer="first", keep="title")):
            if not is_denied(response):
                wrong.append((model, kind, response.status_code))
            if mark in text(response):
                wrong.append((model, kind, "is shown"))
    assert wrong == []
    assert stored(rows) == before


def stored(rows: dict[str, Model]) -> dict[str, Any]:
    return {name: type(row)._default_manager.filter(pk=row.pk).values().first() for name, row in rows.items()}


@pytest.mark.parametrize("role", [role for role in ROLES if role not in SEE_BOTH])
def test_choosers_offer_own_rows_only(role, log_in, ours, theirs):
    client = log_in(role)
    foreign_rows, foreign, own = (ours, OURS, THEIRS) if role == "foreign_editor" else (theirs, THEIRS, OURS)
    works_here = role not in ("anonymous", "no_permission")
    namespaces = {namespace for namespace, _name in addresses() if namespace.endswith("-chooser")}
    assert namespaces == {"opinovi-partner-chooser", "opinovi-place-chooser"}
    for namespace in namespaces:
        model = namespace.split("-")[1]
        for name in ("choose", "choose_results"):
            for data in ({}, {"q": foreign}, {"multiple": "1"}):
                body = text(open_(client, reverse(f"{namespace}:{name}"), **data))
                if body.startswith("{"):
                    body = json.loads(body)["html"]
                assert foreign not in body.replace(f'value="{foreign}"', "")
                assert (own in body) == works_here or data.get("q")
        pk = foreign_rows[model].pk
        chosen = open_(client, reverse(f"{namespace}:chosen", args=[pk]))
        assert is_denied(chosen), namespace
        assert foreign not in text(open_(client, reverse(f"{namespace}:chosen_multiple"), id=[pk]))


@pytest.mark.parametrize("role", [role for role in ROLES if role not in SEE_BOTH])
def test_nothing_else_in_the_admin_shows_a_foreign_row(role, log_in, ours, theirs, django_user_model):
    """The site's history, searches, snippets and bulk actions, after both partners' rows have been edited."""
    superuser = log_in("superuser")
    for rows in (ours, theirs):
        for model in ("place", "referraltarget"):
            form = superuser.get(rows_of(model, "edit", rows[model].pk)).context["form"]
            assert superuser.post(rows_of(model, "edit", rows[model].pk), as_posted(form)).status_code == 302
    everything = text(open_(superuser, reverse("wagtailadmin_reports:site_history")))
    if RowLogEntry in log_registry.get_log_entry_models():
        assert THEIRS in everything
        assert OURS in everything
    else:
        assert django.VERSION >= (6, 1)
        assert connection.vendor == "sqlite", "only there it cannot be listed"

    client = log_in(role)
    mark = OURS if role == "foreign_editor" else THEIRS
    for name in (
        "wagtailadmin_home",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:site_history_results",
        "wagtailadmin_pages:search",
        "wagtailsnippets:index",
    ):
        assert mark not in text(open_(client, reverse(name))), name
        assert mark not in text(open_(client, reverse(name), export="csv")), name
        found = text(open_(client, reverse(name), q=mark))
        assert found.count(mark) <= found.count(f'value="{mark}"'), name
    rows = ours if role == "foreign_editor" else theirs
    for model, row in rows.items():
        for action in ("delete", "move"):
            url = reverse("wagtail_bulk_action", args=["opinovi_wagtail", model, action])
            assert is_denied(open_(client, url, id=row.pk)), (model, action)
            assert is_denied(post(client, f"{url}?id={row.pk}")), (model, action)


FOREIGN_CHOICES = [
    # form, field, model of the foreign row
    ("event", "partner", "partner"),
    ("course", "partner", "partner"),
    ("fundingguide", "partner", "partner"),
    ("place", "partner", "partner"),
    ("referraltarget", "partner", "partner"),
    ("cataloguesource", "partner", "partner"),
    ("event", "meetings-0-place", "place"),
    ("course", "runs-0-place", "place"),
    ("fundingguide", "replaced_by", "fundingguide"),
    ("reminderrule", "event", "event"),
]


@pytest.mark.parametrize(("model", "field", "of"), FOREIGN_CHOICES, ids=lambda value: str(value))
def test_a_form_does_not_take_a_foreign_row(model, field, of, log_in, ours, theirs):
    client = log_in("partner_admin")
    url = rows_of(model, "edit", ours[model].pk)
    sent = as_posted(client.get(url).context["form"])
    assert field in sent or "-0-" in field or of == "fundingguide"
    own = client.post(url, sent)
    assert own.status_code == 302, f"what was shown can be sent back: {problems(own)}"
    before = stored(ours)
    refused = client.post(url, {**sent, field: theirs[of].pk})
    assert refused.status_code == 200
    assert problems(refused)
    assert stored(ours) == before


@pytest.mark.parametrize("model", ["place", "referraltarget", "cataloguesource"])
def test_nothing_is_made_for_a_foreign_partner(model, log_in, ours, theirs):
    client = log_in("partner_admin")
    sent = as_posted(client.get(rows_of(model, "edit", ours[model].pk)).context["form"])
    sent["slug"] = ""
    rows = type(ours[model])._default_manager
    before = rows.count()
    client.post(reverse(f"opinovi-{model}:add"), {**sent, "partner": theirs["partner"].pk})
    assert rows.count() == before
    client.post(reverse(f"opinovi-{model}:add"), {**sent, "partner": ours["partner"].pk})
    assert rows.count() == before + 1


def test_rights_of_one_partner_are_not_lent_to_another(log_in, ours, theirs, django_user_model):
    """Editor here and viewer there: both are seen, only the own is changed."""
    client = log_in("editor")
    django_user_model.objects.get(username="editor").groups.add(create_partner_group(theirs["partner"], "viewer"))
    body = text(open_(client, reverse("opinovi-event:index")))
    assert OURS in body
    assert THEIRS in body
    assert rows_of("event", "edit", ours["event"].pk) in body
    assert rows_of("event", "edit", theirs["event"].pk) not in body
    assert is_denied(open_(client, rows_of("event", "edit", theirs["event"].pk)))
    # Who registered there is not for viewers.
    assert THEIRS not in text(open_(client, reverse("opinovi-registration:index")))
    sent = as_posted(client.get(rows_of("event", "edit", ours["event"].pk)).context["form"])
    client.post(rows_of("event", "edit", ours["event"].pk), {**sent, "partner": theirs["partner"].pk})
    assert Event.objects.get(pk=ours["event"].pk).partner == ours["partner"]


def test_a_partner_admin_cannot_widen_rights(log_in, ours, theirs):
    client = log_in("partner_admin")
    form = client.get(rows_of("partner", "edit", ours["partner"].pk)).context["form"]
    assert not {"groups", "slug", "site", "national_id"} & set(form.fields)
    group = create_partner_group(theirs["partner"], "admin")
    client.post(
        rows_of("partner", "edit", ours["partner"].pk), {**as_posted(form), "groups": [group.pk], "slug": "new"}
    )
    partner = Partner.objects.get(pk=ours["partner"].pk)
    assert partner.slug == "ours"
    assert group not in partner.groups.all()
