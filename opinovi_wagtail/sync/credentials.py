"""Credentials of sources, encrypted at rest with keys of their own (``CREDENTIALS_KEYS``); nothing else reads or writes them.

The first key encrypts, all of them decrypt: to rotate, put a new key first, run ``opinovi_credentials --rotate``, remove the old.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import CatalogueSource
from opinovi_wagtail.telling import gettext as _
from opinovi_wagtail.telling import reason_of

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class CredentialsError(Exception):
    """The credentials cannot be kept or read; the message is a sentence for an administrator."""


def available() -> bool:
    """Whether credentials can be kept: the package is installed and there is a key."""
    return not why_not()


def why_not() -> str:
    """Why credentials cannot be kept, as a sentence that says what to do; empty where they can."""
    try:
        _box()
    except CredentialsError as error:
        return reason_of(error)
    return ""


def credentials_of(source: CatalogueSource) -> dict[str, str]:
    """The credentials of ``source``. Raises ``CredentialsError`` where no key fits."""
    return unseal(source.credentials_sealed) if source.credentials_sealed else {}


def seal(credentials: Mapping[str, str]) -> str:
    """``credentials`` encrypted with the first key; empty where there are none. Raises ``CredentialsError`` without a key."""
    kept = {name: value for name, value in credentials.items() if value}
    if not kept:
        return ""
    return _box().encrypt(json.dumps(kept, sort_keys=True).encode()).decode("ascii")


def unseal(sealed: str) -> dict[str, str]:
    """What :func:`seal` encrypted. Raises ``CredentialsError`` where no key fits."""
    box = _box()
    from cryptography.fernet import InvalidToken

    try:
        return dict(json.loads(box.decrypt(sealed.encode("ascii"))))
    except (InvalidToken, ValueError):
        raise CredentialsError(
            _("The credentials of the source cannot be decrypted with the keys of this site. Enter them again.")
        ) from None


def rotate() -> int:
    """Encrypt the credentials of all sources anew with the first key; answers of how many. Raises ``CredentialsError``."""
    sources = list(CatalogueSource.objects.exclude(credentials_sealed=""))
    anew = [(source, seal(credentials_of(source))) for source in sources]
    for source, sealed in anew:
        # Not over something that was entered meanwhile.
        CatalogueSource.objects.filter(pk=source.pk, credentials_sealed=source.credentials_sealed).update(
            credentials_sealed=sealed
        )
    return len(anew)


def new_key() -> str:
    """A fresh key for ``CREDENTIALS_KEYS``. Raises ``CredentialsError`` without the package."""
    try:
        from cryptography.fernet import Fernet
    except ImportError:
        raise CredentialsError(_no_package()) from None
    return Fernet.generate_key().decode("ascii")


def _box() -> MultiFernet:
    try:
        from cryptography.fernet import Fernet, MultiFernet
    except ImportError:
        raise CredentialsError(_no_package()) from None
    if not conf.CREDENTIALS_KEYS:
        raise CredentialsError(
            _("This site has no key for credentials. Whoever runs it makes one with: opinovi_credentials --new-key")
        )
    try:
        return MultiFernet([Fernet(key) for key in conf.CREDENTIALS_KEYS])
    except (ValueError, TypeError):
        raise CredentialsError(
            _("A key in CREDENTIALS_KEYS is none. Make one with: opinovi_credentials --new-key")
        ) from None


def _no_package() -> str:
    return _("Keeping credentials needs one more package. Install it with: pip install 'opinovi-wagtail[encryption]'")
