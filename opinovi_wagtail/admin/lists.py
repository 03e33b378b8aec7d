"""What the lists of the desk share: filters that offer only what the user may see, and searching in words."""

from __future__ import annotations

import codecs
import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Field, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import all_words
from opinovi_wagtail.search.documents import fold

from .file_names import file_name
from .values import NOTHING, in_words

FORMULA_STARTS = ("=", "+", "-", "@")


class RowPaginator(WagtailPaginator):
    """Counts without the name of the model: Finnish would have to inflect it after a number."""

    @cached_property
    def items_count_label(self) -> str:
        return ngettext("%(count)s row", "%(count)s rows", self.count) % {"count": self.count}


class PartnerFilterSet(WagtailFilterSet):
    """The base of filters; the view narrows their choices."""


class MomentColumn(Column):
    """A moment on the clocks of the service, as the desk's user reads it."""

    def get_value(self, instance: Any) -> str:
        moment = super().get_value(instance)
        return dates.short_when(moment, None, get_language() or "fi", conf.TIME_ZONE) if moment else NOTHING


class InWordsColumn(Column):
    """A field of the row as a person reads it, instead of ``True``, ``None`` or a code."""

    def __init__(self, *args: Any, field: Field[Any, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field = field

    def get_value(self, instance: Any) -> str:
        return in_words(self.field, getattr(instance, self.field.name)) or NOTHING


class RowIndexView(IndexView):
    """A list with everything that its columns need, fetched in a number of queries that does not grow with the rows."""

    related: tuple[str, ...] = ("partner",)
    list_export: Any = ()
    title_column_class: type[TitleColumn] = TitleColumn

    def get_base_queryset(self) -> QuerySet[Any]:
        found = [name for name in self.related if name.split("__")[0] in self._field_names]
        rows = super().get_base_queryset()
        return rows.select_related(*found) if found else rows

    @cached_property
    def _field_names(self) -> set[str]:
        return {field.name for field in self.model._meta.get_fields()}

    @cached_property
    def is_searchable(self) -> bool:
        return bool(self.index_results_url)

    def _get_title_column(self, field_name: str, column_class: Any = None, **kwargs: Any) -> Any:
        return super()._get_title_column(field_name, column_class or self.title_column_class, **kwargs)

    def _get_custom_column(self, field_name: str, column_class: Any = Column, **kwargs: Any) -> Any:
        if column_class is Column and field_name in self._field_names:
            column_class, kwargs["field"] = InWordsColumn, self.model._meta.get_field(field_name)
        return super()._get_custom_column(field_name, column_class, **kwargs)

    def get_filename(self) -> str:
        return file_name(self.model._meta.verbose_name_plural)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Moments on the clocks of the service; texts that a spreadsheet would run as a formula are disarmed."""
        if isinstance(value, dt.datetime):
            return dates.local(value, conf.TIME_ZONE).strftime("%Y-%m-%d %H:%M")
        return disarmed(super().preprocess_field_value(field, value, export_format))

    def stream_csv(self, queryset: QuerySet[Any]) -> Iterator[bytes]:
        yield codecs.BOM_UTF8  # without it, spreadsheet programs read å, ä and ö wrongly
        yield from super().stream_csv(queryset)


def disarmed(value: Any) -> Any:
    """``value`` so that no spreadsheet program takes it for a formula."""
    if isinstance(value, str) and (value.startswith(("\t", "\r")) or value.lstrip().startswith(FORMULA_STARTS)):
        return f"'{value}"
    return value


class SearchTextIndexView(RowIndexView):
    """Searches the folded words that a row keeps for the public search too."""

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        for word in fold(self.search_query or "").split():
            queryset = queryset.filter(search_text__contains=word)
        return queryset


class WordsIndexView(RowIndexView):
    """Searches the names of models that have no search text: few rows, so they are compared here.

    A JSON column is stored escaped on some databases, so ``icontains`` would not find Finnish letters there.
    """

    words_field = "name"

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = fold(self.search_query or "").split()
        if not wanted:
            return queryset
        names = queryset.order_by().values_list("pk", self.words_field)
        found = [pk for pk, words in names if all(word in fold(all_words(words)) for word in wanted)]
        return queryset.filter(pk__in=found)
