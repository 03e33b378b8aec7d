"""The store: plain, locale-free rows that everything reads. A file per noun."""

from .course import Course, CourseRun, RunCode
from .duplicate import Duplicate
from .event import Event, EventCode, Meeting
from .guide import FundingGuide, GuideAmount, GuideReference
from .log import RowLogEntry
from .message import Message, ReminderRule, when_reminded
from .owned import OwnedRow, remote_key
from .partner import Partner
from .place import Place
from .projection import Projection
from .referral import ReferralTarget
from .registration import Registration
from .source import CatalogueSource, ParkedWithdrawal, SyncChange, SyncIssue, SyncRun
from .words import Said, WordsField, all_words, say

__all__ = [
    "CatalogueSource",
    "Course",
    "CourseRun",
    "Duplicate",
    "Event",
    "EventCode",
    "FundingGuide",
    "GuideAmount",
    "GuideReference",
    "Meeting",
    "Message",
    "OwnedRow",
    "ParkedWithdrawal",
    "Partner",
    "Place",
    "Projection",
    "ReferralTarget",
    "Registration",
    "ReminderRule",
    "RowLogEntry",
    "RunCode",
    "Said",
    "SyncChange",
    "SyncIssue",
    "SyncRun",
    "WordsField",
    "all_words",
    "remote_key",
    "say",
    "when_reminded",
]
