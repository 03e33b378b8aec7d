"""The plugin's Django app; nothing happens at start-up beyond registering checks and receivers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpinoviWagtailConfig(AppConfig):
    name = "opinovi_wagtail"
    label = "opinovi_wagtail"
    verbose_name = _("Opin Ovi")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, receivers  # noqa: F401 - registers system checks and signal receivers
