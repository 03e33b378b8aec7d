from django.apps import AppConfig


class OwnEventPageConfig(AppConfig):
    name = "tests.hosts.own_event_page"
    label = "own_event_page"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import opinovi  # noqa: F401 - registers the site's event page
