"""Pages of events: info events and group sessions, with their meetings as inline children."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail_localize.fields import SynchronizedField, TranslatableField

from opinovi_wagtail import publishing
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Meeting, Place, WordsField
from opinovi_wagtail.publishing.rows import has_registrants
from opinovi_wagtail.rules.states import EventKind, EventStatus, RegistrationMode

from .keyed import KeyedChild, KeyedPanel
from .panels import FactPanel, FactsPanel
from .rowpage import RowPage

_ONE_DAY = dt.timedelta(days=1)


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(ZoneInfo(conf.TIME_ZONE)).date()


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(conf.TIME_ZONE))


class MeetingOfPage(KeyedChild):
    """One gathering, as an inline child. Subclass it with a ``ParentalKey`` to your page, ``related_name="meetings"``."""

    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    all_day = models.BooleanField(_("all day"), default=False)
    place = models.ForeignKey(
        Place, verbose_name=_("place"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place_name = WordsField(_("name of the place"), blank=True)
    place_address = models.CharField(_("street address"), max_length=255, blank=True)
    municipality = models.CharField(_("municipality"), max_length=3, blank=True)
    online_url = models.CharField(_("online address"), max_length=1000, blank=True, validators=[URLValidator()])
    status = models.CharField(_("status"), max_length=10, choices=Meeting.Status, default=Meeting.Status.SCHEDULED)
    notice = WordsField(_("notice"), blank=True)

    facts: ClassVar[tuple[str, ...]] = (
        "starts_at", "ends_at", "all_day", "place", "place_name", "place_address", "municipality", "online_url", "status",
        "notice",
    )  # fmt: skip
    code_sets: ClassVar[dict[str, str]] = {"municipality": "municipalities"}

    panels: ClassVar[list[Any]] = [
        FieldRowPanel([FactPanel("starts_at"), FactPanel("ends_at")]),
        FactPanel("place"),
        FactPanel("online_url"),
        MultiFieldPanel(
            [
                FactPanel("all_day"),
                FactPanel("place_name"),
                FieldRowPanel([FactPanel("place_address"), FactPanel("municipality")]),
                FactPanel("status"),
                FactPanel("notice"),
            ],
            heading=_("More"),
            classname="collapsed",
        ),
    ]

    class Meta(KeyedChild.Meta):
        abstract = True
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("It ends before it starts.")})

    def projected(self) -> publishing.Child:
        child = super().projected()
        if not self.all_day:
            return child
        # From local midnight of the first day to the local midnight after the last one.
        first, last = _day(self.starts_at), _day(self.ends_at or self.starts_at) + _ONE_DAY
        return publishing.Child(
            key=child.key, facts={**child.facts, "starts_at": _midnight(first), "ends_at": _midnight(last)}
        )

    @classmethod
    def keys_that_stay(cls, page: Any) -> Collection[uuid.UUID]:
        event = publishing.row_of(page) if page.pk else None
        if event is None or not has_registrants(event):
            return ()
        return set(event.meetings.values_list("key", flat=True))

    def call_off(self) -> None:
        self.status = Meeting.Status.CANCELLED


class EventPageMixin(RowPage):
    """Mixed into a page model that is an event. Its child relation is called ``meetings``."""

    notice = models.TextField(_("notice"), blank=True, help_text=_("Shown at the top, for example why it moved."))
    price_text = models.CharField(_("price in words"), max_length=255, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=EventStatus, default=EventStatus.SCHEDULED)
    audiences = models.JSONField(_("target groups"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    price_free = models.BooleanField(_("free of charge"), null=True, blank=True, default=True)
    price_amount = models.DecimalField(_("price"), max_digits=10, decimal_places=2, null=True, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact email address"), blank=True)
    contact_phone = models.CharField(_("contact phone number"), max_length=40, blank=True)
    registration_mode = models.CharField(
        _("registration"), max_length=10, choices=RegistrationMode, default=RegistrationMode.HERE
    )
    registration_url = models.CharField(
        _("address for registering"), max_length=1000, blank=True, validators=[URLValidator()]
    )
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(
        _("registration closes"), null=True, blank=True, help_text=_("Empty: when the event starts.")
    )
    places = models.PositiveIntegerField(_("places"), null=True, blank=True, help_text=_("Empty: no limit."))
    waiting_list = models.BooleanField(_("waiting list when full"), default=True)

    row_kind: ClassVar[str] = "event"
    event_kind: ClassVar[str] = EventKind.OTHER
    words: ClassVar[tuple[str, ...]] = ("title", "summary", "notice", "price_text")
    facts: ClassVar[tuple[str, ...]] = (
        "partner", "status", "audiences", "languages", "price_free", "price_amount", "contact_name", "contact_email",
        "contact_phone", "registration_mode", "registration_url", "registration_opens_at", "registration_closes_at",
        "places", "waiting_list",
    )  # fmt: skip
    fact_relations: ClassVar[tuple[str, ...]] = ("meetings",)
    code_sets: ClassVar[dict[str, str]] = {"audiences": "audiences", "languages": "languages"}
    override_translatable_fields: ClassVar[list[Any]] = [
        *(TranslatableField(name) for name in ("summary", "body", "notice", "price_text")),
        *(SynchronizedField(name, overridable=False) for name in (*facts, *fact_relations)),
    ]

    row_panels: ClassVar[list[Any]] = [
        FactsPanel([KeyedPanel("meetings", label=_("Meeting"), min_num=1)], heading=_("Time and place")),
        FieldPanel("summary"),
        FactsPanel(
            [
                FactPanel("registration_mode"),
                FieldRowPanel([FactPanel("places"), FactPanel("waiting_list")]),
                FieldRowPanel([FactPanel("registration_opens_at"), FactPanel("registration_closes_at")]),
                FactPanel("registration_url"),
            ],
            heading=_("Registration"),
        ),
        FieldPanel("body"),
        FactsPanel(
            [
                FactPanel("partner"),
                FactPanel("audiences"),
                FactPanel("languages"),
                FieldRowPanel([FactPanel("price_free"), FactPanel("price_amount")]),
                FactPanel("contact_name"),
                FieldRowPanel([FactPanel("contact_email"), FactPanel("contact_phone")]),
            ],
            heading=_("Organiser and details"),
        ),
        FieldPanel("price_text"),
        FactsPanel([FactPanel("status")], heading=_("Status")),
        FieldPanel("notice"),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        opens, closes = self.registration_opens_at, self.registration_closes_at
        if opens and closes and closes < opens:
            raise ValidationError({"registration_closes_at": _("Registration closes before it opens.")})

    def projected(self) -> publishing.Projected:
        projected = super().projected()
        facts = {**projected.facts, "kind": self.event_kind, "timezone": conf.TIME_ZONE}
        return publishing.Projected(words=projected.words, facts=facts, children=projected.children)

    def detail(self, request: HttpRequest, row: Any) -> HttpResponse:
        from opinovi_wagtail.views.events import event_detail

        return event_detail(request, self, row)


@publishing.projects(EventPageMixin, kind="event")
def event_of_page(page: EventPageMixin) -> publishing.Projected:
    return page.projected()
