"""Where one applies, and with which login: said before the click; whether one can apply now is `rules.applying`'s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opinovi_wagtail.models import CourseRun

Login = CourseRun.ApplyLogin


@dataclass(frozen=True, slots=True)
class Service:
    """A national service that many organisers send applicants to; ``login`` is empty where it depends on the application."""

    apply: str | Promise
    opens_in: str | Promise
    login: str = ""


_STUDYINFO = Service(gettext_lazy("Apply in Studyinfo"), gettext_lazy("The application opens in Studyinfo: %(site)s."))
# Source for the login: "Identification at Job Market Finland", tyomarkkinatori.fi: official matters need strong
# identification; an e-mail login is enough only for looking for work.
_JOB_MARKET = Service(
    gettext_lazy("Apply in Job Market Finland"),
    gettext_lazy("The application opens in Job Market Finland: %(site)s."),
    Login.STRONG,
)
_KELA = Service(gettext_lazy("Apply at Kela"), gettext_lazy("The application opens in Kela’s service: %(site)s."))
SERVICES = {
    "opintopolku.fi": _STUDYINFO,
    "studieinfo.fi": _STUDYINFO,
    "studyinfo.fi": _STUDYINFO,
    "tyomarkkinatori.fi": _JOB_MARKET,
    "kela.fi": _KELA,
    "fpa.fi": _KELA,
}


@dataclass(frozen=True, slots=True)
class Destination:
    """A link for applying: its address, its text, and what one should know before following it."""

    url: str
    text: str
    leads_to: str
    login: str


def destination(url: str, login: str = "", *, office: str = "") -> Destination | None:
    """Where ``url`` leads an applicant who needs ``login``, in the active language; ``None`` if it is no web address.

    ``office`` grants what is applied for, where that is not the organiser of a course.
    """
    parts = urlsplit(url or "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    site = parts.hostname.removeprefix("www.")
    service = SERVICES.get(".".join(site.rsplit(".", 2)[-2:]))
    if service:
        return Destination(
            url, str(service.apply), service.opens_in % {"site": site}, say_login(login or service.login)
        )
    if office:
        return Destination(
            url, _("Go to apply"), _("The link opens this website: %(site)s.") % {"site": site}, say_login(login)
        )
    leads_to = _("The link opens the organiser’s website: %(site)s.") % {"site": site}
    return Destination(url, _("Apply on the organiser’s website"), leads_to, say_login(login))


def say_login(login: Any) -> str:
    """What one needs to log in with."""
    match login:
        case Login.NONE:
            return _("You do not need to log in.")
        case Login.STRONG:
            return _("Log in with your online banking codes, a mobile certificate or an identity card with a chip.")
        case Login.ACCOUNT:
            return _("You need an account in the organiser’s own system. You can create one there.")
    return _("You see there whether you need to log in.")
