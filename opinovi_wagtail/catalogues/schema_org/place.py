"""Where a schema.org item takes place and who arranges it: ``location``, ``provider``, ``organizer``."""

from __future__ import annotations

from opinovi_wagtail.record import PlaceRef, Provider
from opinovi_wagtail.telling import gettext as _

from ..coding import code
from ..gatherings import ONLINE
from ..notes import Notes
from ..words import line, pick
from .graph import Node
from .values import Reading, first, has_type, labels, nodes

_HERE = {"", "fi", "fin", "finland", "suomi"}


def place(node: Node, reading: Reading, notes: Notes, *, online: bool = False) -> PlaceRef | None:
    """The place of ``node``; of several the first that is a place, with the address of the one on the net."""
    sites = nodes(node, "location")
    virtual = [site for site in sites if has_type(site, "VirtualLocation")]
    real = [site for site in sites if site not in virtual]
    address = next((url for site in virtual if (url := reading.url(site, "url", "place", notes))), "")
    if not real and not virtual:
        return _named(node, reading, notes) or (PlaceRef(name=ONLINE) if online else None)
    if not real or online:
        return PlaceRef(name=ONLINE, online_url=address)
    return _place(real[0], address, reading, notes)


def is_online(node: Node) -> bool:
    """Whether all places of ``node`` are on the net."""
    sites = nodes(node, "location")
    return bool(sites) and all(has_type(site, "VirtualLocation") for site in sites)


def provider(holders: list[Node], reading: Reading, notes: Notes) -> Provider:
    """The first organisation that one of ``holders`` names as its provider or organiser. A person is none."""
    for holder in holders:
        for name in ("provider", "organizer"):
            for value in holder.get(name, ()):
                organisation = value if isinstance(value, dict) and "@value" not in value else {"name": [value]}
                if has_type(organisation, "Person"):
                    continue
                names = reading.words(organisation, "name", "provider", notes)
                identity = line(_identity(organisation, reading), "provider", Notes(), 200)
                if names or identity:
                    return Provider(name=names, remote_id=identity)
    return Provider()


def _identity(organisation: Node, reading: Reading) -> str:
    own = organisation.get("@id")
    if isinstance(own, str):
        return own
    return reading.url(organisation, "url", "", Notes()) or next(labels(organisation, "identifier"), "")


def _named(node: Node, reading: Reading, notes: Notes) -> PlaceRef | None:
    name = reading.words(node, "location", "place", notes)
    return PlaceRef(name=name) if name else None


def _place(site: Node, online_url: str, reading: Reading, notes: Notes) -> PlaceRef | None:
    name = reading.words(site, "name", "place", notes)
    own = site if has_type(site, "PostalAddress") else next(iter(nodes(site, "address")), None)
    if own is None:
        address = pick(reading.words(site, "address", "place", notes), reading.language)
        municipality = ""
    else:
        street = pick(reading.words(own, "streetAddress", "place", notes), reading.language)
        towns = reading.words(own, "addressLocality", "place", notes)
        postcode = line(first(own, "postalCode"), "place", notes, 20)
        end = f"{postcode} {pick(towns, reading.language)}".strip()
        address = ", ".join(part for part in (street, end) if part)
        municipality = _municipality(own, towns, notes)
    found = PlaceRef(name=name, address=address, municipality=municipality, online_url=online_url)
    return found if name or address or online_url else None


def _municipality(address: Node, towns: dict[str, str], notes: Notes) -> str:
    quiet = Notes()
    known = next((found for town in towns.values() if (found := code("municipalities", town, "", quiet))), "")
    countries = {text.lower() for text in labels(address, "addressCountry")} or {""}
    if not countries & _HERE:
        return ""
    if not known and towns:
        notes.add(
            "municipalities",
            _("%(name)r is not a Finnish municipality.") % {"name": pick(towns, "fi")},
        )
    return known
