"""The machine side and self-service, outside any language prefix: ``path("opinovi/", include("opinovi_wagtail.urls"))``."""

from django.urls import path

from .views.calendar import event_calendar
from .views.registered import registered
from .views.registration import Register
from .views.self_service import self_service, self_service_calendar, self_service_cancel

app_name = "opinovi_wagtail"

urlpatterns = [
    path("r/<str:token>/", self_service, name="self_service"),
    path("r/<str:token>/cancel/", self_service_cancel, name="self_service_cancel"),
    path("r/<str:token>/calendar.ics", self_service_calendar, name="self_service_calendar"),
    path("<str:language>/events/<uuid:key>/register/", Register.as_view(), name="register"),
    path("<str:language>/events/<uuid:key>/registered/<str:reference>/", registered, name="registered"),
    path("<str:language>/events/<uuid:key>/calendar.ics", event_calendar, name="event_calendar"),
]
