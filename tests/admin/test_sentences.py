"""What the desk says after saving, deleting and counting: whole sentences, into which no name of a model is put."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from .posting import as_posted, problems
from .test_roles_matrix import addresses, rows_of, text
from .world import OURS

pytestmark = pytest.mark.django_db

NOTHING_SAVED = "Nothing was saved yet: check the fields that are marked below."


def models_with(name: str) -> list[str]:
    """The models whose viewset has an address of that name."""
    return sorted(space.removeprefix("opinovi-") for space, found in addresses() if found == name)


def told(response: Any) -> list[str]:
    """The messages that ``response`` shows, without the buttons beside them."""
    return [re.sub(r"<[^>]*>|\s+", " ", str(message)).strip() for message in response.context["messages"]]


def count_lines(response: Any) -> list[str]:
    body = response.json()["html"] if "json" in response.headers["Content-Type"] else text(response)
    return [line.strip() for line in re.findall(r'class="pagination__end">([^<]*)<', body)]


def test_a_form_with_errors_says_that_nothing_was_saved(log_in, ours):
    client = log_in("superuser")
    urls = {rows_of(model, "edit", ours[model].pk) for model in models_with("edit")}
    urls |= {rows_of(model, "copy", ours[model].pk) for model in models_with("copy")}
    urls |= {reverse(f"opinovi-{model}:add") for model in models_with("add")}
    assert len(urls) >= 14
    for url in urls:
        response = client.post(url, {"format": "csv"})  # a source is asked for more once its format is chosen
        assert problems(response), url
        assert any(words.startswith(NOTHING_SAVED) for words in told(response)), (url, told(response))


def test_what_was_saved_is_named(log_in, ours):
    client = log_in("superuser")
    saved = []
    for model in models_with("edit"):
        url = rows_of(model, "edit", ours[model].pk)
        response = client.post(url, as_posted(client.get(url).context["form"]), follow=True)
        ours[model].refresh_from_db()
        with translation.override("en"):
            name = str(ours[model])
        assert any(words.startswith(f"Saved: {name}") for words in told(response)), (model, problems(response))
        saved.append(model)
    assert len(saved) >= 8


@pytest.mark.parametrize("model", ["place", "referraltarget"])
def test_what_was_made_is_named(model, log_in, ours):
    client = log_in("superuser")
    sent = as_posted(client.get(rows_of(model, "edit", ours[model].pk)).context["form"])
    for url in (reverse(f"opinovi-{model}:add"), rows_of(model, "copy", ours[model].pk)):
        response = client.post(url, sent, follow=True)
        assert any(words.startswith(f"Saved: {OURS}") for words in told(response)), url


def test_what_was_deleted_is_named(log_in, ours):
    client = log_in("superuser")
    kept = set()
    for model in models_with("delete"):
        row, url = ours[model], rows_of(model, "delete", ours[model].pk)
        assert "Are you sure that you want to delete this?" in text(client.get(url)), model
        with translation.override("en"):
            name = str(row)
        response = client.post(url, follow=True)
        if type(row)._default_manager.filter(pk=row.pk).exists():
            kept.add(model)
            assert "cannot be deleted" in told(response)[0], model
        else:
            assert told(response) == [f"Deleted: {name}"], model
    assert kept <= {"event", "place", "cataloguesource", "partner"}


def test_rows_are_counted_without_the_name_of_the_model(log_in, ours, theirs):
    client = log_in("superuser")
    urls = [reverse(f"{space}:{name}") for space, name in addresses() if name in ("index", "index_results")]
    choosers = [reverse(f"{space}:{name}") for space, name in addresses() if name in ("choose", "choose_results")]
    for model in models_with("history"):
        edit = rows_of(model, "edit", ours[model].pk)
        client.post(edit, as_posted(client.get(edit).context["form"]))
        urls += [rows_of(model, name, ours[model].pk) for name in ("history", "history_results")]
    assert len(urls) >= 30
    assert choosers
    seen = set()
    for url in urls + choosers:
        lines = count_lines(client.get(url))
        assert lines or url in choosers, url
        seen.update(lines)
    assert {"1 row", "2 rows"} <= seen
    assert all(re.fullmatch(r"1 row|\d+ rows", line) for line in seen), seen
