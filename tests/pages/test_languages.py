"""One row, several languages: who owns the facts, what a translation adds, and what is left when a page goes."""

from __future__ import annotations

import datetime as dt

import pytest
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationContext, TranslationSource
from wagtail_localize.operations import translate_object

from opinovi_wagtail import publishing
from opinovi_wagtail.models import Event, Projection
from opinovi_wagtail.pages.models import InfoEventPage, InfoEventPageMeeting
from opinovi_wagtail.rules.states import Origin

from .conftest import EVENING, change, draft_event, event_of, publish, registrant, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def swedish(live, tree):
    return publish(translate(live, tree.locales["sv"], "Kväll om vuxenstudier", summary="Kom och fråga."))


def test_a_translation_adds_its_words_to_the_same_row(live, swedish):
    event = Event.objects.get()
    assert event.title == {"fi": "Aikuisopiskelun ilta", "sv": "Kväll om vuxenstudier"}
    assert event.summary == {"fi": "Tule kysymään.", "sv": "Kom och fråga."}


def test_a_translation_does_not_touch_the_facts(live, swedish):
    changed = change(swedish, title="Ny rubrik", places=99)
    changed.meetings = [InfoEventPageMeeting(starts_at=EVENING + dt.timedelta(days=30))]
    changed.save_revision().publish()
    event = event_of(live)
    assert (event.title["sv"], event.places) == ("Ny rubrik", 20)
    assert event.meetings.get().starts_at == EVENING


def test_the_first_page_published_owns_the_facts(draft, tree):
    swedish = publish(translate(draft, tree.locales["sv"], "Kväll", places=7))
    publish(draft)
    assert event_of(draft).places == 7
    assert publishing.owns_facts(swedish)
    assert not publishing.owns_facts(draft)


def test_unpublishing_a_translation_takes_its_words_out(live, swedish):
    swedish.unpublish()
    event = event_of(live)
    assert event.title == {"fi": "Aikuisopiskelun ilta"}
    assert event.summary == {"fi": "Tule kysymään."}
    assert event.listed


def test_unpublishing_the_owner_leaves_the_translation_and_the_ownership(live, swedish):
    live.unpublish()
    event = event_of(live)
    assert event.title == {"sv": "Kväll om vuxenstudier"}
    assert event.listed
    assert not publishing.owns_facts(swedish)


def test_unpublishing_every_page_hides_the_row(live, swedish):
    live.unpublish()
    swedish.unpublish()
    assert not event_of(live).listed
    assert event_of(live).title


def test_a_row_that_was_hidden_says_only_what_its_live_pages_say(live, swedish):
    swedish.unpublish()
    live.unpublish()
    publish(InfoEventPage.objects.get(pk=swedish.pk))
    assert event_of(live).title == {"sv": "Kväll om vuxenstudier"}


def test_when_the_owner_is_deleted_the_next_live_translation_inherits(live, swedish):
    InfoEventPage.objects.get(pk=live.pk).delete()
    event = event_of(swedish)
    assert event.listed
    assert event.title == {"sv": "Kväll om vuxenstudier"}
    assert event.places == 20
    assert publishing.owns_facts(swedish)
    change(swedish, places=8)
    assert event_of(swedish).places == 8


def test_deleting_the_owner_tells_nobody_of_a_change(live, swedish):
    registrant(live)
    moved = live.meetings.get()
    moved.starts_at += dt.timedelta(days=1)
    moved.ends_at += dt.timedelta(days=1)
    live.meetings = [moved]
    live.save_revision().publish()
    before = event_of(live).sequence
    InfoEventPage.objects.get(pk=live.pk).delete()
    event = event_of(swedish)
    assert event.sequence == before
    assert event.meetings.get().starts_at == EVENING + dt.timedelta(days=1)


def test_deleting_both_languages_at_once_lets_none_inherit_and_keeps_the_words(live, swedish, tree):
    root = Page.objects.get(depth=1)
    branch = root.add_child(instance=Page(title="Poistettavat", slug="poistettavat", locale=tree.locales["fi"]))
    InfoEventPage.objects.get(pk=live.pk).move(branch, pos="last-child")
    swedish = InfoEventPage.objects.get(pk=swedish.pk)
    swedish.slug = "svenska"
    swedish.save()
    swedish.move(Page.objects.get(pk=branch.pk), pos="last-child")
    Page.objects.get(pk=branch.pk).delete()
    event = Event.objects.get()
    assert not event.listed
    assert set(event.title) == {"fi", "sv"}
    assert not Projection.objects.exists()


def test_an_alias_in_another_language_adds_nothing(live, tree):
    live.copy_for_translation(tree.locales["sv"], alias=True, copy_parents=True)
    change(live, title="Uusi nimi")
    assert event_of(live).title == {"fi": "Uusi nimi"}


def test_an_alias_that_becomes_a_page_is_found_by_the_tick(live, tree, now):
    alias = live.copy_for_translation(tree.locales["sv"], alias=True, copy_parents=True)
    InfoEventPage.objects.filter(pk=alias.pk).update(alias_of=None)
    publishing.heal(now)
    assert set(event_of(live).title) == {"fi", "sv"}


class TestWithWagtailLocalize:
    @pytest.fixture
    def localized(self, live, tree, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            translate_object(live, [tree.locales["sv"]])
        self.say(live, tree.locales["sv"], "title", "Kväll om vuxenstudier")
        return self.sync(live, tree, django_capture_on_commit_callbacks)

    def say(self, page, locale, field, text):
        source = TranslationSource.objects.get_for_instance(page)
        segment = source.stringsegment_set.get(context__path=field)
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=locale,
            context=TranslationContext.objects.get(object_id=page.translation_key, path=field),
            defaults={"data": text, "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
        )

    def sync(self, page, tree, capture):
        source = TranslationSource.objects.get_for_instance(page)
        source.update_from_db()
        with capture(execute=True):
            Translation.objects.get(source=source, target_locale=tree.locales["sv"]).save_target(publish=True)
        return InfoEventPage.objects.get(translation_key=page.translation_key, locale=tree.locales["sv"])

    def test_the_translation_adds_its_words(self, live, localized):
        event = event_of(live)
        assert event.title == {"fi": "Aikuisopiskelun ilta", "sv": "Kväll om vuxenstudier"}
        assert event.listed

    def test_the_facts_travel_but_cannot_be_overridden(self, live, localized):
        source = TranslationSource.objects.get_for_instance(live)
        paths = set(source.stringsegment_set.values_list("context__path", flat=True))
        assert "title" in paths
        assert "summary" in paths
        assert not source.overridablesegment_set.filter(context__path__in=InfoEventPage.facts).exists()
        assert localized.places == 20
        assert localized.meetings.get().key == live.meetings.get().key

    def test_syncing_again_recreates_children_but_not_their_keys(
        self, live, localized, tree, django_capture_on_commit_callbacks
    ):
        before = localized.meetings.get()
        again = self.sync(change(live, places=12), tree, django_capture_on_commit_callbacks)
        assert again.meetings.get().key == before.key
        assert event_of(live).places == 12
        assert event_of(live).meetings.count() == 1

    def test_a_failed_row_does_not_stop_the_translation(
        self, live, tree, monkeypatch, django_capture_on_commit_callbacks
    ):
        monkeypatch.setattr(InfoEventPage, "projected", lambda page: 1 / 0)
        with django_capture_on_commit_callbacks(execute=True):
            translate_object(live, [tree.locales["sv"]])
        assert InfoEventPage.objects.get(locale=tree.locales["sv"]).live


def test_a_site_with_one_language_works(db, partner, frozen):
    root = Page.objects.get(depth=1)
    home = root.get_children().first() or root.add_child(instance=Page(title="Etusivu", locale=Locale.objects.first()))
    page = publish(draft_event(home, partner))
    assert list(event_of(page).title) == [page.locale.language_code]


class TestTakingOver:
    @pytest.fixture
    def row(self, partner):
        from tests.factories import make_event

        return make_event(partner, title={"fi": "Lomakkeella", "en": "By form"}, places=3)

    def test_an_attached_page_says_the_words_and_leaves_the_facts(self, row, draft):
        publishing.attach(row, draft)
        publish(draft)
        row.refresh_from_db()
        assert row.title == {"fi": "Aikuisopiskelun ilta", "en": "By form"}
        assert (row.origin, row.places) == (Origin.FORM, 3)
        assert publishing.owner_of(draft).origin == Origin.FORM
        assert Event.objects.count() == 1

    def test_a_page_takes_over_with_its_next_publication(self, row, draft):
        publishing.take_over(row, draft)
        publish(draft)
        row.refresh_from_db()
        assert (row.origin, row.places) == (Origin.PAGE, 20)
        assert row.title == {"fi": "Aikuisopiskelun ilta", "en": "By form"}
        assert publishing.owns_facts(draft)

    def test_a_live_page_takes_over_at_once(self, row, draft):
        publishing.attach(row, draft)
        page = publish(draft)
        publishing.take_over(row, page)
        row.refresh_from_db()
        assert row.places == 20

    def test_a_row_given_back_to_its_form_keeps_its_facts(self, live, tree):
        row = event_of(live)
        publishing.release(row)
        change(live, title="Uusi nimi", places=1)
        row.refresh_from_db()
        assert (row.origin, row.places, row.title) == (Origin.FORM, 20, {"fi": "Uusi nimi"})
        live.unpublish()
        row.refresh_from_db()
        assert row.listed
