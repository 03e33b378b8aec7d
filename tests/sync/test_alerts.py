"""Who looks after a source is told by mail, once, in their own language: it is paused, or a decision is needed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from wagtail.users.models import UserProfile

from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.sync.alerts import tell_due
from opinovi_wagtail.sync.pause import PAUSE_AFTER, resume
from opinovi_wagtail.sync.run import run_source
from opinovi_wagtail.tick import tick
from tests.factories import make_partner

from .made_format import course, serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(source):
    """One who may change the source, in Swedish; one who may only look; one of another partner."""
    may = Permission.objects.get(codename="change_cataloguesource")

    def user(name, partner, *permissions, language=""):
        group = Group.objects.create(name=name)
        group.permissions.set(permissions)
        partner.groups.add(group)
        made = User.objects.create_user(name, f"{name}@partner.example")
        made.groups.add(group)
        if language:
            profile = UserProfile.get_for_user(made)
            profile.preferred_language = language
            profile.save()
        return made

    user("astrid", source.partner, may, language="sv")
    user("viewer", source.partner)
    user("stranger", make_partner(), may)


def fail(source, times=1):
    serve(RuntimeError("no"))
    for _time in range(times):
        run_source(CatalogueSource.objects.get(pk=source.pk))


def test_a_pause_after_failures_is_told_once_to_those_who_can_mend_it(source, people, frozen):
    fail(source, PAUSE_AFTER - 1)
    assert mail.outbox == []
    fail(source)
    (letter,) = mail.outbox
    assert letter.to == ["astrid@partner.example"]
    assert str(source) in letter.subject
    assert f"-cataloguesource/inspect/{source.pk}/" in letter.body
    assert "Resume" not in letter.body and "not fetched any more" not in letter.body, "it is in Swedish"
    assert tell_due() == 0
    assert len(mail.outbox) == 1


def test_a_source_that_was_resumed_and_fails_again_is_told_again(source, people, frozen):
    fail(source, PAUSE_AFTER)
    resume(CatalogueSource.objects.get(pk=source.pk))
    fail(source, PAUSE_AFTER)
    assert len(mail.outbox) == 2


def test_a_withdrawal_that_waits_is_told_once_with_its_numbers(source, people, sync, frozen):
    sync(*[course(f"k-{n}") for n in range(30)])
    sync(*[course(f"k-{n}") for n in range(3)])
    (letter,) = mail.outbox
    assert "27" in letter.body and "30" in letter.body
    sync()
    assert len(mail.outbox) == 1


def test_nobody_of_the_partner_can_be_told_so_its_own_address_is(source, sync, frozen):
    fail(source, PAUSE_AFTER)
    assert mail.outbox[0].to == [source.partner.email]


def test_a_mail_server_that_is_down_fails_no_run_and_the_tick_tells_later(source, people, frozen, monkeypatch):
    def down(_letter, **_kwargs):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", down)
        fail(source, PAUSE_AFTER)
    source.refresh_from_db()
    assert source.paused_because == "failures"
    assert mail.outbox == []
    assert not tick().failed
    assert len(mail.outbox) == 1
