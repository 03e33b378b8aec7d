"""Addresses of the demo: those of the site, and uploaded files, which a real site's web server would serve."""

from django.conf import settings
from django.urls import re_path
from django.views.static import serve

from .urls import handler404, handler500
from .urls import urlpatterns as site_urlpatterns

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    *site_urlpatterns,
]
