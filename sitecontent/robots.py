"""What robots are told: where the sitemap is, and that the admin holds nothing for them.

Forms and self-service are not named: such pages say themselves that they are not to be found, which only those can read who
may visit them.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemaps = request.build_absolute_uri(reverse("sitemaps"))
    lines = ("User-agent: *", f"Disallow: {reverse('wagtailadmin_home')}", "", f"Sitemap: {sitemaps}", "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
