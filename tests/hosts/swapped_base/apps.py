from django.apps import AppConfig


class SwappedBaseConfig(AppConfig):
    name = "tests.hosts.swapped_base"
    label = "swapped_base"
    default_auto_field = "django.db.models.BigAutoField"
