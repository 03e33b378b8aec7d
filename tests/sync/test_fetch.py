"""Fetching from addresses that strangers entered: what must not be reached is not, what never ends is ended."""

from __future__ import annotations

import gzip
import socket
import time
import tracemalloc
import zlib

import pytest
from django.utils import translation

from opinovi_wagtail.catalogues.base import Authorization, FormatError, Options
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.sync import fetch as module
from opinovi_wagtail.sync import targets
from opinovi_wagtail.sync.addresses import is_public
from opinovi_wagtail.sync.fetch import (
    AddressRefused,
    BrokenOff,
    Fetcher,
    FetchError,
    HttpStatus,
    NotFollowed,
    NotModified,
    RetryLater,
    TooLarge,
    TooManyPages,
    TooManyRedirects,
    TooSlow,
    Unreachable,
    read_file,
)
from tests.sync.feed_server import feed_server, free_port


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in the language in which they are written."""
    with translation.override("en"):
        yield


@pytest.fixture
def server():
    with feed_server() as state:
        yield state


@pytest.fixture
def fetcher(server):
    """A function that makes a fetcher which may reach the test's server; all are closed at the end."""
    opened = []

    def make(path="/", source="", **options):
        options.setdefault("allowed_hosts", (server.host,))
        options.setdefault("timeout", 5)
        made = Fetcher(source or server.url(path), **options)
        opened.append(made)
        return made

    yield make
    for one in opened:
        one.close()


def answering(*addresses):
    """A resolver that gives ``addresses`` in turn, one per question, the last one for ever."""
    left = list(addresses)

    def resolver(host, port):
        given = left.pop(0) if len(left) > 1 else left[0]
        given = [given] if isinstance(given, str) else given
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in given
        ]

    return resolver


FORBIDDEN = [
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:169.254.169.254]/latest/meta-data/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::7f00:1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[fec0::1]:{port}/",
    "http://100.64.0.1:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://localhost:{port}/",
    "http://user:secret@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/\r\nX-Injected: yes",
    "http://127.0.0.1:{port}\r\n/",
]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_forbidden_address_is_refused_and_nobody_is_connected_to(server, monkeypatch, address):
    """The server listens on what counts as port 80 here, so it is the vetting that keeps the fetcher out."""
    monkeypatch.setitem(targets.PORTS, "http", server.port)
    server.answer("/", b"[]")
    url = address.format(port=server.port)
    with Fetcher(url, allowed_hosts=(), timeout=2) as fetch, pytest.raises(AddressRefused) as refused:
        fetch(url)
    assert server.connections == []
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "spelling", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1", "localhost", "①②⑦.⓪.⓪.①"]
)
def test_vetting_is_what_keeps_loopback_out(server, spelling):
    """The control for the test above: with vetting told to let the host through, the same spelling does connect."""
    server.answer("/", b"[]")
    host = "127.0.0.1" if not spelling.isascii() else spelling
    with Fetcher(f"http://{spelling}:{server.port}/", allowed_hosts=(f"{host}:{server.port}",), timeout=2) as fetch:
        assert fetch(f"http://{spelling}:{server.port}/").read() == b"[]"
    assert len(server.connections) == 1


@pytest.mark.parametrize("path", ["/\r\nX-Injected: yes", "/\n", "/a b", "/\x00", "\r\n/", "/\t"])
def test_address_with_control_characters_is_refused_even_where_the_host_is_allowed(server, fetcher, path):
    server.answer("/", b"[]")
    with pytest.raises(AddressRefused, match="control characters"):
        fetcher(path)(server.url(path))
    assert server.connections == []


def test_listed_port_does_not_open_other_internal_hosts(server):
    url = "http://internal.example:8000/"
    with Fetcher(url, allowed_hosts=("other.example:8000",)) as fetch, pytest.raises(AddressRefused):
        fetch(url)


def test_name_that_rebinds_is_resolved_once_and_the_vetted_address_is_connected_to(server, monkeypatch):
    """The second answer (loopback) is never used, because the name is asked for only once."""
    asked = []
    resolver = answering("203.0.114.7", "127.0.0.1")

    def counting(host, port):
        asked.append(host)
        return resolver(host, port)

    reached = []

    def connect(self, address):
        reached.append(address)
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket.socket, "connect", connect)
    with Fetcher("http://rebinding.example/", resolver=counting, timeout=2) as fetch, pytest.raises(Unreachable):
        fetch("http://rebinding.example/")
    assert asked == ["rebinding.example"]
    assert reached == [("203.0.114.7", 80)]


def test_name_with_mixed_addresses_is_refused(server):
    resolver = answering(["93.184.216.34", "127.0.0.1"])
    with Fetcher("http://mixed.example/", resolver=resolver) as fetch, pytest.raises(AddressRefused):
        fetch("http://mixed.example/")
    assert server.connections == []


def test_redirect_to_the_metadata_address_is_refused(server, fetcher):
    server.answer("/", status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})
    with pytest.raises(AddressRefused):
        fetcher()(server.url())


def test_redirect_to_a_file_is_refused(server, fetcher):
    server.answer("/", status=302, headers={"Location": "file:///etc/passwd"})
    with pytest.raises(AddressRefused):
        fetcher()(server.url())


def test_credentials_stay_with_the_origin_they_are_for(server, fetcher):
    with feed_server() as other:
        other.answer("/feed", b"[]")
        server.answer("/", status=302, headers={"Location": other.url("/feed")})
        allowed = (server.host, other.host)
        fetch = fetcher(authorize=lambda _url: Authorization({"Authorization": "Bearer token"}), allowed_hosts=allowed)
        assert fetch(server.url()).read() == b"[]"
        assert server.requests[0][1]["Authorization"] == "Bearer token"
        assert "Authorization" not in other.requests[0][1]


def test_redirect_from_https_to_http_is_refused(server, fetcher, monkeypatch):
    """The secure hop is played by a pool of the test's own; the insecure one must not be connected to."""
    server.answer("/", status=302, headers={"Location": f"http://{server.host}/plain"})
    server.answer("/plain", b"[]")
    real = module.pool
    monkeypatch.setattr(module, "pool", lambda scheme, host, port, vetting: real("http", host, port, vetting))
    url = f"https://{server.host}/"
    fetch = fetcher(source=url, authorize=lambda _url: Authorization({"Authorization": "x"}))
    with pytest.raises(AddressRefused, match="secure"):
        fetch(url)
    assert [path for path, _headers in server.requests] == ["/"]


@pytest.mark.parametrize(
    "url", ["http://user:secret@feeds.example/", "https://:secret@feeds.example/", "http://u:secret@127.0.0.1:9/"]
)
def test_password_in_an_address_is_refused_and_never_repeated(url):
    with Fetcher(url) as fetch, pytest.raises(AddressRefused) as refused:
        fetch(url)
    assert "secret" not in str(refused.value)
    assert "secret" not in repr(refused.value.__context__)


def test_query_with_a_key_is_not_repeated_in_errors(server, fetcher):
    server.answer("/feed?key=secret", b"x", status=500)
    with pytest.raises(HttpStatus) as failed:
        fetcher("/feed?key=secret")(server.url("/feed?key=secret"))
    assert "secret" not in str(failed.value)


def test_other_ports_need_the_setting(server):
    with (
        Fetcher(server.url(), allowed_hosts=()) as fetch,
        pytest.raises(AddressRefused, match="ALLOWED_INTERNAL_HOSTS"),
    ):
        fetch(server.url())
    assert server.connections == []


def test_proxy_environment_is_ignored(server, fetcher, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    server.answer("/", b"[]")
    assert fetcher()(server.url()).read() == b"[]"


@pytest.mark.parametrize("part", ["body", "headers", "status line"])
def test_slow_drip_ends_at_the_deadline(server, fetcher, part):
    """Each byte comes well within a read's timeout, so only a deadline over the whole response helps."""

    def drip(handler):
        lines = {
            "status line": b"H" * 200,
            "headers": b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 200,
            "body": b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b"x" * 200,
        }[part]
        for byte in lines:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            if server.over.wait(0.05):
                return

    server.answers["/"] = drip
    begun = time.monotonic()
    with pytest.raises(TooSlow):
        fetcher(timeout=0.6)(server.url())
    assert time.monotonic() - begun < 2


def test_server_that_accepts_and_says_nothing_ends_at_the_deadline(fetcher, server):
    server.answers["/"] = lambda handler: server.over.wait(5) and None
    begun = time.monotonic()
    with pytest.raises(TooSlow):
        fetcher(timeout=0.5)(server.url())
    assert time.monotonic() - begun < 2


def test_deadline_holds_on_a_connection_that_is_used_again(server, fetcher):
    def drip(handler):
        for _i in range(100):
            handler.wfile.write(b"H")
            if server.over.wait(0.05):
                return

    server.answer("/", b"[]")
    server.answers["/2"] = drip
    fetch = fetcher(timeout=0.6)
    fetch(server.url()).read()
    begun = time.monotonic()
    with pytest.raises(TooSlow):
        fetch(server.url("/2"))
    assert time.monotonic() - begun < 2
    assert len(server.connections) == 1


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_bomb_stops_at_the_cap_in_flat_memory(server, fetcher, coding):
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | (16 if coding == "gzip" else 0))
    bomb = b"".join(packer.compress(b" " * 1_000_000) for _i in range(200)) + packer.flush()
    assert len(bomb) < 300_000
    server.answer("/", bomb, headers={"Content-Encoding": coding})
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            fetcher(max_bytes=50_000_000)(server.url())
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_size_is_capped_without_packing_and_without_a_length(server, fetcher):
    server.answer("/", b"x" * 20_000, headers={"Connection": "close"}, length=False)
    with pytest.raises(TooLarge):
        fetcher(max_bytes=10_000)(server.url())


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"[1, 2]")),
        ("gzip", gzip.compress(b"[1, ") + gzip.compress(b"2]")),
        ("deflate", zlib.compress(b"[1, 2]")),
        ("deflate", zlib.compress(b"[1, 2]")[2:-4]),
        ("identity", b"[1, 2]"),
    ],
    ids=["gzip", "two members", "deflate", "raw deflate", "identity"],
)
def test_packed_answers_are_unpacked(server, fetcher, coding, body):
    server.answer("/", body, headers={"Content-Encoding": coding})
    fetch = fetcher()
    assert fetch(server.url()).read() == b"[1, 2]"
    assert fetch.bytes == 6


def test_unknown_packing_is_a_sentence(server, fetcher):
    server.answer("/", b"x", headers={"Content-Encoding": "br"})
    with pytest.raises(BrokenOff, match="br"):
        fetcher()(server.url())


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"[1, 2", {"Content-Length": "500", "Connection": "close"}),
        (gzip.compress(b"[1, 2]" * 1000)[:-20], {"Content-Encoding": "gzip"}),
        (b"not gzip at all", {"Content-Encoding": "gzip"}),
        (b"10\r\n[1,", {"Transfer-Encoding": "chunked", "Connection": "close"}),
    ],
    ids=["length", "gzip", "no gzip", "chunked"],
)
def test_truncated_answer_is_noticed(server, fetcher, body, headers):
    def write(handler):
        handler.send_response(200)
        for name, value in headers.items():
            handler.send_header(name, value)
        if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = "Connection" in headers

    server.answers["/"] = write
    with pytest.raises(BrokenOff):
        fetcher()(server.url())


def test_something_that_is_not_http_is_a_sentence(server, fetcher):
    server.answers["/"] = lambda handler: handler.wfile.write(b"220 mail.example ESMTP\r\n")
    with pytest.raises((BrokenOff, TooSlow)):
        fetcher(timeout=1)(server.url())


def test_redirects_are_followed_three_times_and_no_more(server, fetcher):
    for number in range(5):
        server.answer(f"/{number}", status=302, headers={"Location": f"/{number + 1}"})
    server.answer("/5", b"[]")
    assert fetcher("/2")(server.url("/2")).read() == b"[]"
    with pytest.raises(TooManyRedirects):
        fetcher("/1")(server.url("/1"))


def test_redirect_loop_ends(server, fetcher):
    server.answer("/", status=301, headers={"Location": "/"})
    with pytest.raises(TooManyRedirects):
        fetcher()(server.url())
    assert len(server.requests) == 4


def test_conditional_fetch_says_when_nothing_changed(server, fetcher):
    def write(handler):
        unchanged = handler.headers.get("If-None-Match") == '"v1"'
        handler.send_response(304 if unchanged else 200)
        handler.send_header("ETag", '"v1"')
        handler.send_header("Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT")
        handler.send_header("Content-Length", "0" if unchanged else "2")
        handler.end_headers()
        handler.wfile.write(b"" if unchanged else b"[]")

    server.answers["/"] = write
    first = fetcher()
    first(server.url()).read()
    assert (first.etag, first.last_modified) == ('"v1"', "Tue, 24 Nov 2026 10:00:00 GMT")
    with pytest.raises(NotModified):
        fetcher(etag=first.etag, last_modified=first.last_modified)(server.url())
    assert server.requests[1][1]["If-Modified-Since"] == first.last_modified


def test_not_modified_without_having_asked_is_an_error(server, fetcher):
    server.answer("/", status=304)
    with pytest.raises(HttpStatus) as failed:
        fetcher()(server.url())
    assert not isinstance(failed.value, NotModified)


def test_only_the_first_page_is_conditional(server, fetcher):
    server.answer("/", b"[]")
    server.answer("/2", b"[]")
    fetch = fetcher(etag='"old"')
    fetch(server.url())
    fetch(server.url("/2"))
    assert "If-None-Match" not in server.requests[1][1]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("", None),
        ("soon", None),
        ("99999999999999", None),
        ("Tue, 24 Nov 2026 10:02:00 GMT", 120),
        ("Tue, 24 Nov 2020 10:00:00 GMT", 0),
        ("9999999", 604800),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_server_that_asks_for_patience_is_heard(server, fetcher, header, seconds, status, frozen):
    server.answer("/", status=status, headers={"Retry-After": header} if header else {})
    with pytest.raises(RetryLater) as told:
        fetcher()(server.url())
    assert (told.value.status, told.value.seconds) == (status, seconds)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 500, 502])
def test_error_status_is_a_sentence(server, fetcher, status):
    server.answer("/", b"<html>", status=status)
    with pytest.raises(HttpStatus, match=str(status)) as failed:
        fetcher()(server.url())
    assert failed.value.status == status


def test_page_that_was_read_is_not_read_again(server, fetcher):
    server.answer("/", b"[]")
    fetch = fetcher()
    fetch(server.url())
    with pytest.raises(TooManyPages):
        fetch(server.url())


def test_pages_are_counted_and_capped(server, fetcher):
    for number in range(4):
        server.answer(f"/{number}", b"[]")
    fetch = fetcher("/0", max_pages=3)
    for number in range(3):
        fetch(server.url(f"/{number}"))
    assert (fetch.pages, fetch.bytes) == (3, 6)
    with pytest.raises(TooManyPages):
        fetch(server.url("/3"))


def test_page_on_another_server_is_refused(server, fetcher):
    with feed_server() as other:
        other.answer("/", b"[]")
        server.answer("/", b"[]")
        fetch = fetcher(allowed_hosts=(server.host, other.host))
        fetch(server.url())
        with pytest.raises(AddressRefused):
            fetch(other.url())
        assert other.connections == []


def test_server_to_which_the_source_redirects_counts_as_its_own(server, fetcher):
    with feed_server() as other:
        other.answer("/", b"[]")
        other.answer("/2", b"[]")
        server.answer("/", status=301, headers={"Location": other.url()})
        fetch = fetcher(allowed_hosts=(server.host, other.host))
        fetch(server.url())
        assert fetch(other.url("/2")).read() == b"[]"


def test_relative_address_is_completed_from_the_source(server, fetcher):
    server.answer("/a/feed?page=2", b"[]")
    assert fetcher("/a/feed")("?page=2").read() == b"[]"


def test_connection_is_kept_between_pages(server, fetcher):
    for number in range(5):
        server.answer(f"/{number}", b"[]")
    fetch = fetcher("/0")
    for number in range(5):
        fetch(server.url(f"/{number}")).read()
    assert len(server.connections) == 1


def test_connection_that_the_server_closed_meanwhile_is_opened_anew(server, fetcher):
    def answer_and_hang_up(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        handler.wfile.write(b"[]")
        handler.close_connection = True

    server.answers["/"] = answer_and_hang_up
    server.answer("/2", b"[]")
    fetch = fetcher()
    fetch(server.url()).read()
    assert fetch(server.url("/2")).read() == b"[]"
    assert len(server.connections) == 2


def test_connection_that_the_server_closes_under_the_request_is_opened_anew_once(server, fetcher):
    asked = []

    def hang_up_first(handler):
        asked.append(handler.path)
        if len(asked) == 1:
            handler.close_connection = True
            return
        handler.send_response(200)
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        handler.wfile.write(b"[]")

    server.answer("/", b"[]")
    server.answers["/2"] = hang_up_first
    fetch = fetcher()
    fetch(server.url()).read()
    assert fetch(server.url("/2")).read() == b"[]"
    assert len(asked) == 2


def test_nobody_listening_is_a_sentence():
    host = f"127.0.0.1:{free_port()}"
    with (
        Fetcher(f"http://{host}/", allowed_hosts=(host,)) as fetch,
        pytest.raises(Unreachable, match="does not answer"),
    ):
        fetch(f"http://{host}/")


def test_unknown_name_is_a_sentence():
    def nobody(host, port):
        raise socket.gaierror(-2, "Name or service not known")

    with (
        Fetcher("http://nowhere.example/", resolver=nobody) as fetch,
        pytest.raises(Unreachable, match="nowhere.example"),
    ):
        fetch("http://nowhere.example/")


def test_server_without_tls_on_a_secure_address_is_a_sentence(server):
    url = f"https://{server.host}/"
    with Fetcher(url, allowed_hosts=(server.host,), timeout=2) as fetch, pytest.raises(FetchError) as failed:
        fetch(url)
    assert not isinstance(failed.value, AddressRefused)


def test_large_document_goes_to_a_file_and_memory_stays_flat(server, fetcher):
    server.answer("/", b"x" * 30_000_000)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        document = fetcher()(server.url())
        assert tracemalloc.get_traced_memory()[0] - before < 5_000_000
    finally:
        tracemalloc.stop()
    with document.stream:
        assert sum(len(block) for block in iter(lambda: document.stream.read(1_000_000), b"")) == 30_000_000


@pytest.mark.parametrize("name", ["linked-events", "opintopolku", "csv"])
def test_login_page_is_told_apart_from_a_feed(server, fetcher, name):
    server.answer("/", b"<!DOCTYPE html><html><form>Log in</form></html>", headers={"Content-Type": "text/html"})
    with pytest.raises(FormatError, match="login page"):
        list(get_format(name, Options()).read(server.url(), fetcher()))


def test_wrong_charset_is_understood(server, fetcher):
    """The server says UTF-8; the document is Windows-1252."""
    table = "Nimi;Järjestäjä;Hinta\nPäivähoito työnä;Vakkalahti;10 €\n".encode("cp1252")
    server.answer("/", table, headers={"Content-Type": "text/csv; charset=utf-8"})
    (raw,) = get_format("csv", Options()).read(server.url(), fetcher())
    record = raw.parse()
    assert record.title == {"fi": "Päivähoito työnä"}
    assert record.runs[0].price.amount == 10


def test_charset_and_type_of_a_document_are_handed_on(server, fetcher):
    server.answer("/", b"[]", headers={"Content-Type": 'Text/CSV; header=present; charset="ISO-8859-15"'})
    document = fetcher()(server.url())
    assert (document.content_type, document.charset) == ("text/csv", "iso-8859-15")


def test_local_file_is_read_alone(tmp_path):
    path = tmp_path / "feed.json"
    path.write_bytes(b"[]")
    fetch = read_file(path)
    assert fetch(str(path)).read() == b"[]"
    with pytest.raises(NotFollowed):
        fetch("http://feeds.example/?page=2")
    with pytest.raises(NotFollowed):
        fetch("/etc/passwd")


def test_missing_local_file_is_a_sentence(tmp_path):
    with pytest.raises(FetchError, match="There is no file .*none.json"):
        read_file(tmp_path / "none.json")(str(tmp_path / "none.json"))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2001:4860:4860::8888", "193.166.3.2"],
)
def test_public_address_is_public(address):
    assert is_public(address)


NOT_PUBLIC = """
0.0.0.0 10.0.0.1 100.64.0.1 100.127.255.254 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1
239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1
64:ff9b:1::1 100::1 2001::1 2001:db8::1 2001:10::1 2002:7f00:1:: 2002:808:808:: 3ffe::1 3fff::1 5f00::1
fc00::1 fd00::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 localhost 127.1 0x7f.1
"""


@pytest.mark.parametrize(
    "address",
    NOT_PUBLIC.split(),
)
def test_address_that_is_not_public_is_not(address):
    assert not is_public(address)
