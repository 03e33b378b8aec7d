from django.apps import AppConfig


class OwnCssConfig(AppConfig):
    name = "tests.hosts.own_css"
    label = "own_css"
