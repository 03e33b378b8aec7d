"""The states of rows and the moves between them that are allowed; who may make a move is decided elsewhere."""

from __future__ import annotations

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Origin(TextChoices):
    """Who owns a row's facts."""

    PAGE = "page", _("Page")
    SOURCE = "source", _("Catalogue source")
    FORM = "form", _("Form")


class EventKind(TextChoices):
    """One machinery, three kinds, and a rest."""

    INFO_EVENT = "info_event", _("Info event")
    GROUP_SESSION = "group_session", _("Group session")
    GUIDANCE = "guidance", _("Guidance")
    OTHER = "other", _("Other event")


class EventStatus(TextChoices):
    """Postponed: the new time is not known yet. Moved: it is."""

    SCHEDULED = "scheduled", _("Scheduled")
    POSTPONED = "postponed", _("Postponed, new time open")
    MOVED = "moved", _("Moved to a new time")
    CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")


class RegistrationMode(TextChoices):
    """How one gets in."""

    NONE = "none", _("No registration: just come")
    HERE = "here", _("On this site")
    ELSEWHERE = "elsewhere", _("On the organiser’s own website")


class RegistrationState(TextChoices):
    """Where a registration stands. Offered places are taken: an offer reserves them."""

    CONFIRMED = "confirmed", _("Registered")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("A place is offered")
    CANCELLED = "cancelled", pgettext_lazy("registration", "Cancelled")


TAKES_PLACES = frozenset({RegistrationState.CONFIRMED, RegistrationState.OFFERED})

REGISTRATION_MOVES: dict[RegistrationState, frozenset[RegistrationState]] = {
    RegistrationState.CONFIRMED: frozenset({RegistrationState.CANCELLED}),
    RegistrationState.WAITING: frozenset(
        {RegistrationState.CONFIRMED, RegistrationState.OFFERED, RegistrationState.CANCELLED}
    ),
    RegistrationState.OFFERED: frozenset(
        {RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.CANCELLED}
    ),
    RegistrationState.CANCELLED: frozenset(),
}


class MessageKind(TextChoices):
    """What a message is about."""

    CONFIRMATION = "confirmation", _("Confirmation")
    WAITING = "waiting", _("On the waiting list")
    OFFER = "offer", _("A place is offered")
    PROMOTED = "promoted", _("Moved up from the waiting list")
    CHANGED = "changed", _("Time or place changed")
    CANCELLED_BY_ME = "cancelled_by_me", _("Cancelled by the registrant")
    CANCELLED = "cancelled", _("Cancelled by the organiser")
    REMINDER = "reminder", _("Reminder")
    FEEDBACK = "feedback", _("Thanks and feedback")
    LINK = "link", _("Link sent again")


class MessageState(TextChoices):
    """Where a message stands in the outbox."""

    PLANNED = "planned", _("Planned")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    RETRYING = "retrying", _("Will be tried again")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Bounced")
    OBSOLETE = "obsolete", _("No longer needed")
    MISSED = "missed", _("Missed: it came too late to be useful")


UNSENT = frozenset({MessageState.PLANNED, MessageState.RETRYING})

MESSAGE_MOVES: dict[MessageState, frozenset[MessageState]] = {
    MessageState.PLANNED: frozenset({MessageState.CLAIMED, MessageState.OBSOLETE, MessageState.MISSED}),
    MessageState.RETRYING: frozenset({MessageState.CLAIMED, MessageState.OBSOLETE, MessageState.MISSED}),
    MessageState.CLAIMED: frozenset(
        {
            MessageState.SENT,
            MessageState.RETRYING,
            MessageState.FAILED,
            MessageState.OBSOLETE,
            MessageState.MISSED,
            MessageState.CLAIMED,  # the lease of a worker that died is taken over
        }
    ),
    MessageState.SENT: frozenset({MessageState.BOUNCED}),
    MessageState.FAILED: frozenset({MessageState.PLANNED}),  # sent again by hand
    MessageState.BOUNCED: frozenset({MessageState.PLANNED}),
    # an event that is held after all, or moves back, needs what it had made obsolete
    MessageState.OBSOLETE: frozenset({MessageState.PLANNED}),
    MessageState.MISSED: frozenset({MessageState.PLANNED}),
}


class GuideStatus(TextChoices):
    """Whether a funding scheme can be applied for."""

    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("In force")
    CHANGING = "changing", _("Changing")
    ENDED = "ended", _("No longer granted")


class RunState(TextChoices):
    """How a sync run ended, or that it has not."""

    WAITING = "waiting", _("Waits for a worker")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Succeeded")
    UNCHANGED = "unchanged", _("Nothing new at the source")
    FAILED = "failed", _("Failed")
    DIED = "died", _("Stopped without finishing")


class ParkedState(TextChoices):
    """What a person decided about a withdrawal that was held back."""

    PARKED = "parked", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class MergePolicy(TextChoices):
    """Who wins when an editor has changed a field that the source changes too."""

    EDITOR = "editor", _("The editor’s change stays")
    ASK = "ask", _("The editor’s change stays until the source says something new; then an editor is asked")
    REMOTE = "remote", _("The source wins as soon as it says something new")


class PauseReason(TextChoices):
    """Why a catalogue source is left alone until a person resumes it."""

    UNTRIED = "untried", _("Waits for its first run, which somebody asks for")
    FAILURES = "failures", _("Paused after too many failures in a row")
    PERSON = "person", _("Paused by hand")


class ChangeAction(TextChoices):
    """What a run does, or in a preview would do, to one row."""

    CREATED = "created", _("New")
    UPDATED = "updated", _("Changed")
    BACK = "back", _("Came back")
    MISSING = "missing", _("Not in the feed any more")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DuplicateState(TextChoices):
    """What a person decided about two rows that look like the same thing."""

    OPEN = "open", _("Waits for a decision")
    MERGED = "merged", _("Merged")
    DISTINCT = "distinct", _("Two different things")


class DuplicateReason(TextChoices):
    """Why two rows look like the same thing, the surest reason first."""

    IDENTIFIER = "identifier", _("They have the same identifier.")
    ADDRESS = "address", _("They lead to the same web page.")
    LIKENESS = "likeness", _("They have the same title, provider and start.")
