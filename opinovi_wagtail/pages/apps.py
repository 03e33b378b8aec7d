"""The optional app with concrete page types; a site with its own page types leaves it out."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpinoviWagtailPagesConfig(AppConfig):
    name = "opinovi_wagtail.pages"
    label = "opinovi_wagtail_pages"
    verbose_name = _("Opin Ovi pages")
    default_auto_field = "django.db.models.BigAutoField"
