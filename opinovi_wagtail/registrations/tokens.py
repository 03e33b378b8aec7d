"""Finds the registration of a self-service link."""

from __future__ import annotations

from opinovi_wagtail.models import Registration
from opinovi_wagtail.tokens import token_hash, token_of

__all__ = ["find", "token_of"]

LENGTH = 43  # 256 bits in base64 without padding


def find(token: str) -> Registration | None:
    """The registration that ``token`` opens, with its event and partner; ``None`` for anything else, without a reason.

    A token works after cancelling and after the event, until the registration is anonymised.
    """
    if len(token) != LENGTH or not token.isascii():
        return None
    return (
        Registration.objects.filter(token_hash=token_hash(token), anonymised_at=None)
        .select_related("event__partner__site")
        .first()
    )
