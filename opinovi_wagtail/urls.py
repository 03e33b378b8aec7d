"""The machine side and self-service, outside any language prefix: ``path("opinovi/", include("opinovi_wagtail.urls"))``."""

from django.urls import URLPattern

app_name = "opinovi_wagtail"

urlpatterns: list[URLPattern] = []
