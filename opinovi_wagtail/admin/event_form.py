"""The short form of an event: title, kind, meetings, registration; everything else is folded away until it is wanted."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel

from opinovi_wagtail import changes, dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Event, Meeting, Registration
from opinovi_wagtail.pagetree import base_page_model
from opinovi_wagtail.rules.states import Origin, RegistrationMode, RegistrationState

from .fields import DateField, TimeField, on_clocks
from .forms import ChildForm, ChildFormSet, FactsPanel, RowsPanel
from .owned import OwnedForm

_DAY = dt.timedelta(days=1)


class MeetingForm(ChildForm):
    """A meeting as people say it: a day, a start, an end and a place, on the clocks of the event's zone."""

    folded: ClassVar[tuple[str, ...]] = (
        "last_day", "all_day", "place_name", "place_address", "municipality", "online_url", "status", "notice",
    )  # fmt: skip

    day = DateField(label=gettext_lazy("Day"))
    start = TimeField(
        label=gettext_lazy("Starts"),
        error_messages={"required": gettext_lazy("Write when it starts, for example 17.00.")},
    )
    end = TimeField(label=gettext_lazy("Ends"), required=False)
    last_day = DateField(label=gettext_lazy("Last day, if it is another day"), required=False)

    field_order = ("day", "start", "end", "place")

    class Meta(ChildForm.Meta):
        model = Meeting
        fields = ["place", "all_day", "place_name", "place_address", "municipality", "online_url", "status", "notice"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["all_day"].help_text = _("Then it needs no times.")
        all_day = self["all_day"].value() if self.is_bound else self.instance.all_day
        # Marked as required, as it nearly always is.
        self.fields["start"].required = not all_day
        if self.instance.pk:
            self.initial.update(self._said())
        else:
            del self.fields["status"], self.fields["notice"]

    @property
    def zone(self) -> str:
        return self.instance.event.timezone if self.instance.event_id else conf.TIME_ZONE

    def _said(self) -> dict[str, Any]:
        starts = dates.local(self.instance.starts_at, self.zone)
        ends = dates.local(self.instance.ends_at, self.zone) if self.instance.ends_at else None
        if self.instance.all_day:
            last = (ends - _DAY).date() if ends else starts.date()
            return {"day": starts.date(), "last_day": last if last > starts.date() else None}
        said: dict[str, Any] = {"day": starts.date(), "start": starts.time(), "end": ends.time() if ends else None}
        if ends and ends.date() != starts.date():
            said["last_day"] = ends.date()
        return said

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day = cleaned.get("day")
        if day is None or self.errors:
            return cleaned
        last = cleaned.get("last_day") or day
        if last < day:
            self.add_error("last_day", _("The last day is before the first one."))
            return cleaned
        try:
            self._set_times(day, last)
        except forms.ValidationError as error:
            self.add_error("start", error)
        return cleaned

    def _set_times(self, day: dt.date, last: dt.date) -> None:
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        meeting = self.instance
        if self.cleaned_data.get("all_day"):
            meeting.starts_at = on_clocks(day, dt.time(), self.zone)
            meeting.ends_at = on_clocks(last + _DAY, dt.time(), self.zone)
            return
        assert start is not None, "required, unless it lasts all day"
        meeting.starts_at = on_clocks(day, start, self.zone)
        meeting.ends_at = on_clocks(last, end, self.zone) if end else None
        if meeting.ends_at and meeting.ends_at <= meeting.starts_at:
            self.add_error("end", _("It ends before it starts."))


class MeetingFormSet(ChildFormSet):
    starts_with_one = True

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        if not any(form.cleaned_data and not form.cleaned_data.get("DELETE") for form in self.forms):
            raise forms.ValidationError(_("An event has at least one meeting."))


Meetings = forms.inlineformset_factory(
    Event, Meeting, form=MeetingForm, formset=MeetingFormSet, extra=0, can_delete=True
)


class EventForm(OwnedForm):
    children: ClassVar[dict[str, Any]] = {"meetings": Meetings}
    pinnable: ClassVar[tuple[str, ...]] = (
        "kind", "title", "summary", "description", "status", "audiences", "languages", "price_free", "price_amount",
        "price_text", "registration_mode", "registration_url", "registration_opens_at", "registration_closes_at", "places",
    )  # fmt: skip
    local: ClassVar[tuple[str, ...]] = (
        "listed", "notice", "waiting_list", "contact_name", "contact_email", "contact_phone",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            for name in ("status", "notice"):
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        mode, url = cleaned.get("registration_mode"), cleaned.get("registration_url")
        if mode == RegistrationMode.ELSEWHERE and not url and "registration_url" in self.fields:
            self.add_error("registration_url", _("Write the address at which people register."))
        opens, closes = cleaned.get("registration_opens_at"), cleaned.get("registration_closes_at")
        if opens and closes and closes <= opens:
            self.add_error("registration_closes_at", _("Registration closes before it opens."))
        return cleaned

    def save_row(self, now: dt.datetime) -> Event:
        if self.instance.pk is None:
            return self._create(now)
        with changes.event_change(self.instance.pk, now=now) as event, self.pinning(event):
            self.copy_to(event)
            self._save_meetings(event)
        return event

    def _create(self, now: dt.datetime) -> Event:
        event = self.instance
        event.origin = Origin.FORM
        event.save()
        self._save_meetings(event)
        changes.event_created(event, now=now)
        return event

    def _save_meetings(self, event: Event) -> None:
        table = self.tables.get("meetings")
        if table is None:
            return
        kept = event.registrations.exists()
        for form in table.forms:
            meeting = form.instance
            if form in table.deleted_forms:
                if meeting.pk and kept:
                    # People hold it in their calendars: it is called off, not forgotten.
                    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.CANCELLED)
                elif meeting.pk:
                    meeting.delete()
            elif form.has_changed():
                meeting.event = event
                meeting.save()


class WhoIsTold(Panel):
    """Says, before anything is saved, how many people a cancellation or a change will be told to."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "opinovi_wagtail/admin/note_panel.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.people = (
                Registration.objects.filter(event=self.instance, anonymised_at=None)
                .exclude(state=RegistrationState.CANCELLED)
                .count()
                if self.instance is not None and self.instance.pk
                else 0
            )

        def is_shown(self) -> bool:
            return self.people > 0 and not getattr(self.form, "read_only", False)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            note = ngettext(
                "1 person has registered or waits. They are told when you cancel, postpone or move the event.",
                "%(count)s people have registered or wait. They are told when you cancel, postpone or move the event.",
                self.people,
            ) % {"count": self.people}
            return {**super().get_context_data(parent_context), "note": note}


class WordsOnAPage(Panel):
    """Says of an event that has a page where its words are changed: the page says them again whenever it is published."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "opinovi_wagtail/admin/note_panel.html"

        def is_shown(self) -> bool:
            event = self.instance
            if event is None or not event.pk or event.origin != Origin.FORM or event.page_key is None:
                return False
            return base_page_model().objects.filter(translation_key=event.page_key).exists()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            note = _(
                "This event has a page. Change the title, the summary and the text there: whenever the page is published, "
                "its texts replace those of this form."
            )
            return {**super().get_context_data(parent_context), "note": note}


event_panels = ObjectList(
    [
        FactsPanel(heading=gettext_lazy("Where the facts come from")),
        WordsOnAPage(heading=gettext_lazy("Where the texts are")),
        WhoIsTold(heading=gettext_lazy("Who is told")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("partner"), FieldPanel("kind")]),
                FieldPanel("title"),
            ],
            heading=gettext_lazy("What"),
        ),
        RowsPanel("meetings", heading=gettext_lazy("When and where"), add_label=gettext_lazy("Add a meeting")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("registration_mode"), FieldPanel("places")])],
            heading=gettext_lazy("How to register"),
        ),
        FieldPanel("languages"),
        MultiFieldPanel(
            [FieldPanel("status"), FieldPanel("notice"), FieldPanel("listed")],
            heading=gettext_lazy("Cancel, postpone or hide"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("summary"), FieldPanel("description"), FieldPanel("audiences")],
            heading=gettext_lazy("Presentation"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldPanel("registration_url"),
                FieldRowPanel([FieldPanel("registration_opens_at"), FieldPanel("registration_closes_at")]),
                FieldPanel("waiting_list"),
            ],
            heading=gettext_lazy("More about registration"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("price_free"), FieldPanel("price_amount")]), FieldPanel("price_text")],
            heading=gettext_lazy("Price"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("contact_name"), FieldPanel("contact_email"), FieldPanel("contact_phone")],
            heading=gettext_lazy("Contact"),
            classname="collapsed",
        ),
    ],
    base_form_class=EventForm,
)
