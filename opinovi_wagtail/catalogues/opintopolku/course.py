"""Maps a bundle of Opintopolku's objects to a course with its runs."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from opinovi_wagtail.record import Course, CourseRun, PlaceRef, Price, Provider, Start
from opinovi_wagtail.telling import gettext as _

from .. import moments, money
from ..base import Options
from ..coding import code, codes
from ..links import link
from ..notes import Notes
from ..words import line, words
from .bundle import (
    NATIONAL_OWNER,
    Bundle,
    Object,
    objects,
    oid_kind,
    oid_of,
    provider_of,
    published,
    run_oid,
)
from .codes import array, credits_of, duration_of, education_type_of, fields_of, level_of, obj, uri

_SEASONS = {"kausi_k": "spring", "kausi_s": "autumn"}


@dataclass(frozen=True, slots=True)
class _Application:
    """One application target with the dates that hold for it, its own or its haku's."""

    target: Object
    haku: Object
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    open_now: bool | None  # as the server said when the document was fetched

    def rank(self) -> tuple[int, float, float]:
        """What a visitor can use comes first: open now, then what closes last, then what opened last."""
        state = {True: 2, None: 1, False: 0}[self.open_now]
        never = float("inf") if self.opens_at else 0.0
        closes = self.closes_at.timestamp() if self.closes_at else never
        return state, closes, self.opens_at.timestamp() if self.opens_at else 0.0


class CourseReader:
    """Parses bundles of one feed; ``host`` is the public site that people read."""

    def __init__(self, options: Options, host: str) -> None:
        self._language = options.language
        self._zone = ZoneInfo(options.time_zone)
        self._licence = str(options.options.get("licence", ""))
        self._host = host

    def parse(self, bundle: Bundle) -> Course:
        """The course in ``bundle``. Raises ``ValueError`` with a sentence where there is none."""
        if bundle.error:
            raise ValueError(bundle.error)
        notes = Notes(bundle.notes.issues())
        koulutus = bundle.koulutus
        if bundle.deleted:
            notes.add("status", _("The course is not published in Opintopolku."))
            return Course(remote_id=bundle.remote_id, deleted=True, issues=notes.issues())
        first = koulutus or bundle.toteutukset[0]
        metadata = obj(koulutus.get("metadata"))
        runs = self._runs(bundle, notes)
        return Course(
            remote_id=bundle.remote_id,
            url=self._page(koulutus) or next((run.url for run in runs), ""),
            origin=self._host,
            licence=self._licence,
            modified=self._modified([koulutus, *bundle.toteutukset], notes),
            provider=self._provider(bundle, notes),
            title=self._words(first.get("nimi"), "title", notes),
            description=self._description(koulutus, metadata, bundle.toteutukset, notes),
            image=link(koulutus.get("teemakuva") or first.get("teemakuva"), "image", notes),
            education_type=education_type_of(bundle, notes),
            fields=fields_of(koulutus, metadata, notes),
            level=level_of(koulutus),
            credits=credits_of(koulutus, metadata, notes),
            prior_education=self._prior_education(bundle, notes),
            runs=runs,
            issues=notes.issues(),
        )

    def _runs(self, bundle: Bundle, notes: Notes) -> tuple[CourseRun, ...]:
        found: dict[str, CourseRun] = {}
        for toteutus in bundle.toteutukset:
            run = self._run(toteutus, bundle, notes)
            if run.remote_id:
                found[run.remote_id] = run
            else:
                notes.add("runs", _("A toteutus has no oid, so it was left out."))
        return tuple(found.values())

    def _run(self, toteutus: Object, bundle: Bundle, notes: Notes) -> CourseRun:
        oid = line(run_oid(toteutus), "runs", notes, 200)
        metadata = obj(toteutus.get("metadata"))
        teaching = obj(metadata.get("opetus"))
        application = self._application(toteutus, metadata, bundle, notes)
        target = application.target if application else {}
        beginning = _beginning(target, application.haku if application else {}, teaching)
        starts, ends_on = self._start(beginning, notes)
        forms = codes("forms", array(teaching.get("opetustapa")), "forms", notes)
        sites = objects(toteutus.get("tarjoajat"))
        return CourseRun(
            remote_id=oid,
            url=f"https://{self._host}/konfo/{self._language}/toteutus/{oid}" if oid_kind(oid) == "toteutus" else "",
            start=starts,
            start_text=self._words(beginning.get("henkilokohtaisenSuunnitelmanLisatiedot"), "start", notes),
            ends_on=ends_on,
            duration=duration_of(teaching),
            forms=forms,
            times=codes("times", array(teaching.get("opetusaika")), "times", notes),
            languages=codes("languages", array(teaching.get("opetuskieli")), "languages", notes),
            municipalities=_municipalities(toteutus, sites, notes),
            place=self._place(toteutus, sites, notes),
            price=self._price(teaching, notes),
            apply_from=application.opens_at if application else None,
            apply_until=application.closes_at if application else None,
            application=_application_kind(target, application.haku if application else {}, notes),
            apply_url=self._apply_url(target, application.haku if application else {}, metadata, toteutus, notes),
            places=_places(target, metadata, toteutus, notes),
            funding=_funding(metadata, forms),
        )

    def _application(self, toteutus: Object, metadata: Object, bundle: Bundle, notes: Notes) -> _Application | None:
        found = [self._dated(target, haku, notes) for target, haku in _targets(toteutus, bundle)]
        own = obj(metadata.get("hakuaika")) or obj(toteutus.get("hakuaika"))
        if own:
            opens, closes = self._period(own, notes)
            found.append(_Application({}, {}, opens, closes, None))
        return max(found, key=_Application.rank, default=None)

    def _dated(self, target: Object, haku: Object, notes: Notes) -> _Application:
        periods = objects(target.get("hakuajat")) or objects(haku.get("hakuajat"))
        dated = []
        for period in periods:
            opens, closes = self._period(period, notes)
            known = period.get("hakuAuki")
            dated.append(_Application(target, haku, opens, closes, known if isinstance(known, bool) else None))
        return max(dated, key=_Application.rank, default=_Application(target, haku, None, None, None))

    def _period(self, period: Object, notes: Notes) -> tuple[dt.datetime | None, dt.datetime | None]:
        opens = moments.noted(period.get("alkaa"), "apply_from", notes, self._zone)
        closes = moments.noted(period.get("paattyy"), "apply_until", notes, self._zone)
        return (
            moments.opening(opens, self._zone) if opens else None,
            moments.closing(closes, self._zone) if closes else None,
        )

    def _start(self, beginning: Object, notes: Notes) -> tuple[Start, dt.date | None]:
        kind = beginning.get("alkamiskausityyppi")
        if kind == "henkilokohtainen suunnitelma":
            return Start(kind="personal"), None
        starts = moments.noted(beginning.get("koulutuksenAlkamispaivamaara"), "start", notes, self._zone)
        if starts:
            ends = moments.noted(beginning.get("koulutuksenPaattymispaivamaara"), "ends_on", notes, self._zone)
            if ends and moments.day_of(ends) < moments.day_of(starts):
                notes.add("ends_on", _("The end is before the start, so it was left out."))
                ends = None
            return Start(on=moments.day_of(starts)), moments.day_of(ends) if ends else None
        season = _SEASONS.get(uri(beginning.get("koulutuksenAlkamiskausi")).split("#")[0])
        year = str(beginning.get("koulutuksenAlkamisvuosi") or "")
        if season and re.fullmatch(r"20\d\d", year):
            return Start(season=f"{year}-{season}"), None
        if season or kind:
            notes.add("start", _("The start has no season with a year, so it counts as unknown."))
        return Start(kind="unknown"), None

    def _provider(self, bundle: Bundle, notes: Notes) -> Provider:
        providers = {provider_of(entry)[0]: provider_of(entry)[1] for entry in bundle.toteutukset}
        providers.pop("", None)
        owner = bundle.koulutus.get("organisaatio")
        if oid_of(owner) and oid_of(owner) != NATIONAL_OWNER:
            oid, name = oid_of(owner), obj(owner).get("nimi")
        elif len(providers) == 1:
            ((oid, name),) = providers.items()
        else:
            sites = objects(bundle.koulutus.get("tarjoajat"))
            if len(sites) != 1:
                return Provider()
            oid, name = oid_of(sites[0]), sites[0].get("nimi")
        return Provider(name=self._words(name, "provider", notes), remote_id=line(oid, "provider", notes, 200))

    def _description(
        self, koulutus: Object, metadata: Object, toteutukset: list[Object], notes: Notes
    ) -> dict[str, str]:
        candidates = [metadata.get("kuvaus"), koulutus.get("kuvaus"), metadata.get("osaamistavoitteet")]
        if len(toteutukset) == 1:
            candidates.append(obj(toteutukset[0].get("metadata")).get("kuvaus"))
        for candidate in candidates:
            if isinstance(candidate, dict) and isinstance(candidate.get("osaamistavoitteet"), dict):
                candidate = candidate["osaamistavoitteet"]
            text = words(candidate, "description", notes, language=self._language, markup=True)
            if text:
                return text
        return {}

    def _place(self, toteutus: Object, sites: list[Object], notes: Notes) -> PlaceRef | None:
        if len(sites) == 1:
            municipality = code("municipalities", _municipality_uri(sites[0]), "municipalities", notes)
            address = words(toteutus.get("osoite"), "place", notes, language=self._language)
            return PlaceRef(
                name=self._words(sites[0].get("nimi"), "place", notes),
                address=address.get(self._language) or next(iter(address.values()), ""),
                municipality=municipality,
            )
        name = None if sites else toteutus.get("oppilaitosNimi")
        return PlaceRef(name=self._words(name, "place", notes)) if name else None

    def _price(self, teaching: Object, notes: Notes) -> Price | None:
        text = words(teaching.get("maksullisuusKuvaus"), "price", notes, language=self._language, limit=1_000)
        fees = objects(teaching.get("maksut")) or [teaching]
        kinds = {str(fee.get("maksullisuustyyppi") or "") for fee in fees} - {""}
        if kinds == {"maksuton"}:
            return Price(free=True, text=text)
        if "maksullinen" in kinds:
            sums = {
                money.as_decimal(fee.get("maksunMaara"))
                for fee in fees
                if fee.get("maksullisuustyyppi") == "maksullinen"
            }
            amount = sums.pop() if len(sums) == 1 else None
            return Price(amount=amount, free=amount == 0 if amount is not None else False, text=text)
        # A tuition fee (lukuvuosimaksu) is only for students from outside the EU and EEA: neither free nor a price.
        return Price(text=text) if text else None

    def _apply_url(self, target: Object, haku: Object, metadata: Object, toteutus: Object, notes: Notes) -> str:
        for holder in (target, haku, metadata, toteutus):
            address = holder.get("hakulomakeLinkki")
            if isinstance(address, dict) and address:
                return link(address, "apply_url", notes, language=self._language)
        return ""

    def _prior_education(self, bundle: Bundle, notes: Notes) -> tuple[str, ...]:
        wanted: dict[str, None] = {}
        for toteutus in bundle.toteutukset:
            for target, _haku in _targets(toteutus, bundle):
                required = array(target.get("pohjakoulutusvaatimus"))
                wanted.update(dict.fromkeys(codes("prior_education", required, "prior_education", notes)))
        return tuple(wanted)

    def _modified(self, found: list[Object], notes: Notes) -> dt.datetime | None:
        times = [moments.noted(entry.get("modified"), "modified", notes, self._zone) for entry in found]
        return max((moments.opening(time, self._zone) for time in times if time), default=None)

    def _page(self, koulutus: Object) -> str:
        oid = oid_of(koulutus)
        return f"https://{self._host}/konfo/{self._language}/koulutus/{oid}" if oid_kind(oid) == "koulutus" else ""

    def _words(self, value: Any, field: str, notes: Notes) -> dict[str, str]:
        return words(value, field, notes, language=self._language)


def _targets(toteutus: Object, bundle: Bundle) -> list[tuple[Object, Object]]:
    """The published application targets of ``toteutus``, each with its haku: those inside it and those beside it."""
    oid = run_oid(toteutus)
    haut = {oid_of(haku): haku for haku in bundle.haut}
    beside = [
        (target, haut.get(str(target.get("hakuOid")), {}))
        for target in bundle.hakukohteet
        if target.get("toteutusOid") == oid
    ]
    inside = [
        (target, haku)
        for haku in objects(toteutus.get("hakutiedot"))
        for target in objects(haku.get("hakukohteet"))
        if published(target)
    ]
    return beside + inside


def _beginning(target: Object, haku: Object, teaching: Object) -> Object:
    """When teaching begins: the target's own, else its haku's, else the toteutus's."""
    for holder in (
        obj(target.get("metadata")),
        target,
        obj(haku.get("metadata")),
        haku,
        teaching,
    ):
        found = obj(holder.get("koulutuksenAlkamiskausi"))
        if found.get("alkamiskausityyppi") or found.get("koulutuksenAlkamisvuosi"):
            return found
    return {}


def _municipalities(toteutus: Object, sites: list[Object], notes: Notes) -> tuple[str, ...]:
    uris = [_municipality_uri(site) for site in sites] or [uri(entry) for entry in objects(toteutus.get("kunnat"))]
    if not any(uris):
        uris = [_municipality_uri(obj(toteutus.get("organisaatio")))]
    return codes("municipalities", [uri for uri in uris if uri], "municipalities", notes)


def _municipality_uri(organisation: Object) -> str:
    return uri(organisation.get("paikkakunta"))


def _application_kind(target: Object, haku: Object, notes: Notes) -> str:
    kind = haku.get("hakutapa") or obj(target.get("valintaperuste")).get("hakutapa")
    return code("applications", kind if isinstance(kind, dict) else None, "application", notes)


def _places(target: Object, metadata: Object, toteutus: Object, notes: Notes) -> int | None:
    for holder in (obj(target.get("metadata")), target, metadata, toteutus):
        value = holder.get("aloituspaikat")
        if isinstance(value, dict):
            value = value.get("lukumaara")
        if value is None:
            continue
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000:
            return value
        notes.add("places", _("The number of places is not a number that is possible, so it was left out."))
    return None


def _funding(metadata: Object, forms: tuple[str, ...]) -> tuple[str, ...]:
    flags = {
        "jotpa": metadata.get("hasJotpaRahoitus") is True,
        "labour_market_training": metadata.get("isTyovoimakoulutus") is True,
        "apprenticeship": "apprenticeship" in forms,
    }
    return tuple(name for name, on in flags.items() if on)
