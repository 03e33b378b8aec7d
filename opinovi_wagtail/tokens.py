"""The secret of a self-service link and the keyed hash that recognises a person; neither can be read from the database.

A token is made again from the registration's nonce and the site's secret key whenever a mail needs it; the database holds
only its hash, which recognises it for as long as the registration has a name, whatever becomes of the secret key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import salted_hmac

from .models import Registration

LINK_SALT = "opinovi_wagtail.self_service"
IDENTITY_SALT = "opinovi_wagtail.identity"


def new_nonce() -> str:
    """128 random bits, as hex."""
    return secrets.token_hex(16)


def token_for(nonce: str, secret: str | None = None) -> str:
    """The secret part of the self-service link: 256 bits, safe in an address. ``secret`` defaults to ``SECRET_KEY``."""
    digest = salted_hmac(LINK_SALT, nonce, secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """What the database knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def remembered_token(nonce: str, known_hash: str) -> str | None:
    """The token that belongs to ``known_hash``, made with the present or an earlier secret key; ``None`` if neither made it."""
    for secret in _secrets():
        token = token_for(nonce, secret)
        if hmac.compare_digest(token_hash(token), known_hash):
            return token
    return None


def token_of(registration: Registration) -> str:
    """The token of a registration's self-service link.

    When no secret key at hand made the one that is known, a new one takes its place, and links sent earlier end.
    """
    token = remembered_token(registration.token_nonce, registration.token_hash)
    if token is None:
        token = token_for(registration.token_nonce)
        registration.token_hash = token_hash(token)
        registration.save(update_fields=["token_hash"])
    return token


def identities(name: str, contact: str) -> list[str]:
    """Keyed hashes of a person: with the present secret key first, then with earlier ones. Case and spacing do not count."""
    said = f"{_folded(name)}\n{_folded(contact)}"
    return [salted_hmac(IDENTITY_SALT, said, secret=secret, algorithm="sha256").hexdigest() for secret in _secrets()]


def _secrets() -> Iterator[str]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
