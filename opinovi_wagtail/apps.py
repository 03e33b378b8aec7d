"""The plugin's Django app; nothing happens at start-up beyond registering checks and receivers."""

import logging

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)


class OpinoviWagtailConfig(AppConfig):
    name = "opinovi_wagtail"
    label = "opinovi_wagtail"
    verbose_name = _("Opin Ovi")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, receivers  # noqa: F401 - registers system checks and signal receivers

        # A server that is started without system checks says it too.
        for problem in checks.check_setting_names():
            logger.error("%s", problem.msg)
