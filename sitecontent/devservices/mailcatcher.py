"""Takes every mail that the demo sends and shows it on a plain page; nothing leaves the machine.

`python -m sitecontent.devservices.mailcatcher --folder FOLDER --smtp-port PORT --web-port PORT` keeps each mail as a file
in the folder, so that mails are still there after a restart. Everything in a mail is a stranger's: it is escaped, and its
HTML part is shown in a sandbox that runs nothing and loads nothing.
"""

import argparse
import contextlib
import datetime as dt
import email
import email.policy
import html
import json
import os
import re
import secrets
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from aiosmtpd.controller import Controller

from .loopback import HOST, LoopbackHandler, listen
from .programs import DevServiceError

NAME = re.compile(r"[0-9TZ.-]{10,40}-[0-9a-f]{8}")
SENDER, RECIPIENT = "X-Envelope-From", "X-Envelope-To"
POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
# Nothing runs and nothing is loaded; a link that is clicked opens in a window of its own.
LINKS_ONLY = "allow-popups allow-popups-to-escape-sandbox"
SANDBOX = f"sandbox {LINKS_ONLY}; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
li { margin: 0 0 1rem; overflow-wrap: anywhere; }
dt { font-weight: bold; }
dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
pre { background: #f4f4f4; color: #111; overflow-wrap: anywhere; padding: 1rem; white-space: pre-wrap; }
iframe { border: 1px solid #767676; height: 30rem; width: 100%; }
"""


class Mailbox:
    """The folder of caught mails, one file each, named after the moment at which it came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, sender: str, recipients: list[str], content: bytes) -> str:
        """Stores a mail, whole or not at all, and answers its name."""
        moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        name = f"{moment}-{secrets.token_hex(4)}"
        envelope = "".join(f"{header}: {_one_line(value)}\r\n" for header, value in self._envelope(sender, recipients))
        unfinished = self.folder / f"{name}.part"
        with unfinished.open("wb") as file:
            file.write(envelope.encode("utf-8") + content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.folder / f"{name}.eml")
        return name

    def names(self) -> list[str]:
        """Newest first."""
        return sorted((path.stem for path in self.folder.glob("*.eml") if NAME.fullmatch(path.stem)), reverse=True)

    def source(self, name: str) -> bytes | None:
        if not NAME.fullmatch(name):
            return None
        with contextlib.suppress(FileNotFoundError):
            return (self.folder / f"{name}.eml").read_bytes()
        return None

    @staticmethod
    def _envelope(sender: str, recipients: list[str]) -> list[tuple[str, str]]:
        return [(SENDER, sender), *((RECIPIENT, recipient) for recipient in recipients)]


class Catcher:
    """What aiosmtpd calls with each mail."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        # Answered only when it is on disk: what the sender believes delivered is there.
        name = self.mailbox.keep(envelope.mail_from or "", envelope.rcpt_tos, envelope.original_content or b"")
        return f"250 OK kept as {name}"


class MailHandler(LoopbackHandler):
    """The web page of one mailbox."""

    mailbox: Mailbox

    def respond(self, path: str, query: str) -> None:
        if path == "/":
            self._page("Caught mails", _list(self.mailbox))
        elif path == "/style.css":
            self.answer(HTTPStatus.OK, "text/css; charset=utf-8", STYLE.encode())
        elif path == "/mails.json":
            found = [_summary(name, mail) for name in self.mailbox.names() if (mail := _mail(self.mailbox, name))]
            self.answer(HTTPStatus.OK, "application/json", json.dumps(found).encode())
        else:
            self._mail(path)

    def _mail(self, path: str) -> None:
        match = re.fullmatch(r"/mail/(?P<name>[^/]+)/(?P<rest>|source|html|attachment/\d{1,4})", path)
        mail = _mail(self.mailbox, match["name"]) if match else None
        if match is None or mail is None:
            self.not_found()
            return
        rest, _, number = match["rest"].partition("/")
        match rest:
            case "":
                self._page(_subject(mail), _one(match["name"], mail))
            case "source":
                source = self.mailbox.source(match["name"]) or b""
                self.answer(HTTPStatus.OK, "text/plain; charset=utf-8", source, {"Content-Security-Policy": SANDBOX})
            case "html":
                self._html_part(mail)
            case _:
                self._attachment(mail, int(number))

    def _html_part(self, mail: EmailMessage) -> None:
        part = mail.get_body(("html",))
        if part is None:
            self.not_found()
            return
        headers = {"Content-Security-Policy": SANDBOX}
        # Browsers read <base> wherever it stands in the head, and put it there when it comes first.
        page = f'<base target="_blank">{_text(part)}'
        self.answer(HTTPStatus.OK, "text/html; charset=utf-8", page.encode(errors="replace"), headers)

    def _attachment(self, mail: EmailMessage, number: int) -> None:
        attachments = _attachments(mail)
        if number >= len(attachments):
            self.not_found()
            return
        part = attachments[number]
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(_filename(part, number), safe='')}",
            "Content-Security-Policy": SANDBOX,
        }
        body = part.get_payload(decode=True)
        self.answer(HTTPStatus.OK, part.get_content_type(), body if isinstance(body, bytes) else b"", headers)

    def _page(self, title: str, body: str) -> None:
        page = (
            '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<title>{html.escape(title)} – mail catcher</title><link rel="stylesheet" href="/style.css"></head>\n'
            f"<body>\n<main>\n<h1>{html.escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
        )
        headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
        self.answer(HTTPStatus.OK, "text/html; charset=utf-8", page.encode(errors="replace"), headers)


def _list(mailbox: Mailbox) -> str:
    names = mailbox.names()
    if not names:
        return "<p>No mail has been sent yet.</p>"
    found = [_summary(name, mail) for name in names if (mail := _mail(mailbox, name))]
    items = "\n".join(
        f'<li><a href="/mail/{mail["name"]}/">{html.escape(mail["subject"])}</a><br>'
        f"To {html.escape(', '.join(mail['to']))}, {html.escape(mail['caught'])}</li>"
        for mail in found
    )
    return f"<p>Newest first. Nothing of this has left your machine.</p>\n<ol>\n{items}\n</ol>"


def _one(name: str, mail: EmailMessage) -> str:
    shown = [SENDER, RECIPIENT, "From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID"]
    headers = "".join(
        f"<dt>{header}</dt><dd>{html.escape(str(value))}</dd>" for header in shown for value in mail.get_all(header, [])
    )
    parts = [f'<p><a href="/">All mails</a></p>\n<dl>{headers}</dl>']
    if attachments := _attachments(mail):
        links = "".join(
            f'<li><a href="/mail/{name}/attachment/{number}">{html.escape(_filename(part, number))}</a> '
            f"({html.escape(part.get_content_type())})</li>"
            for number, part in enumerate(attachments)
        )
        parts.append(f"<h2>Attachments</h2>\n<ul>{links}</ul>")
    if text := mail.get_body(("plain",)):
        parts.append(f"<h2>Text</h2>\n<pre>{_linked(_text(text))}</pre>")
    if mail.get_body(("html",)):
        frame = f'<iframe sandbox="{LINKS_ONLY}" title="HTML part of the mail" src="/mail/{name}/html"></iframe>'
        parts.append(f"<h2>HTML</h2>\n{frame}")
    parts.append(f'<p><a href="/mail/{name}/source">Source of the mail</a></p>')
    return "\n".join(parts)


def _mail(mailbox: Mailbox, name: str) -> EmailMessage | None:
    source = mailbox.source(name)
    if source is None:
        return None
    return cast(EmailMessage, email.message_from_bytes(source, policy=email.policy.default.clone(utf8=True)))


def _summary(name: str, mail: EmailMessage) -> dict[str, Any]:
    caught = dt.datetime.strptime(name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC).astimezone()
    return {
        "name": name,
        "caught": caught.strftime("%Y-%m-%d %H:%M:%S %Z"),
        "to": [str(value) for value in mail.get_all(RECIPIENT, [])],
        "subject": _subject(mail),
        "attachments": [_filename(part, number) for number, part in enumerate(_attachments(mail))],
    }


def _linked(text: str) -> str:
    """``text`` escaped, its web addresses as links."""
    pieces = re.split(r"(https?://[^\s<>\"']+)", text)
    return "".join(
        f'<a href="{html.escape(piece)}" rel="noreferrer">{html.escape(piece)}</a>'
        if number % 2
        else html.escape(piece)
        for number, piece in enumerate(pieces)
    )


def _subject(mail: EmailMessage) -> str:
    return str(mail.get("Subject", "")).strip() or "(no subject)"


def _attachments(mail: EmailMessage) -> list[EmailMessage]:
    """Every part that the page does not show: also a calendar that stands beside text and HTML as their alternative."""
    shown = [part for part in (mail.get_body(("plain",)), mail.get_body(("html",))) if part is not None]
    leaves = [cast(EmailMessage, part) for part in mail.walk() if not part.is_multipart()]
    return [part for part in leaves if not any(part is one for one in shown)]


def _filename(part: EmailMessage, number: int) -> str:
    given = part.get_filename() or ""
    name = "".join(c if c.isprintable() and c not in '/\\:"' else "_" for c in given)[-100:].strip(". ")
    return name or f"part-{number + 1}.{ {'text/calendar': 'ics'}.get(part.get_content_type(), 'bin') }"


def _text(part: EmailMessage) -> str:
    try:
        content = part.get_content()
    except (LookupError, UnicodeError):
        # A charset that Python does not know.
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""
    return content if isinstance(content, str) else ""


def _one_line(value: str) -> str:
    return " ".join(value.split())


def start_smtp(mailbox: Mailbox, port: int) -> Controller:
    """Takes mails on this loopback port until the controller is stopped; DevServiceError when the port is taken."""
    controller = Controller(Catcher(mailbox), hostname=HOST, port=port, enable_SMTPUTF8=True)
    try:
        controller.start()
    except OSError as error:
        controller.loop.close()
        raise DevServiceError(f"Port {port} cannot be used for mail: {error.strerror}.") from error
    return controller


def handler_for(mailbox: Mailbox) -> type[MailHandler]:
    return type("BoundMailHandler", (MailHandler,), {"mailbox": mailbox})


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sitecontent.devservices.mailcatcher", description="Catches mails.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--web-port", type=int, required=True)
    arguments = parser.parse_args()
    mailbox = Mailbox(arguments.folder)
    server = listen(arguments.web_port, handler_for(mailbox))
    start_smtp(mailbox, arguments.smtp_port)
    print(f"Mails at http://{HOST}:{server.server_port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
