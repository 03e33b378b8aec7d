"""Addresses of the reference site: the machine side and the admin without a language, pages under one."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps import views as sitemap_views
from wagtail.documents import urls as wagtaildocs_urls

from opinovi_wagtail.views.sitemaps import SITEMAPS

from .robots import robots

handler404 = "sitecontent.errors.page_not_found"
handler500 = "sitecontent.errors.server_error"

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("opinovi/", include("opinovi_wagtail.urls")),
    path("sitemap.xml", sitemap_views.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}, name="sitemaps"),
    path("sitemap-<section>.xml", sitemap_views.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", robots),
]

urlpatterns += i18n_patterns(path("", include(wagtail_urls)))
