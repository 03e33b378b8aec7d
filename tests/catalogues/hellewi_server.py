"""A server of courses that follows what is described of Hellewi's API, on loopback; tokens are verified for real.

The JWT is checked here as RFC 7515 (section 5.2) and RFC 7519 (section 7.2) tell a receiver to, and not with the code
that made it.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

LONGEST = 300  # seconds from iat to exp
CLOCK_SKEW = 5  # seconds


@dataclass
class HellewiServer:
    """``courses`` by language and ``seats`` are what it serves; ``requests`` are the paths asked, ``refusals`` why not."""

    tenant: str = "aurakoski"
    kid: str = "opinovi-1"
    key: str = "a secret that both sides know"
    courses: dict[str, list[Any]] = field(default_factory=dict)
    seats: Any = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    port: int = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, language: str = "fi", query: str = "") -> str:
        return f"http://{self.host}/v1/{self.tenant}/{language}/courses{query}"

    def why_not(self, authorization: str, tenant: str) -> str:
        """Why a request is not let in; empty where it is."""
        scheme, _space, token = authorization.partition(" ")
        parts = token.split(".")
        if scheme != "Bearer" or len(parts) != 3:
            return "no token"
        try:
            header, claims = (json.loads(_decoded(part)) for part in parts[:2])
            signature = _decoded(parts[2])
        except (ValueError, binascii.Error):
            return "malformed"
        if header.get("alg") != "HS256" or header.get("kid") != self.kid:
            return "header"
        if not hmac.compare_digest(hmac.digest(self.key.encode(), ".".join(parts[:2]).encode(), "sha256"), signature):
            return "signature"
        now = time.time()
        if not now - LONGEST <= claims["iat"] <= now + CLOCK_SKEW or not now < claims["exp"] <= claims["iat"] + LONGEST:
            return "time"
        if claims["sub"] != "hellewi-api-v1" or claims["tenant"] != tenant or tenant != self.tenant:
            return "claims"
        if not claims["jti"] or claims["jti"] in self.used:
            return "jti"
        self.used.add(claims["jti"])
        return ""

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any, dict[str, str]]:
        """Status, JSON value and headers for a request that was let in."""
        parts = path.strip("/").split("/")
        if len(parts) != 4 or parts[0] != "v1" or parts[2] not in ("fi", "sv", "en"):
            return 404, {"message": "Not found"}, {}
        if parts[3] == "course-participants":
            wanted = query.get("ids", [""])[0].split(",")
            if not isinstance(self.seats, list):
                return 200, self.seats, {}
            return 200, [entry for entry in self.seats if str(entry["id"]) in wanted], {}
        if parts[3] != "courses":
            return 404, {"message": "Not found"}, {}
        courses = self.courses.get(parts[2], [])
        page, limit = int(query.get("page", ["1"])[0]), min(int(query.get("limit", ["20"])[0]), 100)
        last = max(1, -(-len(courses) // limit))
        links = {"first": 1, "last": last} | ({"next": page + 1} if page < last else {})
        header = ", ".join(
            f'<{path}?{urlencode({"page": number, "limit": limit})}>; rel="{relation}"'
            for relation, number in links.items()
        )
        return 200, courses[(page - 1) * limit : page * limit], {"Link": header}


@contextlib.contextmanager
def hellewi_server() -> Iterator[HellewiServer]:
    """A ``HellewiServer`` that listens until the block ends."""
    state = HellewiServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            state.requests.append(self.path)
            tenant = (parts.path.split("/") + ["", "", ""])[2]
            refused = state.why_not(self.headers.get("Authorization", ""), tenant)
            if refused:
                state.refusals.append(refused)
                status, value, headers = 401, {"message": "Unauthorized"}, {}
            else:
                status, value, headers = state.answer(parts.path, parse_qs(parts.query))
            body = json.dumps(value).encode()
            self.send_response(status)
            for name, text in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _decoded(part: str) -> bytes:
    return base64.b64decode(part.replace("-", "+").replace("_", "/") + "=" * (-len(part) % 4), validate=True)
