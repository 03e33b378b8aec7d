"""What our two small web servers share: they serve this machine only, and say plainly what went wrong.

A page of a stranger's site that the same browser has open must not read them through a name that it rebinds to loopback;
so requests for any other host name are refused.
"""

import contextlib
import hashlib
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from .programs import DevServiceError

HOST = "127.0.0.1"
OUR_NAMES = {"127.0.0.1", "localhost"}


class LoopbackServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        # A browser that turns away in mid-answer is no news.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class LoopbackHandler(BaseHTTPRequestHandler):
    """A request handler that answers GET and HEAD from `respond`."""

    server_version = "OpinOviDemo"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    # An idle connection gives its thread back.
    timeout = 30

    def respond(self, path: str, query: str) -> None:
        """Answers one request by calling `answer`."""
        raise NotImplementedError

    @property
    def base(self) -> str:
        """Our own address, as the caller knows it."""
        return f"http://{self.headers.get('Host', '')}"

    def do_GET(self) -> None:
        name = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        if name not in OUR_NAMES:
            self.answer(
                HTTPStatus.MISDIRECTED_REQUEST, "text/plain; charset=utf-8", b"This server serves loopback only.\n"
            )
            return
        parts = urlsplit(self.path)
        self.respond(parts.path, parts.query)

    do_HEAD = do_GET

    def answer(self, status: HTTPStatus, content_type: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        """Sends a whole answer; one that the caller has already (If-None-Match) is not sent again."""
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        known = {tag.strip().removeprefix("W/") for tag in self.headers.get("If-None-Match", "").split(",")}
        unchanged = status == HTTPStatus.OK and etag in known
        self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else status)
        self.send_header("ETag", etag)
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not unchanged and self.command != "HEAD":
            with contextlib.suppress(ConnectionError):
                self.wfile.write(body)

    def not_found(self) -> None:
        self.answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"There is nothing at this address.\n")

    def log_message(self, format: str, *args: object) -> None:
        # The address line can hold anything; what is not printable stays out of the log.
        line = "".join(character if character.isprintable() else "?" for character in format % args)
        sys.stderr.write(f"{self.log_date_time_string()} {line}\n")


def listen(port: int, handler: type[LoopbackHandler]) -> LoopbackServer:
    """A server on this loopback port (0: any); DevServiceError when the port is taken."""
    try:
        return LoopbackServer((HOST, port), handler)
    except OSError as error:
        raise DevServiceError(f"Port {port} cannot be used: {error.strerror}.") from error
