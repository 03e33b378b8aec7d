"""The list of courses and the page of one course, for whichever Wagtail page answers at the address."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from opinovi_wagtail.links import url_for
from opinovi_wagtail.models import Course
from opinovi_wagtail.search.current import current_runs
from opinovi_wagtail.search.filters import CourseFilters

from .alternates import page_alternates, row_alternates
from .frame import render_page
from .head import list_head, row_head
from .listing import listing, service_point
from .standing import around, is_draft, title_of, title_of_row
from .structured import describe_course


def course_list(request: HttpRequest, page: Any) -> HttpResponse:
    """The courses that can still be taken, narrowed by the query, in the language of ``page``."""
    language = page.locale.language_code
    now = timezone.now()
    with translation.override(language):
        filters = CourseFilters(request.GET, now=now, language=language)
        found = listing(request, filters)
    alternates = page_alternates(request, page)
    return render_page(
        request,
        "opinovi_wagtail/courses/list.html",
        {"filters": filters, "found": found, "now": now},
        title=title_of(page),
        language=language,
        page=page,
        alternates=alternates,
        head=list_head(request, page, filters, found.page.number, alternates),
    )


def course_detail(request: HttpRequest, page: Any, course: Course) -> HttpResponse:
    """One course with its dates and locations. ``page`` is the course's own page, or the index page that routes to it.

    A withdrawn course keeps its address and says so, with status 410; a hidden one is not found, except in a preview.
    """
    if not course.listed and not getattr(request, "is_preview", False):
        raise Http404("This course is not published.")
    now = timezone.now()
    language = page.locale.language_code
    if course.merged_into is not None and not is_draft(course):
        return redirect(url_for(course.merged_into, language))  # not for ever: a merger can be taken back
    runs = course.runs.all() if is_draft(course) else current_runs(now).filter(course=course).select_related("place")
    runs = list(runs)
    alternates = row_alternates(course)
    describe = partial(describe_course, course, runs, language=language, now=now)
    return render_page(
        request,
        "opinovi_wagtail/courses/detail.html",
        {**around(request, page, course), "course": course, "runs": runs, "ask": service_point(), "now": now},
        title=title_of_row(course, page),
        language=language,
        page=page,
        alternates=alternates,
        head=row_head(request, page, course, alternates, describe),
        status=410 if course.withdrawn_at else 200,
    )
