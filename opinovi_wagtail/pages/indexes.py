"""Index pages: the list itself, and the addresses of rows that have no page of their own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import TranslatableField

from opinovi_wagtail import links


class RowIndex(RoutablePageMixin, models.Model):
    """Mixed into a page model, before ``Page``: lists rows of one kind and answers for those without a page."""

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link", "ul", "ol"])

    row_kind: ClassVar[str]
    override_translatable_fields: ClassVar[list[Any]] = [TranslatableField("introduction")]
    row_panels: ClassVar[list[Any]] = [FieldPanel("introduction")]
    # To be added to the search fields of ``Page`` by the concrete model.
    row_search_fields: ClassVar[list[Any]] = [index.SearchField("introduction")]

    class Meta:
        abstract = True

    def listing(self, request: HttpRequest) -> HttpResponse:
        """The list as a public page."""
        raise NotImplementedError

    def detail(self, request: HttpRequest, row: Any) -> HttpResponse:
        """``row`` as a public page."""
        raise NotImplementedError

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        # A page called "30 years" stands at 30-years/, which looks like the address of a row: pages come first.
        if len(path_components) == 1 and self.get_children().live().filter(slug=path_components[0]).exists():
            return super(RoutablePageMixin, self).route(request, path_components)
        return super().route(request, path_components)

    @path("")
    def index_route(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.listing(request)

    @re_path(r"^(?P<pk>[0-9]{1,18})-(?P<slug>[^/]+)/$", name="row")
    def row_route(self, request: HttpRequest, pk: str, slug: str) -> HttpResponse:
        """The detail of a row; leads on to its page if it has one in this language, and to its right address."""
        row = links.ROW_MODELS[self.row_kind].objects.select_related("partner").filter(pk=int(pk)).first()
        if row is None or not row.listed:
            raise Http404("There is no such row, or it is not published.")
        language = self.locale.language_code
        page = links.page_of(row, language)
        if page is not None:
            return _lead_to(page.get_url(request), request)
        right = links.row_slug(row, language)
        if f"{int(pk)}-{slug}" != right or pk != str(int(pk)):
            return _lead_to(f"{self.get_url(request).rstrip('/')}/{right}/", request)
        return self.detail(request, row)


def _lead_to(url: str, request: HttpRequest) -> HttpResponseRedirect:
    # Not for ever: titles change back, and pages come and go.
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(iri_to_uri(f"{url}?{query}" if query else url))


class CourseIndex(RowIndex):
    """An index page of courses."""

    row_kind: ClassVar[str] = "course"

    class Meta:
        abstract = True

    def listing(self, request: HttpRequest) -> HttpResponse:
        from opinovi_wagtail.views.courses import course_list

        return course_list(request, self)

    def detail(self, request: HttpRequest, row: Any) -> HttpResponse:
        from opinovi_wagtail.views.courses import course_detail

        return course_detail(request, self, row)


class EventIndex(RowIndex):
    """An index page of events."""

    row_kind: ClassVar[str] = "event"

    class Meta:
        abstract = True

    def listing(self, request: HttpRequest) -> HttpResponse:
        from opinovi_wagtail.views.events import event_list

        return event_list(request, self)

    def calendar_month(self, request: HttpRequest, year: int | None = None, month: int | None = None) -> HttpResponse:
        """A month of the calendar as a public page; the current one unless another is named."""
        from opinovi_wagtail.views.month import event_month

        return event_month(request, self, year, month)

    # The words in these addresses are the same in every language, as parameters are.
    @path("calendar/", name="event_calendar")
    def calendar_route(self, request: HttpRequest) -> HttpResponse:
        return self.calendar_month(request)

    @re_path(r"^calendar/(?P<year>[0-9]{4})-(?P<month>[0-9]{2})/$", name="event_month")
    def month_route(self, request: HttpRequest, year: str, month: str) -> HttpResponse:
        return self.calendar_month(request, int(year), int(month))

    def detail(self, request: HttpRequest, row: Any) -> HttpResponse:
        from opinovi_wagtail.views.events import event_detail

        return event_detail(request, self, row)


class FundingGuideIndex(RowIndex):
    """An index page of funding guides."""

    row_kind: ClassVar[str] = "guide"

    class Meta:
        abstract = True

    def listing(self, request: HttpRequest) -> HttpResponse:
        from opinovi_wagtail.views.guides import guide_list

        return guide_list(request, self)

    def detail(self, request: HttpRequest, row: Any) -> HttpResponse:
        from opinovi_wagtail.views.guides import guide_detail

        return guide_detail(request, self, row)


links.register_index(CourseIndex, "course")
links.register_index(EventIndex, "event")
links.register_index(FundingGuideIndex, "guide")
