"""Signs the token with which Hellewi's API lets a request in: a JWT (RFC 7519) with HS256 (RFC 7515, 7518 section 3.2)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from typing import Any

SUBJECT = "hellewi-api-v1"
LIFETIME = 120  # seconds; the API takes at most 300


def signed_token(*, key_id: str, key: str, tenant: str) -> str:
    """A token for one request of ``tenant``, issued now and good for ``LIFETIME`` seconds; no two are the same."""
    issued = int(time.time())
    claims = {
        "iat": issued,
        "exp": issued + LIFETIME,
        "sub": SUBJECT,
        "tenant": tenant,
        "jti": uuid.uuid4().hex,
    }
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': key_id})}.{_part(claims)}"
    signature = hmac.new(key.encode(), signed.encode("ascii"), hashlib.sha256).digest()
    return f"{signed}.{_base64url(signature)}"


def _part(value: dict[str, Any]) -> str:
    return _base64url(json.dumps(value, separators=(",", ":")).encode())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
