"""Plays three partners' systems on loopback, so that the demo's courses arrive through real feeds.

`python -m sitecontent.devservices.feedserver --port PORT` serves Linked Events, Opintopolku's external API and a CSV file
from what lies in `sitecontent/feeds/`. It knows no format's parser: it only speaks as those systems do. Dates in the files
are offsets from today, filled in when asked:

    {{+14}}         the date 14 days from today (or {{-3}}), moved to Monday if it falls on a weekend
    {{+14 fi}}      the same as 24.11.2026
    {{+14 17:30}}   that time of day in Finland, in UTC: 2026-11-24T15:30:00Z
    {{+14T08:00}}   that time of day, as it is: 2026-11-24T08:00
    {{+14 season}}  k (January to July) or s, as in kausi_k
    {{+14 year}}    the year
    {{base}}        where this server is
"""

import argparse
import datetime as dt
import json
import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode
from zoneinfo import ZoneInfo

from .loopback import HOST, LoopbackHandler, listen

FEEDS = Path(__file__).resolve().parents[1] / "feeds"
HELSINKI = ZoneInfo("Europe/Helsinki")
MARK = re.compile(r"\{\{(?P<days>[+-]\d+)(?P<form> fi| season| year|[ T]\d\d:\d\d)?\}\}")

LINKED_EVENTS = "/linked-events/v1"
KONFO = "/konfo-backend/external"
CSV = "/csv/courses.csv"


def fill_in(text: str, today: dt.date, base: str = "") -> str:
    """The text with every date mark replaced, seen from `today`."""

    def replace(mark: re.Match[str]) -> str:
        day = today + dt.timedelta(days=int(mark["days"]))
        if day.weekday() > 4:
            day += dt.timedelta(days=7 - day.weekday())
        form = mark["form"] or ""
        match form:
            case "":
                return day.isoformat()
            case " fi":
                return f"{day.day}.{day.month}.{day.year}"
            case " season":
                return "k" if day.month < 8 else "s"
            case " year":
                return str(day.year)
        if form.startswith("T"):
            return f"{day.isoformat()}{form}"
        local = dt.datetime.combine(day, dt.time.fromisoformat(form.strip()), HELSINKI)
        return local.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    return MARK.sub(replace, text).replace("{{base}}", base)


class FeedHandler(LoopbackHandler):
    """One request to one of the three partners."""

    def respond(self, path: str, query: str) -> None:
        asked = {name: values[-1] for name, values in parse_qs(query).items()}
        if path == "/":
            self.answer(HTTPStatus.OK, "text/html; charset=utf-8", _front_page(self.base))
        elif path == CSV:
            text = self._read("courses.csv")
            # As small partners' spreadsheet programs write it.
            body = text.replace("\r\n", "\n").replace("\n", "\r\n").encode("windows-1252")
            self.answer(HTTPStatus.OK, "text/csv", body)
        elif path.startswith(f"{LINKED_EVENTS}/"):
            self._linked_events(path.removeprefix(f"{LINKED_EVENTS}/").strip("/"), asked)
        elif path.startswith(f"{KONFO}/"):
            self._konfo(path.removeprefix(f"{KONFO}/").strip("/"), asked)
        else:
            self.not_found()

    def _linked_events(self, path: str, asked: dict[str, str]) -> None:
        feed = json.loads(self._read("linked_events.json"))
        collection, _, wanted = unquote(path).partition("/")
        if collection not in feed:
            self.not_found()
        elif wanted:
            self._one(feed[collection], wanted, "id")
        else:
            self._page_of_events(feed[collection], f"{self.base}{LINKED_EVENTS}/{collection}/", asked)

    def _page_of_events(self, everything: list[Any], address: str, asked: dict[str, str]) -> None:
        size, number = _number(asked.get("page_size"), 20, 100), _number(asked.get("page"), 1)
        page = everything[(number - 1) * size : number * size]
        if not page and number > 1:
            self._json({"detail": "Sivua ei löydy."}, HTTPStatus.NOT_FOUND)
            return

        def link(to: int, exists: bool) -> str | None:
            return f"{address}?{urlencode({**asked, 'page': to})}" if exists else None

        meta = {
            "count": len(everything),
            "next": link(number + 1, number * size < len(everything)),
            "previous": link(number - 1, number > 1),
        }
        self._json({"meta": meta, "data": page})

    def _konfo(self, path: str, asked: dict[str, str]) -> None:
        feed = json.loads(self._read("opintopolku.json"))
        if path == "search/toteutukset-koulutuksittain":
            self._konfo_search(feed, asked)
            return
        kind, _, oid = path.partition("/")
        found = next((each for each in feed.get(kind, []) if each["oid"] == oid), None)
        if found is None:
            self.not_found()
            return
        belonging: dict[str, Callable[[dict[str, Any]], bool]] = {
            "toteutukset": lambda each: each.get("koulutusOid") == oid,
            "hakukohteet": lambda each: each.get("toteutusOid") in _runs(feed, kind, oid),
            "haut": lambda each: each["oid"] in _admissions(feed, kind, oid),
        }
        singular = {"toteutukset": "toteutus", "hakukohteet": "hakukohde", "haut": "haku"}
        for plural, belongs in belonging.items():
            if asked.get(plural) == "true":
                found[plural] = [each for each in feed[singular[plural]] if belongs(each)]
        self._json(found)

    def _konfo_search(self, feed: dict[str, Any], asked: dict[str, str]) -> None:
        size, number = _number(asked.get("size"), 20, 200), _number(asked.get("page"), 1)
        hits = [_hit(course, feed) for course in feed["koulutus"]]
        self._json({"total": len(hits), "hits": hits[(number - 1) * size : number * size]})

    def _one(self, collection: list[Any], wanted: str, key: str) -> None:
        found = next((each for each in collection if each.get(key) == wanted), None)
        if found is None:
            self._json({"detail": "Ei löydy."}, HTTPStatus.NOT_FOUND)
        else:
            self._json(found)

    def _json(self, found: Any, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.answer(status, "application/json; charset=utf-8", json.dumps(found, ensure_ascii=False).encode())

    def _read(self, name: str) -> str:
        return fill_in((FEEDS / name).read_text(encoding="utf-8"), dt.datetime.now(HELSINKI).date(), self.base)


def _number(given: str | None, otherwise: int, most: int = 1_000_000) -> int:
    return min(int(given), most) if given and given.isdecimal() and int(given[:9]) > 0 else otherwise


def _runs(feed: dict[str, Any], kind: str, oid: str) -> set[str]:
    if kind == "toteutus":
        return {oid}
    return {run["oid"] for run in feed["toteutus"] if run["koulutusOid"] == oid}


def _admissions(feed: dict[str, Any], kind: str, oid: str) -> set[str]:
    if kind == "hakukohde":
        return {target["hakuOid"] for target in feed["hakukohde"] if target["oid"] == oid}
    runs = _runs(feed, kind, oid)
    return {target["hakuOid"] for target in feed["hakukohde"] if target["toteutusOid"] in runs}


def _hit(course: dict[str, Any], feed: dict[str, Any]) -> dict[str, Any]:
    details = course["metadata"]
    return {
        "oid": course["oid"],
        "nimi": course["nimi"],
        "kielivalinta": course["kielivalinta"],
        "koulutustyyppi": course["koulutustyyppi"],
        "kuvaus": details["kuvaus"],
        "teemakuva": None,
        "opintojenLaajuusNumero": details.get("opintojenLaajuusNumero"),
        "opintojenLaajuusyksikko": details.get("opintojenLaajuusyksikko"),
        "toteutukset": [
            {
                "toteutusOid": run["oid"],
                "toteutusNimi": run["nimi"],
                "oppilaitosOid": run["organisaatio"]["oid"],
                "oppilaitosNimi": run["organisaatio"]["nimi"],
                "kunnat": [place["paikkakunta"] for place in run["tarjoajat"]],
            }
            for run in feed["toteutus"]
            if run["koulutusOid"] == course["oid"]
        ],
    }


def source_addresses(base: str) -> dict[str, str]:
    """Format name → where this server serves it; small pages, so that paging happens."""
    return {
        "linked-events": f"{base}{LINKED_EVENTS}/event/?page_size=4",
        "opintopolku": f"{base}{KONFO}/search/toteutukset-koulutuksittain?page=1&size=2&lng=fi",
        "csv": f"{base}{CSV}",
    }


def _front_page(base: str) -> bytes:
    items = "".join(
        f'<li><a href="{address.replace("&", "&amp;")}">{name}</a></li>'
        for name, address in source_addresses(base).items()
    )
    title = "Three partners' feeds"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main><h1>{title}</h1><ul>{items}</ul></main></body></html>"
    ).encode()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m sitecontent.devservices.feedserver", description="Serves demo feeds."
    )
    parser.add_argument("--port", type=int, required=True)
    server = listen(parser.parse_args().port, FeedHandler)
    print(f"Feeds at http://{HOST}:{server.server_port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
