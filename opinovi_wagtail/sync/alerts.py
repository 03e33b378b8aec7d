"""Mails to those who look after a source: it was paused after too many failures, or a withdrawal waits for their decision.

Each thing is told once. A mail that cannot be sent is tried again by the next tick; no run fails because of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource, ParkedWithdrawal, SyncRun
from opinovi_wagtail.rules.states import ParkedState, PauseReason

from .pause import why_paused

logger = logging.getLogger(__name__)

_RIGHT = "change_cataloguesource"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who looks after a source, and the language to write in."""

    email: str
    language: str


def tell_due() -> int:
    """Tell whatever has not been told yet; answers how many sources there was something to tell of."""
    paused = Q(paused_because=PauseReason.FAILURES, told_paused_at=None)
    parked = Q(parked_withdrawals__state=ParkedState.PARKED, parked_withdrawals__told_at=None)
    due = list(CatalogueSource.objects.filter(paused | parked).order_by("pk").values_list("pk", flat=True).distinct())
    for pk in due:
        tell(pk)
    return len(due)


def tell(source_id: int) -> None:
    """Tell those who look after the source what they have not been told yet. Never raises."""
    try:
        source = CatalogueSource.objects.select_related("partner").get(pk=source_id)
        _tell_paused(source)
        for parked in ParkedWithdrawal.objects.filter(source=source, state=ParkedState.PARKED, told_at=None):
            _tell_parked(source, parked)
    except Exception:
        logger.exception("Those who look after source %s could not be told; the next tick tries again.", source_id)


def _tell_paused(source: CatalogueSource) -> None:
    mine = CatalogueSource.objects.filter(pk=source.pk, paused_because=PauseReason.FAILURES)
    if not mine.filter(told_paused_at=None).update(told_paused_at=timezone.now()):
        return

    def body() -> str:
        last = SyncRun.objects.filter(source=source, dry_run=False).order_by("-started_at", "-pk").first()
        return "\n\n".join(
            filter(
                None,
                [
                    _("The catalogue source “%(source)s” is not fetched any more.") % {"source": source},
                    why_paused(source),
                    _("The last run said: %(reason)s") % {"reason": last.message} if last and last.message else "",
                    _("What was taken before stays on the site. Once the cause is mended, resume the source here:"),
                ],
            )
        )

    _send(
        source,
        lambda: _("A catalogue source is paused: %(source)s") % {"source": source},
        body,
        undo=lambda: mine.update(told_paused_at=None),
    )


def _tell_parked(source: CatalogueSource, parked: ParkedWithdrawal) -> None:
    mine = ParkedWithdrawal.objects.filter(pk=parked.pk)
    if not mine.filter(told_at=None).update(told_at=timezone.now()):
        return

    def body() -> str:
        count = ngettext(
            "%(rows)d row of %(of)d is not in the feed of “%(source)s” any more.",
            "%(rows)d rows of %(of)d are not in the feed of “%(source)s” any more.",
            parked.rows,
        ) % {"rows": parked.rows, "of": parked.of, "source": source}
        return "\n\n".join(
            [
                count,
                _("That is so much that nothing was withdrawn. Are they really gone, or is the feed broken?"),
                _("Look at them and decide here:"),
            ]
        )

    _send(
        source,
        lambda: _("A decision is needed: %(source)s") % {"source": source},
        body,
        undo=lambda: mine.update(told_at=None),
    )


def _send(
    source: CatalogueSource, subject: Callable[[], str], body: Callable[[], str], undo: Callable[[], object]
) -> None:
    link = _link(source)
    try:
        for addressee in addressees(source):
            with translation.override(addressee.language):
                text = "\n\n".join(filter(None, [body(), link]))
                EmailMessage(subject(), text, conf.FROM_EMAIL or None, [addressee.email]).send()
    except Exception:
        undo()
        raise


def addressees(source: CatalogueSource) -> list[Addressee]:
    """Whoever may change the source and works for its partner, in the language of their admin; the partner's own address
    where there is nobody."""
    users = get_user_model()._default_manager.filter(
        is_active=True,
        groups__in=source.partner.groups.filter(
            permissions__codename=_RIGHT, permissions__content_type__app_label="opinovi_wagtail"
        ),
    )
    found: dict[str, Addressee] = {}
    for user in users.distinct():
        if email := getattr(user, user.get_email_field_name(), ""):
            profile = getattr(user, "wagtail_userprofile", None)
            preferred = getattr(profile, "preferred_language", "") or conf.LANGUAGES[0]
            found.setdefault(email.casefold(), Addressee(email, preferred))
    if not found and source.partner.email:
        return [Addressee(source.partner.email, conf.LANGUAGES[0])]
    return list(found.values())


def _link(source: CatalogueSource) -> str:
    try:
        path = reverse("opinovi-cataloguesource:inspect", args=[source.pk])
    except NoReverseMatch:
        return ""
    base = str(getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "").rstrip("/")
    return f"{base}{path}" if base else path
