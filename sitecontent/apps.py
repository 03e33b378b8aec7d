"""The reference site's own app."""

from django.apps import AppConfig


class SiteContentConfig(AppConfig):
    name = "sitecontent"
    verbose_name = "Reference site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import tasks  # noqa: F401 - makes the worker's Celery app the one that tasks are sent through
