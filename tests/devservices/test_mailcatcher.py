"""The mail catcher keeps every mail and shows it without trusting it."""

import json
import smtplib
import socket
import threading
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

import pytest

from sitecontent.devservices import DevServiceError
from sitecontent.devservices.loopback import listen
from sitecontent.devservices.mailcatcher import Mailbox, handler_for, start_smtp
from sitecontent.devservices.server import free_port


class Catcher(NamedTuple):
    smtp_port: int
    web: str
    folder: Path

    def read(self, path: str) -> tuple[dict[str, str], str]:
        with urllib.request.urlopen(f"{self.web}{path}") as answer:
            return dict(answer.headers), answer.read().decode()

    def names(self) -> list[str]:
        return [mail["name"] for mail in json.loads(self.read("/mails.json")[1])]

    def send(self, message: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as client:
            client.send_message(message)


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[Catcher]:
    mailbox = Mailbox(tmp_path / "mails")
    port = free_port()
    controller = start_smtp(mailbox, port)
    with listen(0, handler_for(mailbox)) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        yield Catcher(port, f"http://127.0.0.1:{server.server_port}", mailbox.folder)
        server.shutdown()
    controller.stop()


def confirmation(subject: str = "Ilmoittautumisesi on vahvistettu") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Aurakoski <opisto@aurakoski.example>"
    message["To"] = "Maija <maija@example.com>"
    message["Subject"] = subject
    message.set_content("Hei Maija!\nNähdään tiistaina. <b>ei lihavoitu</b>\n")
    message.add_alternative("<p>Hei <script>alert(1)</script>Maija!</p>", subtype="html")
    message.add_attachment("BEGIN:VCALENDAR\nEND:VCALENDAR\n", subtype="calendar", filename="tapaaminen.ics")
    return message


def test_mail_is_listed_and_shown_with_text_html_and_calendar(catcher: Catcher) -> None:
    catcher.send(confirmation())
    (name,) = catcher.names()
    _, page = catcher.read("/")
    assert "Ilmoittautumisesi on vahvistettu" in page
    assert '<html lang="en">' in page
    headers, page = catcher.read(f"/mail/{name}/")
    assert "Nähdään tiistaina. &lt;b&gt;ei lihavoitu&lt;/b&gt;" in page
    links_only = "allow-popups allow-popups-to-escape-sandbox"
    assert f'<iframe sandbox="{links_only}" title="HTML part of the mail" src="/mail/{name}/html">' in page
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    headers, calendar = catcher.read(f"/mail/{name}/attachment/0")
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''tapaaminen.ics"


def test_html_part_is_served_in_a_sandbox(catcher: Catcher) -> None:
    catcher.send(confirmation())
    headers, part = catcher.read(f"/mail/{catcher.names()[0]}/html")
    sandbox, *sources = headers["Content-Security-Policy"].split("; ")
    assert sandbox.split() == ["sandbox", "allow-popups", "allow-popups-to-escape-sandbox"], "no scripts, no forms"
    assert sources[0] == "default-src 'none'"
    assert part.startswith('<base target="_blank">'), "links open outside of the frame"


def test_addresses_in_the_text_part_are_links_and_nothing_else_is(catcher: Catcher) -> None:
    mail = confirmation()
    mail.get_body(("plain",)).set_content(
        'Peru: http://localhost:8000/opinovi/r/abc/?a=1&b=2\n<a href="http://evil">x</a>'
    )
    catcher.send(mail)
    _, page = catcher.read(f"/mail/{catcher.names()[0]}/")
    address = "http://localhost:8000/opinovi/r/abc/?a=1&amp;b=2"
    assert f'<a href="{address}" rel="noreferrer">{address}</a>' in page
    assert "&lt;a href=" in page


def test_newest_mail_is_first(catcher: Catcher) -> None:
    for subject in ("ensimmäinen", "toinen", "kolmas"):
        catcher.send(confirmation(subject))
    _, page = catcher.read("/")
    assert page.index("kolmas") < page.index("toinen") < page.index("ensimmäinen")


def test_markup_in_headers_is_shown_as_text(catcher: Catcher) -> None:
    message = confirmation("<img src=x onerror=alert(1)>")
    message.replace_header("To", '"<script>" <maija@example.com>')
    catcher.send(message)
    for path in ("/", f"/mail/{catcher.names()[0]}/"):
        _, page = catcher.read(path)
        assert "<img src=x" not in page
        assert "<script>" not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_real_recipients_are_shown_also_those_in_no_header(catcher: Catcher) -> None:
    with smtplib.SMTP("127.0.0.1", catcher.smtp_port) as client:
        client.send_message(confirmation(), to_addrs=["hidden@example.com"])
    assert "hidden@example.com" in catcher.read("/")[1]


def test_calendar_beside_text_and_html_can_be_downloaded(catcher: Catcher) -> None:
    message = EmailMessage()
    message["Subject"] = "Kutsu"
    message["To"] = "maija@example.com"
    message.set_content("Hei!")
    message.add_alternative("BEGIN:VCALENDAR\nEND:VCALENDAR\n", subtype="calendar", params={"method": "REQUEST"})
    catcher.send(message)
    _, page = catcher.read(f"/mail/{catcher.names()[0]}/")
    assert "part-1.ics" in page


def test_mails_survive_a_restart(catcher: Catcher) -> None:
    catcher.send(confirmation("säilyy"))
    again = Mailbox(catcher.folder)
    assert again.names() == catcher.names()
    assert b"maija@example.com" in (again.source(again.names()[0]) or b"")


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "x", "20261124T120000.000000Z-abcdefgh", ""])
def test_only_mails_can_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.eml").write_text("no")
    assert Mailbox(tmp_path / "mails").source(name) is None


def test_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        with pytest.raises(DevServiceError, match=r"^Port \d+ cannot be used for mail: .*\.$"):
            start_smtp(Mailbox(tmp_path), somebody.getsockname()[1])
