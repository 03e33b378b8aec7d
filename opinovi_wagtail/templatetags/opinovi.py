"""How templates of the public pages say things: words in the best language, days, moments, money, codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Course, CourseRun, Event, GuideAmount, Meeting, Said, say
from opinovi_wagtail.rules.applying import ApplicationState, application_state
from opinovi_wagtail.rules.states import EventStatus, GuideStatus
from opinovi_wagtail.rules.validity import Validity
from opinovi_wagtail.search.filters import FORMS
from opinovi_wagtail.views import prose as prose_of
from opinovi_wagtail.views.alterations import alteration, badge
from opinovi_wagtail.views.labels import Labels, same_language
from opinovi_wagtail.views.prices import says_only_the_price
from opinovi_wagtail.views.sentences import link, mail_link, phone_link, sentence
from opinovi_wagtail.views.whereabouts import whereabouts
from opinovi_wagtail.vocabularies import get_vocabulary

register = template.Library()


def reading() -> str:
    """The language that is being read."""
    return get_language() or "fi"


def is_foreign(said: Said) -> bool:
    return bool(said) and not same_language(said.language, reading())


# The frame.


@register.simple_tag(takes_context=True)
def opinovi_head(context: Mapping[str, Any]) -> SafeString:
    """What our pages need in ``<head>``: the style sheet, the other languages, and whether to be indexed."""
    frame = context.get("opinovi") or {}
    parts = []
    if frame.get("include_css", conf.INCLUDE_CSS):
        parts.append(format_html('<link rel="stylesheet" href="{}">', static("opinovi_wagtail/opinovi.css")))
    if frame.get("robots"):
        parts.append(format_html('<meta name="robots" content="{}">', frame["robots"]))
    for other in frame.get("alternates", ()):
        parts.append(format_html('<link rel="alternate" hreflang="{}" href="{}">', other.language, other.url))
    return format_html_join("\n", "{}", ((part,) for part in parts))


# Words.


@register.simple_tag
def words(value: Mapping[str, str] | None, default: str = "") -> SafeString | str:
    """``value`` on one line in the best language there is, with its ``lang`` where that is not the language read."""
    said = say(value, reading())
    return marked(said) if said else default


def marked(said: Said, text: str = "") -> SafeString | str:
    """``said`` (or ``text`` instead of it) with its ``lang`` where that is not the language read."""
    shown = text or said.text
    return format_html('<span lang="{}">{}</span>', said.language, shown) if is_foreign(said) else shown


@register.simple_tag(takes_context=True)
def prose(context: Mapping[str, Any], value: Mapping[str, str] | None) -> SafeString | str:
    """``value`` as paragraphs in the best language there is; markup is cut down to what a text needs.

    A text that is not in the language read comes with the label that says so, if the text before it was not in the same.
    """
    said = say(value, reading())
    if not said:
        return ""
    label, body = only_in(context, value), prose_of.clean(said.text)
    if is_foreign(said):
        return format_html('{}<div class="opinovi-prose" lang="{}">{}</div>', label, said.language, body)
    return format_html('<div class="opinovi-prose">{}</div>', body)


@register.simple_tag
def words_cut(value: Mapping[str, str] | None, length: int = 240) -> SafeString | str:
    """The beginning of ``value`` for a card, without markup."""
    said = say(value, reading())
    return marked(said, Truncator(prose_of.without_markup(said.text)).chars(length))


@register.simple_tag(takes_context=True)
def only_in(context: Mapping[str, Any], value: Mapping[str, str] | None, part: bool = False) -> SafeString | str:
    """The label for ``value`` where the reader has to be told its language; mostly empty. ``part`` begins a new card."""
    labels = _labels(context)
    if part:
        labels.begin_part()
    language = labels.to_tell(say(value, reading()), reading())
    return format_html('<p class="opinovi-only-in">{}</p>', _only_in(language)) if language else ""


@register.simple_tag(takes_context=True)
def only_in_list(context: Mapping[str, Any], cards: Iterable[Any]) -> SafeString | str:
    """The label above a list all of whose texts are in one other language: its cards then need none."""
    rows = [card.row for card in cards]
    texts = [said for row in rows for said in (say(row.title, reading()), say(row.summary, reading())) if said]
    languages = {said.language for said in texts}
    if len(rows) < 2 or len(languages) != 1 or not is_foreign(texts[0]):
        return ""
    _labels(context).tell_of_all(texts[0].language)
    return format_html('<p class="opinovi-only-in">{}</p>', _all_only_in(texts[0].language))


def _labels(context: Mapping[str, Any]) -> Labels:
    return (context.get("opinovi") or {}).get("labels") or Labels()


def _all_only_in(language: str) -> str:
    match language.split("-")[0]:
        case "fi":
            return _("The texts of this list are only in Finnish.")
        case "sv":
            return _("The texts of this list are only in Swedish.")
        case "en":
            return _("The texts of this list are only in English.")
    return _("The texts of this list are only in another language: %(language)s.") % {
        "language": language_name(language)
    }


def _only_in(language: str) -> str:
    match language.split("-")[0]:
        case "fi":
            return _("This text is only in Finnish.")
        case "sv":
            return _("This text is only in Swedish.")
        case "en":
            return _("This text is only in English.")
    return _("This text is only in another language: %(language)s.") % {"language": language_name(language)}


@register.filter
def plain(value: Mapping[str, str] | None) -> str:
    """The text of ``value`` without its language, for titles of documents."""
    return say(value, reading()).text


def language_name(code: str) -> str:
    return get_vocabulary("languages").label(code, reading())


# Codes.


@register.filter
def code_label(code: str, vocabulary: str) -> str:
    return get_vocabulary(vocabulary).label(code, reading()) if code else ""


@register.filter
def code_labels(codes: Iterable[str] | None, vocabulary: str) -> str:
    """The names of ``codes``, with commas."""
    names = get_vocabulary(vocabulary)
    return ", ".join(names.label(code, reading()) for code in codes or ())


@register.filter
def form_in_words(code: str) -> str:
    """A form of teaching with what it means."""
    return str(FORMS.get(code) or code_label(code, "forms"))


@register.filter
def scope(course: Course) -> str:
    """How much a course is: ``30 osp``."""
    if course.credits_amount is None:
        return ""
    unit = code_label(course.credits_unit, "credit_units")
    return f"{number_format(course.credits_amount.normalize(), use_l10n=True)} {unit}".strip()


# Days and moments.


@register.filter
def day(value: dt.date | None) -> str:
    """A day in a sentence."""
    return dates.day(value, reading()) if value else ""


@register.filter
def short_day(value: dt.date | None) -> str:
    """A day after a colon or in a table."""
    return dates.short_day(value, reading()) if value else ""


@register.filter
def when(value: dt.datetime | None, zone: str = "") -> str:
    """A moment in a sentence, on the clocks of ``zone``."""
    return dates.when(value, reading(), zone or conf.TIME_ZONE) if value else ""


@register.simple_tag
def meeting_time(meeting: Any, zone: str) -> str:
    """When a meeting is, for lists and cards."""
    return dates.short_when(meeting.starts_at, meeting.ends_at, reading(), zone, all_day=meeting.all_day)


@register.simple_tag
def meeting_when(event: Event, meeting: Any) -> SafeString | str:
    """When a meeting of ``event`` is, or that it is not any more: said in words, because a line through it is not heard."""
    time = meeting_time(meeting, event.timezone)
    if event.status == EventStatus.POSTPONED:
        return sentence(_("Before: %(old)s"), old=format_html("<s>{}</s>", time))
    if EventStatus.CANCELLED in (event.status, meeting.status):
        return format_html("<s>{}</s> {}", time, _("Not held"))
    shown = format_html('<span class="opinovi-when">{}</span>', time)
    return format_html("{} <strong>{}</strong>", shown, _("New time")) if meeting.status == "moved" else shown


@register.simple_tag
def event_badge(event: Event, meetings: Iterable[Any] = ()) -> SafeString | str:
    """Beside the title, what has become of ``event``; empty while it is as it was announced."""
    altered = alteration(event, meetings)
    return format_html(' <span class="opinovi-badge">{}</span>', badge(altered)) if altered else ""


@register.simple_tag
def where(thing: Any) -> SafeString:
    """Where a meeting or a run is, on one line."""
    parts = [marked(part) for part in whereabouts(thing, reading())]
    return format_html_join(", ", "{}", ((part,) for part in parts))


@register.filter
def run_start(run: CourseRun) -> str:
    """When a run is, as exactly as its organiser has said."""
    match run.start_kind:
        case CourseRun.StartKind.DATE if run.start_on:
            return dates.day_range(run.start_on, run.ends_on, reading())
        case CourseRun.StartKind.SEASON if run.start_season:
            return _season(run.start_season)
        case CourseRun.StartKind.ROLLING:
            return _("You can start at any time")
        case CourseRun.StartKind.PERSONAL:
            return _("Starts according to your own study plan")
    return _("The starting date is not known yet")


def _season(code: str) -> str:
    year, _dash, part = code.partition("-")
    match part:
        case "spring":
            return _("Spring %(year)s") % {"year": year}
        case "summer":
            return _("Summer %(year)s") % {"year": year}
        case "autumn":
            return _("Autumn %(year)s") % {"year": year}
        case "winter":
            return _("Winter %(year)s") % {"year": year}
    return year


@register.filter
def duration(run: CourseRun) -> str:
    """How long a run takes; empty when nobody has said."""
    if run.duration_amount is None:
        return ""
    count = run.duration_amount.normalize()
    whole = int(count) if count == int(count) else 2
    values = {"count": number_format(count)}
    match run.duration_unit:
        case CourseRun.DurationUnit.HOUR:
            return ngettext("%(count)s hour", "%(count)s hours", whole) % values
        case CourseRun.DurationUnit.DAY:
            return ngettext("%(count)s day", "%(count)s days", whole) % values
        case CourseRun.DurationUnit.WEEK:
            return ngettext("%(count)s week", "%(count)s weeks", whole) % values
        case CourseRun.DurationUnit.MONTH:
            return ngettext("%(count)s month", "%(count)s months", whole) % values
        case CourseRun.DurationUnit.YEAR:
            return ngettext("%(count)s year", "%(count)s years", whole) % values
    return ""


@register.simple_tag(takes_context=True)
def next_meeting(context: Mapping[str, Any], event: Event) -> Meeting | None:
    """The meeting that a card names: the next one that is held, else the first. Needs ``event.gatherings``."""
    held = [meeting for meeting in event.gatherings if meeting.status != Meeting.Status.CANCELLED]
    to_come = (meeting for meeting in held if (meeting.ends_at or meeting.starts_at) >= context["now"])
    return next(to_come, None) or (held or event.gatherings or [None])[0]


# Money.


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """``1 250,50 €`` in Finnish and Swedish, ``€1,250.50`` in English; whole sums without cents."""
    if amount is None:
        return ""
    cents = 0 if amount == amount.to_integral_value() else 2
    digits = f"{amount:,.{cents}f}"
    english = reading().split("-")[0] not in ("fi", "sv")
    if not english:
        digits = digits.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    if currency not in ("EUR", ""):
        return f"{digits}\N{NO-BREAK SPACE}{currency}"
    return f"€{digits}" if english else f"{digits}\N{NO-BREAK SPACE}€"


@register.simple_tag
def price(row: Any) -> SafeString | str:
    """What a run or an event costs: free, a sum, words, or nothing when nobody has said."""
    said = words(row.price_text)
    if row.price_free:
        shown: SafeString | str = _("Free of charge")
    elif row.price_amount is not None:
        shown = money(row.price_amount, row.price_currency)
    else:
        return said
    return format_html("{} ({})", shown, said) if said and not says_only_the_price(row, reading()) else shown


@register.filter
def pays_itself(guide: Any) -> bool:
    """Whether who grants the support pays it, too."""
    granter, payer = say(guide.granter, reading()), say(guide.payer, reading())
    return bool(granter) and granter.text.strip().casefold() == payer.text.strip().casefold()


@register.filter
def guide_amount(amount: GuideAmount) -> str:
    """An amount with the year as of which it holds: ``279,38 €/kk (vuoden 2026 tieto)``."""
    if amount.unit == GuideAmount.Unit.IN_KIND or (amount.minimum is None and amount.maximum is None):
        return _("In kind (%(year)s information)") % {"year": amount.as_of.year}
    values = {"amount": _span(amount), "year": amount.as_of.year}
    at_most = amount.minimum is None
    match amount.unit:
        case GuideAmount.Unit.EUR_DAY if at_most:
            text = _("at most %(amount)s a day (%(year)s figure)")
        case GuideAmount.Unit.EUR_DAY:
            text = _("%(amount)s a day (%(year)s figure)")
        case GuideAmount.Unit.EUR_MONTH if at_most:
            text = _("at most %(amount)s a month (%(year)s figure)")
        case GuideAmount.Unit.EUR_MONTH:
            text = _("%(amount)s a month (%(year)s figure)")
        case GuideAmount.Unit.PERCENT_PAY if at_most:
            text = _("at most %(amount)s of pay (%(year)s figure)")
        case GuideAmount.Unit.PERCENT_PAY:
            text = _("%(amount)s of pay (%(year)s figure)")
        case _unit if at_most:
            text = _("at most %(amount)s (%(year)s figure)")
        case _unit:
            text = _("%(amount)s (%(year)s figure)")
    return text % values


def _span(amount: GuideAmount) -> str:
    ends = [end for end in (amount.minimum, amount.maximum) if end is not None]
    if amount.unit == GuideAmount.Unit.PERCENT_PAY:
        numbers = "–".join(number_format(end.normalize()) for end in ends)
        return f"{numbers}%" if reading().startswith("en") else f"{numbers}\N{NO-BREAK SPACE}%"
    return "–".join(money(end) for end in ends)


# Whole sentences about a row.


@register.simple_tag(takes_context=True)
def application(context: Mapping[str, Any], run: CourseRun) -> str:
    """Whether and until when one can apply for ``run``; empty when nobody has said."""
    match application_state(run, context["now"]):
        case ApplicationState.NOT_YET:
            return _("Applications open on %(when)s.") % {"when": when(run.apply_from)}
        case ApplicationState.OPEN if run.apply_until:
            return _("Apply by %(when)s.") % {"when": when(run.apply_until)}
        case ApplicationState.OPEN if run.application == "rolling":
            return _("Rolling admission: apply at any time or several times a year")
        case ApplicationState.OPEN:
            return _("You can apply now.")
        case ApplicationState.CLOSED:
            return _("The application period has ended.")
    return code_label(run.application, "applications")


@register.simple_tag(takes_context=True)
def apply_link(context: Mapping[str, Any], run: CourseRun) -> SafeString | str:
    """Where one applies for ``run``, while one can."""
    parts = urlsplit(run.apply_url or "")
    closed = application_state(run, context["now"]) in (ApplicationState.CLOSED, ApplicationState.NOT_YET)
    if closed or parts.scheme not in ("http", "https"):
        return ""
    domain = ".".join(parts.netloc.rsplit(".", 2)[-2:])
    national = domain in ("opintopolku.fi", "studieinfo.fi", "studyinfo.fi")
    text = _("Apply in Studyinfo") if national else _("Apply on the organiser’s website")
    return format_html('<a class="opinovi-button" href="{}">{}</a>', run.apply_url, text)


@register.simple_tag
def organiser(row: Any) -> SafeString | str:
    """Who organises ``row``. A source that gives the partner's own name, perhaps in one language only, means the partner."""
    given, partner = row.provider_name or {}, row.partner
    is_partner = any(partner.name.get(language) == name for language, name in given.items())
    return words(partner.name, partner.slug) if is_partner or not given else words(given)


@register.simple_tag
def fresh(row: Any) -> SafeString:
    """When the facts of ``row`` were brought up to date, and where they come from."""
    moment = row.remote_modified or row.fetched_at or row.updated_at
    return sentence(
        _("Updated: %(date)s. Source: %(source)s."),
        date=dates.short_day(dates.local(moment, conf.TIME_ZONE).date(), reading()),
        source=organiser(row),
    )


@register.simple_tag
def meetings_count(event: Any, count: int) -> str:
    """What kind of event it is, at the beginning of a line, with the number of meetings of a group: ``Group, 4 meetings``."""
    if event.is_series and count > 1:
        return capfirst(ngettext("group, %(count)s meeting", "group, %(count)s meetings", count) % {"count": count})
    return code_label(event.kind, "event_types")


@register.simple_tag
def guide_banner(guide: Any, validity: Validity) -> SafeString | str:
    """What has to be known before anything else about ``guide``; empty while its facts are fresh and in force."""
    match validity.state:
        case GuideStatus.ENDED:
            return _("This support is no longer granted. See what you can apply for instead.")
        case GuideStatus.CHANGING if _change_has_come(validity):
            return _overdue(guide)
        case GuideStatus.CHANGING if validity.changes_on:
            return sentence(
                _("This support changes on %(date)s. We will add the new details when they are confirmed."),
                date=day(validity.changes_on),
            )
        case GuideStatus.CHANGING:
            return _("This support is changing. We will add the new details when they are confirmed.")
        case GuideStatus.PLANNED if validity.starts_on:
            return sentence(_("This support is not granted yet. It starts on %(date)s."), date=day(validity.starts_on))
        case GuideStatus.PLANNED:
            return _("This support is planned and is not granted yet.")
    return ""


@register.simple_tag
def guide_overdue(guide: Any, validity: Validity) -> SafeString | str:
    """The banner of facts that nobody has checked for too long."""
    return _overdue(guide) if validity.overdue and not _change_has_come(validity) else ""


@register.filter
def banner_says_when_checked(validity: Validity) -> bool:
    """Whether a banner gives the day of the last check, so that the facts need not."""
    return validity.overdue or _change_has_come(validity)


def _change_has_come(validity: Validity) -> bool:
    return validity.state == GuideStatus.CHANGING and not validity.amounts_hold


def _overdue(guide: Any) -> SafeString:
    whom = _granter_link(guide)
    if guide.verified_on and whom:
        return sentence(
            _("Last checked: %(date)s. Check the current situation with the body that grants the support: %(link)s."),
            date=short_day(guide.verified_on),
            link=whom,
        )
    if guide.verified_on:
        return sentence(
            _("Last checked: %(date)s. Check the current situation with the body that grants the support."),
            date=short_day(guide.verified_on),
        )
    return sentence(_("Check the current situation with the body that grants the support: %(link)s."), link=whom or "–")


def _granter_link(guide: Any) -> SafeString | str:
    granter = say(guide.granter, reading()).text
    urls = [guide.apply_url, *(reference.url for reference in guide.references.all())]
    url = next((url for url in urls if url), "")
    return link(url, granter) if url else granter


@register.filter
def weblink(url: str, text: str = "") -> SafeString | str:
    """A link to an ordinary web address; anything else is just its text."""
    return link(url, text) if url else ""


@register.simple_tag
def chosen_count(bound_field: Any) -> str:
    """How many boxes of a filter are ticked, for its heading; empty when none is."""
    count = len([value for value in bound_field.value() or () if value in bound_field.field.known])
    return ngettext("%(count)s chosen", "%(count)s chosen", count) % {"count": count} if count else ""


@register.filter
def maillink(address: str) -> SafeString | str:
    return mail_link(address) if address else ""


@register.filter
def phonelink(number: str) -> SafeString | str:
    return phone_link(number) if number else ""
