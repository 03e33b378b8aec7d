from django.apps import AppConfig


class BareBaseConfig(AppConfig):
    name = "tests.hosts.bare_base"
    label = "bare_base"
