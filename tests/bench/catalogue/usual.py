"""The usual way of getting a file into tables: django-import-export, in its default mode and in its quicker ones.

Courses first, then their runs, as it does two tables. No code is looked up, none is written for facets, no search text is
made, no field of an editor is kept: less than what the sync does.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import tablib
from import_export import fields, resources, widgets
from import_export.instance_loaders import CachedInstanceLoader

from opinovi_wagtail.models import Course, CourseRun, remote_key
from opinovi_wagtail.rules.states import Origin

from .feed import owners

BATCH = 1000
MODES: dict[str, dict[str, Any]] = {
    "default mode": {},
    "skip_unchanged": {"skip_unchanged": True},
    # As quick as it gets: no differences for a preview, one query for all rows that are there.
    "use_bulk": {
        "use_bulk": True,
        "batch_size": BATCH,
        "skip_unchanged": True,
        "skip_diff": True,
        "instance_loader_class": CachedInstanceLoader,
    },
}


class Words(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dict[str, str]:
        return {"fi": value} if value else {}

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return (value or {}).get("fi", "")


class Key(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str | None:
        return remote_key(str(value))


class One(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        return [value] if value else []

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ", ".join(value or [])


class Amount(widgets.DecimalWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        return super().clean(value.replace(",", "."), row, **kwargs)


class Courses(resources.ModelResource):
    """The courses, found by the same index as the sync's."""

    remote_key = fields.Field(attribute="remote_key", column_name="id", widget=Key())
    title = fields.Field(attribute="title", column_name="nimi", widget=Words())
    description = fields.Field(attribute="description", column_name="kuvaus", widget=Words())

    class Meta:
        model = Course
        fields = ("remote_key", "title", "description")
        import_id_fields = ("remote_key",)

    def __init__(self) -> None:
        super().__init__()
        self.partner, self.source = owners()

    def get_queryset(self) -> Any:
        return Course.objects.filter(source=self.source)

    def after_init_instance(self, instance: Course, new: bool, row: Any, **kwargs: Any) -> None:
        instance.partner, instance.source, instance.origin = self.partner, self.source, Origin.SOURCE


class Runs(resources.ModelResource):
    """Their runs; the primary keys of the courses are read at once, which is kinder to it than its own way."""

    key = fields.Field(attribute="key", column_name="id", widget=Key())
    forms = fields.Field(attribute="forms", column_name="opetusmuoto", widget=One())
    times = fields.Field(attribute="times", column_name="opetusaika", widget=One())
    languages = fields.Field(attribute="languages", column_name="opetuskieli", widget=One())
    municipalities = fields.Field(attribute="municipalities", column_name="kunta", widget=One())
    start_on = fields.Field(attribute="start_on", column_name="alkaa", widget=widgets.DateWidget("%d.%m.%Y"))
    price_amount = fields.Field(attribute="price_amount", column_name="hinta", widget=Amount())

    class Meta:
        model = CourseRun
        fields = ("key", "forms", "times", "languages", "municipalities", "start_on", "price_amount")
        import_id_fields = ("key",)

    def __init__(self) -> None:
        super().__init__()
        _partner, self.source = owners()
        self.courses = dict(Course.objects.filter(source=self.source).values_list("remote_key", "pk"))

    def get_queryset(self) -> Any:
        return CourseRun.objects.filter(course__source=self.source)

    def after_init_instance(self, instance: CourseRun, new: bool, row: Any, **kwargs: Any) -> None:
        instance.start_kind = "date"
        instance.course_id = self.courses[remote_key(row["id"])]


def imported(document: bytes, mode: str, *, new: bool) -> None:
    """Import the CSV ``document`` once; checks that all its rows were, or were not, ``new``."""
    dataset = tablib.Dataset().load(document.decode(), format="csv")
    for base in (Courses, Runs):
        meta = type("Meta", (base.Meta,), MODES[mode])
        resource = type(base)(base.__name__, (base,), {"Meta": meta})()
        totals = resource.import_data(dataset, raise_errors=True).totals
        assert totals["new"] == (len(dataset) if new else 0), dict(totals)
        assert sum(totals[name] for name in ("new", "update", "skip")) == len(dataset), dict(totals)
