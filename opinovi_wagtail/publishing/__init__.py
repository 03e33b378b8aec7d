"""Way in: what editors publish as pages becomes rows of the store. Hosts register their own page models here."""

from .drafts import draft_row
from .healing import heal
from .ownership import Owner, attach, owner_of, owns_facts, release, row_of, take_over
from .projection import expect_to_forget, forget, project, withdraw
from .registry import Child, Projected, page_models, projects, way_of

__all__ = [
    "Child",
    "Owner",
    "Projected",
    "attach",
    "draft_row",
    "expect_to_forget",
    "forget",
    "heal",
    "owner_of",
    "owns_facts",
    "page_models",
    "project",
    "projects",
    "release",
    "row_of",
    "take_over",
    "way_of",
    "withdraw",
]
