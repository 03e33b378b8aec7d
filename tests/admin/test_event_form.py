"""The short form of an event: what is typed becomes rows and messages, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from opinovi_wagtail.models import Event, Meeting, Message
from tests.factories import HELSINKI, make_event

from .posting import as_posted, problems
from .test_roles_matrix import text
from .world import make_registration

pytestmark = pytest.mark.django_db

NEW = "opinovi-event:add"


@pytest.fixture
def editor(log_in: Any) -> Any:
    return log_in("editor")


def typed(ours: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """The least that somebody types for a new event."""
    return {
        "partner": ours["partner"].pk,
        "kind": "info_event",
        "title_fi": "Aikuisopiskelun ilta",
        "title_sv": "Kväll om vuxenstudier",
        "registration_mode": "here",
        "places": "20",
        "listed": "on",
        "meetings-TOTAL_FORMS": "1",
        "meetings-INITIAL_FORMS": "0",
        "meetings-0-day": "1.12.2026",
        "meetings-0-start": "17.00",
        "meetings-0-end": "18.30",
        "meetings-0-place": ours["place"].pk,
        **changed,
    }


def edit(event: Event) -> str:
    return reverse("opinovi-event:edit", args=[event.pk])


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(("day", "start"), [("1.12.2026", "17.00"), ("01.12.2026", "17:00"), ("2026-12-01", "17")])
def test_a_new_event_is_made_with_dates_as_they_are_written_here(language, day, start, log_in, ours):
    editor = log_in("editor", language)
    sent = typed(ours, **{"meetings-0-day": day, "meetings-0-start": start})
    response = editor.post(reverse(NEW), sent, follow=True)
    assert response.redirect_chain, problems(response)
    event = Event.objects.latest("pk")
    assert event.title == {"fi": "Aikuisopiskelun ilta", "sv": "Kväll om vuxenstudier"}
    assert (event.origin, event.partner) == ("form", ours["partner"])
    assert event.starts_at == dt.datetime(2026, 12, 1, 17, 0, tzinfo=HELSINKI)
    assert event.ends_at == dt.datetime(2026, 12, 1, 18, 30, tzinfo=HELSINKI)
    assert "aikuisopiskelun ilta" in event.search_text
    assert {(code.set, code.code) for code in event.codes.all()} == {("municipality", "853")}


def test_the_only_partner_is_chosen_already_and_no_other_is_offered(editor, ours):
    form = editor.get(reverse(NEW)).context["form"]
    assert form["partner"].value() == ours["partner"].pk
    assert [value for value, _label in form.fields["partner"].choices] == [ours["partner"].pk]


def test_every_label_of_the_form_has_its_input(editor):
    page = editor.get(reverse(NEW)).content.decode()
    form = page.split('id="w-editor-form"')[1]
    ids = set(re.findall(r'\bid="([^"]+)"', form))
    assert {target for target in re.findall(r'<label[^>]* for="([^"]+)"', form) if target not in ids} == set()


def test_a_group_gets_all_its_meetings(editor, ours):
    more = {"kind": "group_session", "meetings-TOTAL_FORMS": "3"}
    for number, day in enumerate(("1.12.2026", "8.12.2026", "15.12.2026")):
        more |= {f"meetings-{number}-day": day, f"meetings-{number}-start": "9", f"meetings-{number}-end": "10.30"}
    assert editor.post(reverse(NEW), typed(ours, **more), follow=True).redirect_chain
    event = Event.objects.latest("pk")
    assert event.is_series
    assert event.meetings.count() == 3
    assert event.ends_at == dt.datetime(2026, 12, 15, 10, 30, tzinfo=HELSINKI)


def test_an_all_day_meeting_ends_at_the_midnight_after_its_last_day(editor, ours):
    sent = typed(
        ours,
        **{
            "meetings-0-all_day": "on",
            "meetings-0-last_day": "3.12.2026",
            "meetings-0-start": "",
            "meetings-0-end": "",
        },
    )
    assert editor.post(reverse(NEW), sent, follow=True).redirect_chain
    meeting = Event.objects.latest("pk").meetings.get()
    assert meeting.starts_at == dt.datetime(2026, 12, 1, tzinfo=HELSINKI)
    assert meeting.ends_at == dt.datetime(2026, 12, 4, tzinfo=HELSINKI)
    form = editor.get(edit(meeting.event)).context["form"].tables["meetings"].forms[0]
    assert (form["day"].value(), form["last_day"].value()) == (dt.date(2026, 12, 1), dt.date(2026, 12, 3))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"meetings-0-day": "huomenna"}, "Write the date like this: 24.11.2026."),
        ({"meetings-0-start": "viideltä"}, "Write the time like this: 17.00."),
        ({"meetings-0-start": ""}, "Write when it starts, for example 17.00."),
        ({"meetings-0-end": "16.00"}, "It ends before it starts."),
        ({"meetings-0-last_day": "30.11.2026"}, "The last day is before the first one."),
        ({"meetings-0-day": "29.3.2026", "meetings-0-start": "3.30"}, "This time does not exist"),
        (
            {"meetings-0-day": "", "meetings-0-start": "", "meetings-0-end": "", "meetings-0-place": ""},
            "at least one meeting",
        ),
        ({"registration_mode": "elsewhere"}, "Write the address at which people register."),
        ({"registration_mode": "elsewhere", "registration_url": "javascript:alert(1)"}, "registration_url"),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence_and_stays_typed(changed, sentence, editor, ours):
    before = Event.objects.count()
    response = editor.post(reverse(NEW), typed(ours, **changed))
    assert response.status_code == 200
    assert sentence in problems(response)
    assert Event.objects.count() == before
    assert "Kväll om vuxenstudier" in response.content.decode()


def test_markup_that_does_not_belong_in_a_text_is_gone(editor, ours):
    sent = typed(ours, description_fi="<p>Tervetuloa</p><script>alert(1)</script>")
    editor.post(reverse(NEW), sent)
    assert Event.objects.latest("pk").description == {"fi": "<p>Tervetuloa</p>"}


def test_cancelling_tells_everybody_once_and_says_so_beforehand(editor, ours):
    event = ours["event"]
    make_registration(event, email="second@person.example")
    make_registration(event, state="cancelled")
    page = editor.get(edit(event))
    assert "2 people have registered" in page.content.decode()
    sent = as_posted(page.context["form"]) | {"status": "cancelled", "notice_fi": "Kouluttaja sairastui."}
    for _twice in range(2):
        assert editor.post(edit(event), sent, follow=True).redirect_chain
    told = Message.objects.filter(event=event, kind="cancelled")
    assert told.count() == 2
    event.refresh_from_db()
    assert (event.status, event.notice, event.sequence) == ("cancelled", {"fi": "Kouluttaja sairastui."}, 1)


def test_moving_a_meeting_keeps_its_key_and_tells_what_changed(editor, ours):
    event = ours["event"]
    key = event.meetings.get().key
    sent = as_posted(editor.get(edit(event)).context["form"]) | {"meetings-0-start": "18.00", "meetings-0-end": "19.30"}
    assert editor.post(edit(event), sent, follow=True).redirect_chain
    meeting = event.meetings.get()
    assert (meeting.key, meeting.starts_at) == (key, dt.datetime(2026, 12, 1, 18, 0, tzinfo=HELSINKI))
    assert Message.objects.filter(event=event, kind="changed").count() == 1


def test_saving_without_a_change_tells_nobody(editor, ours):
    event = ours["event"]
    sent = as_posted(editor.get(edit(event)).context["form"])
    assert editor.post(edit(event), sent, follow=True).redirect_chain
    event.refresh_from_db()
    assert event.sequence == 0
    assert not Message.objects.filter(event=event).exclude(kind="confirmation").exists()


def test_a_meeting_that_people_registered_for_is_called_off_instead_of_removed(editor, ours):
    event = make_event(ours["partner"], meetings=2, kind="group_session")
    make_registration(event)
    sent = as_posted(editor.get(edit(event)).context["form"]) | {"meetings-1-DELETE": "1"}
    assert editor.post(edit(event), sent, follow=True).redirect_chain
    assert [meeting.status for meeting in event.meetings.all()] == ["scheduled", "cancelled"]
    assert Message.objects.filter(event=event, kind="changed").exists()


def test_a_meeting_that_nobody_registered_for_is_removed(editor, ours):
    event = make_event(ours["partner"], meetings=2, kind="group_session")
    sent = as_posted(editor.get(edit(event)).context["form"]) | {"meetings-1-DELETE": "1"}
    assert editor.post(edit(event), sent, follow=True).redirect_chain
    assert event.meetings.count() == 1


def test_fewer_places_than_people_is_allowed_and_throws_nobody_out(editor, ours):
    event = ours["event"]
    Event.objects.filter(pk=event.pk).update(places_taken=3)
    sent = as_posted(editor.get(edit(event)).context["form"]) | {"places": "1"}
    assert editor.post(edit(event), sent, follow=True).redirect_chain
    event.refresh_from_db()
    assert (event.places, event.places_taken, event.places_over) == (1, 3, 2)


def test_an_event_with_registrations_cannot_be_deleted_and_the_page_says_what_to_do(editor, ours):
    response = editor.post(reverse("opinovi-event:delete", args=[ours["event"].pk]), follow=True)
    assert "Cancel it instead" in response.content.decode()
    assert Event.objects.filter(pk=ours["event"].pk).exists()


def test_an_event_without_registrations_is_deleted_with_its_meetings(editor, ours):
    event = make_event(ours["partner"])
    editor.post(reverse("opinovi-event:delete", args=[event.pk]), follow=True)
    assert not Meeting.objects.filter(event_id=event.pk).exists()
    assert not Event.objects.filter(pk=event.pk).exists()


@pytest.mark.parametrize(("language", "shown"), [("fi", "17.00"), ("sv", "17.00"), ("en", "17:00")])
def test_what_is_shown_can_be_sent_back_unchanged(language, shown, log_in, ours):
    editor = log_in("editor", language)
    page = editor.get(edit(ours["event"]))
    assert f'value="{shown}"' in page.content.decode()
    with translation.override(language):
        sent = as_posted(page.context["form"])
    assert sent["meetings-0-start"] == shown
    assert editor.post(edit(ours["event"]), sent, follow=True).redirect_chain
    assert Event.objects.get(pk=ours["event"].pk).sequence == 0


def test_the_picker_keeps_its_hands_off_what_is_typed(editor):
    """Wagtail's picker writes today over a date that it cannot read, unless it is told not to."""
    configs = re.findall(r"validateOnBlur[^a-z]*(true|false)", editor.get(reverse(NEW)).content.decode())
    assert configs
    assert set(configs) == {"false"}


def test_the_start_of_a_meeting_is_marked_as_required_unless_it_lasts_all_day(editor, ours):
    page = editor.get(reverse(NEW))
    start = page.context["form"].tables["meetings"].forms[0]["start"]
    assert start.field.required
    label = re.search(rf'<label[^>]*for="{start.id_for_label}".*?</label>', text(page), re.DOTALL)
    assert label
    assert "w-required-mark" in label[0]
    event = make_event(ours["partner"])
    event.meetings.update(all_day=True)
    sent = as_posted(editor.get(edit(event)).context["form"])
    assert "meetings-0-start" not in sent
    assert editor.post(edit(event), sent).status_code == 302
