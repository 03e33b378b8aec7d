"""What is said of a funding guide: amounts with their year, and whether its facts hold."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from opinovi_wagtail.models import GuideAmount, say
from opinovi_wagtail.rules.states import GuideStatus
from opinovi_wagtail.rules.validity import Validity
from opinovi_wagtail.views.sentences import link, sentence

from .money import money
from .times import day, short_day
from .words import marked, reading

register = template.Library()


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
    granter = marked(say(guide.granter, reading()))
    urls = [guide.apply_url, *(reference.url for reference in guide.references.all())]
    url = next((url for url in urls if url), "")
    return link(url, granter) if url else granter
