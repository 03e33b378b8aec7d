"""Gives Wagtail's admin its own Content-Security-Policy; every other page has the strict one of the settings."""

from collections.abc import Callable

from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse


class AdminPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.public = get_response
        self.admin = csp(settings.ADMIN_POLICY)(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        in_admin = request.path.startswith(reverse("wagtailadmin_home"))
        return self.admin(request) if in_admin else self.public(request)
