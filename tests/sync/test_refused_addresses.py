"""Addresses that must not be asked, wherever they come from: runs fail with a sentence, and sockets show that nobody came."""

from __future__ import annotations

import errno
import io
import json
import logging
import os
import shutil
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from opinovi_wagtail.catalogues.base import Authorization
from opinovi_wagtail.models import CatalogueSource, SyncIssue
from opinovi_wagtail.rules.states import RunState
from opinovi_wagtail.sync import targets
from opinovi_wagtail.sync.fetch import AddressRefused, Fetcher, Unreachable

from .addresses import REFUSED, REFUSED_AT_SIGHT
from .feed_server import feed_server
from .listening import listening
from .own_network import LITERALS, PUBLIC, found
from .trial import EVENTS, PATH, events, page, put

ROOT = Path(__file__).parents[2]
METADATA = "http://169.254.169.254/latest/meta-data/"


@pytest.fixture(scope="module")
def nobody():
    """Sockets on all addresses of this machine, at a free port and, where that may be, at port 80."""
    with listening(80) as seen:
        socket.create_connection(("127.0.0.1", seen.port), timeout=5).close()
        while not seen.connections:
            pass
        assert seen.connections == ["127.0.0.1"], "a connection would be seen"
        yield seen


@pytest.fixture
def listener(nobody):
    nobody.connections.clear()
    yield nobody
    assert nobody.connections == []


def pointed_to(trial, url):
    """The run of the source while it has this address, and the next good one."""
    good = trial.source.url
    CatalogueSource.objects.filter(pk=trial.source.pk).update(url=url)
    run = trial.run()
    CatalogueSource.objects.filter(pk=trial.source.pk).update(url=good)
    assert (run.state, run.missing) == (RunState.FAILED, 0)
    trial.heal()
    return run


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", [pytest.param(url, marks=pytest.mark.fault("hosts", name), id=name) for name, url in REFUSED.items()]
)
def test_an_address_of_no_public_server_is_refused(trial, listener, monkeypatch, happened, url):
    """By the run, at the usual port; and by the fetcher where the port at which our sockets listen counts as usual."""
    pointed_to(trial, url.format(port=""))
    monkeypatch.setitem(targets.PORTS, "http", listener.port)
    own = url.format(port=f":{listener.port}")
    with Fetcher(own, allowed_hosts=(), timeout=2) as fetch, pytest.raises(AddressRefused):
        fetch(own)
    happened(trial.story)


@pytest.mark.parametrize("name", REFUSED_AT_SIGHT)
def test_a_deployment_cannot_enter_what_is_no_address_of_the_web(db, name):
    with pytest.raises(CommandError, match="begins with http"):
        call_command("opinovi_source", "one", format="csv", url=REFUSED[name].format(port=""), partner="Opisto")
    assert CatalogueSource.objects.count() == 0


@pytest.mark.fault("hosts", "a name that rebinds")
def test_a_name_is_asked_for_once_and_the_vetted_address_is_the_one_connected_to(listener, monkeypatch, happened):
    """It leads to a public server when it is asked for first, and here from then on."""
    monkeypatch.setitem(targets.PORTS, "http", listener.port)
    asked, tried, connect = [], [], socket.socket.connect

    def resolver(host, port):
        asked.append(host)
        return found("127.0.0.1" if len(asked) > 1 else PUBLIC)

    def without_leaving_this_machine(self, address):
        tried.append(address[0])
        if address[0] == PUBLIC:
            raise ConnectionRefusedError(errno.ECONNREFUSED, "refused")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", without_leaving_this_machine)
    with Fetcher("http://rebinding.example/", allowed_hosts=(), timeout=2, resolver=resolver) as fetch:
        with pytest.raises(Unreachable) as first:
            fetch("http://rebinding.example/")
        assert (asked, tried) == (["rebinding.example"], [PUBLIC])
        with pytest.raises(AddressRefused) as second:
            fetch("http://rebinding.example/?page=2")
    assert tried == [PUBLIC]
    happened(
        f"The name was asked for once, and only the public address that it led to was tried: “{first.value}” "
        f"When it led to this machine: “{second.value}”".replace(f":{listener.port}", ":80")
    )


@pytest.mark.fault("hosts", "a name with mixed A records")
@pytest.mark.parametrize("order", ["public first", "private first"])
def test_a_name_of_which_one_address_is_private_is_refused(listener, monkeypatch, happened, order):
    monkeypatch.setitem(targets.PORTS, "http", listener.port)
    addresses = (PUBLIC, "127.0.0.1") if order == "public first" else ("127.0.0.1", PUBLIC)
    tried = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: tried.append(address))
    with (
        Fetcher("http://mixed.example/", allowed_hosts=(), resolver=lambda host, port: found(*addresses)) as fetch,
        pytest.raises(AddressRefused) as refused,
    ):
        fetch("http://mixed.example/")
    assert tried == []
    happened(f"No address was tried, the public one neither: “{refused.value}”".replace(f":{listener.port}", ":80"))


@pytest.mark.django_db
@pytest.mark.fault("hosts", "a redirect to the metadata address")
@pytest.mark.parametrize("where", ["of the feed", "of its second page"])
def test_a_redirect_to_the_metadata_address_is_refused(trial, server, listener, happened, where):
    path = PATH if where == "of the feed" else f"{PATH}?page=2"
    server.answer(path, status=302, headers={"Location": METADATA})
    run = trial.run()
    assert (run.state, run.missing) == (RunState.FAILED, 0)
    trial.heal()
    happened(trial.story)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 and its key, in one file, made for this run."""
    if not (openssl := shutil.which("openssl")):
        pytest.skip("There is no openssl to make a certificate with.")
    folder = tmp_path_factory.mktemp("tls")
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "own.pem"]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def secure(certificate, monkeypatch, settings, server):
    """A TLS server whose certificate counts as good, and whose feed leads to the plain ``server``."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "own.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "own.pem", certificate / "key.pem")
    with feed_server(context) as running:
        hosts = (server.host, running.host)
        settings.OPINOVI_WAGTAIL = {**settings.OPINOVI_WAGTAIL, "ALLOWED_INTERNAL_HOSTS": hosts}
        running.answer("/good", page(events(), None, EVENTS))
        running.answer(PATH, status=302, headers={"Location": server.url("/stolen")})
        yield running


@pytest.mark.django_db
@pytest.mark.fault("hosts", "https → http with Authorization")
def test_a_redirect_from_https_to_http_is_refused_and_credentials_are_not_sent_on(trial, server, secure, happened):
    """The plain server is one that the source may reach, so it is the loss of the secure connection that is refused."""
    server.answer("/stolen", page(events(), None, EVENTS))
    secret = {"Authorization": "Bearer very-secret"}
    with Fetcher(secure.url("/good"), authorize=lambda _url: Authorization(secret), timeout=5) as fetch:
        assert fetch(secure.url("/good")).read()
    with (
        Fetcher(secure.url(PATH), authorize=lambda _url: Authorization(secret), timeout=5) as fetch,
        pytest.raises(AddressRefused),
    ):
        fetch(secure.url(PATH))
    assert [headers.get("Authorization") for _path, headers in secure.requests] == ["Bearer very-secret"] * 2
    pointed_to(trial, secure.url(PATH))
    assert "/stolen" not in {path for path, _headers in server.requests}
    happened(trial.story)


@pytest.mark.django_db
@pytest.mark.fault("hosts", "user:pw@host in logs")
def test_a_password_in_an_address_is_in_no_log_and_in_no_report(trial, server, listener, caplog, happened):
    """Entered past the forms, sent by the feed as its next page, and given to the commands."""
    caplog.set_level(logging.DEBUG)
    url = f"http://user:pa55word@{server.host}{PATH}"
    out = io.StringIO()
    for command in (["opinovi_preview", "linked-events", url], ["opinovi_source", "x", "--format=csv", f"--url={url}"]):
        with pytest.raises(CommandError) as refused:
            call_command(*command, stdout=out, stderr=out)
        out.write(str(refused.value))
    run, story = pointed_to(trial, url), trial.story
    put(server, events()[:10])
    server.answer(PATH, page(events()[:10], url, EVENTS))
    redirected = trial.run()
    assert redirected.state == RunState.FAILED
    trial.heal()
    told = [run.message, redirected.message, *SyncIssue.objects.values_list("told", "excerpt"), out.getvalue()]
    assert len(out.getvalue()) > 50
    assert "pa55word" not in f"{caplog.text}{told}"
    happened(f"{story} The password is in none of {len(told)} reports, issues and answers of commands, nor in the log.")


@pytest.mark.django_db
@pytest.mark.fault("hosts", "a port with CRLF in the path")
@pytest.mark.parametrize("where", ["as the address", "as the next page"])
def test_a_line_break_in_an_address_does_not_become_a_command_for_another_service(
    trial, server, listener, happened, settings, where
):
    """The port of a broker, spelled so that a careless client would write a line of the broker's protocol to it. The site
    allows this port, so it is the line break that is refused; from a feed it is refused as a server that nobody entered."""
    settings.OPINOVI_WAGTAIL = {
        **settings.OPINOVI_WAGTAIL,
        "ALLOWED_INTERNAL_HOSTS": (server.host, f"127.0.0.1:{listener.port}"),
    }
    url = f"http://127.0.0.1:{listener.port}/\r\nFLUSHALL\r\n"
    if where == "as the address":
        pointed_to(trial, url)
    else:
        server.answer(PATH, page(events()[:10], url, EVENTS))
        assert trial.run().state == RunState.FAILED
        trial.heal()
    happened(trial.story)


@pytest.mark.slow
def test_no_refused_address_is_connected_to_where_every_address_leads_here():
    """In a network of its own in which a socket of the test stands at each of these addresses."""
    command = ["unshare", "--map-root-user", "--net", sys.executable, "-m", "tests.sync.own_network"]
    if not (shutil.which("unshare") and shutil.which("ip")):
        pytest.skip("A network of its own needs unshare and ip, which are not here.")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "sitecontent.settings.test", "DATABASE_URL": ""}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    if done.returncode and "unshare" in done.stderr:
        pytest.skip(f"This machine gives no network of its own: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert set(told["refused"].values()) == {"AddressRefused"} and len(told["refused"]) == len(REFUSED)
    assert (told["mixed"], told["connections"]) == ("AddressRefused", [])
    assert told["public"] == "[]"
    assert (told["rebinding"], told["connections of the name"]) == (["[]", "AddressRefused"], [PUBLIC])
    # Every one of these would have been seen.
    assert len(told["plain"]) == len(LITERALS)
