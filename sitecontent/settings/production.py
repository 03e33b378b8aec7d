"""Settings of a site in the open, taken from the environment; the comments beside them are their manual."""

import os

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from .mailing import mail_settings
from .policies import *


def required(name: str, example: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"The environment variable {name} is missing, for example {name}={example}")
    return value


def switched_on(name: str, otherwise: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value not in {"", "0", "1", "false", "true", "no", "yes"}:
        raise ImproperlyConfigured(f"The environment variable {name} is {value!r}; it may be 1 or 0.")
    return value in {"1", "true", "yes"} if value else otherwise


def listed(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(",") if entry.strip()]


DEBUG = False
# python -c "import secrets; print(secrets.token_urlsafe(64))"
SECRET_KEY = required("SECRET_KEY", "a-long-random-text")
ALLOWED_HOSTS = listed(required("ALLOWED_HOSTS", "opinovi.example,www.opinovi.example"))
WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL") or f"https://{ALLOWED_HOSTS[0].lstrip('.*')}"
CSRF_TRUSTED_ORIGINS = listed(os.environ.get("CSRF_TRUSTED_ORIGINS", ""))

DATABASES = {
    "default": dj_database_url.parse(
        required("DATABASE_URL", "postgres://user:password@host/opinovi"), conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.postgres"]  # for the indexes of Wagtail's search

# With a broker, the worker of `tasks/` does the work; without one, cron runs `opinovi_tick`.
REDIS_URL = os.environ.get("REDIS_URL", "").strip()
OPINOVI_WAGTAIL = {**OPINOVI_WAGTAIL, "USE_CELERY": bool(REDIS_URL)}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
OPINOVI_WAGTAIL["ALLOWED_INTERNAL_HOSTS"] = listed(os.environ.get("ALLOWED_INTERNAL_HOSTS", ""))

globals().update(
    mail_settings(
        "smtp",
        host=os.environ.get("EMAIL_HOST", "localhost"),
        port=int(os.environ.get("EMAIL_PORT", "25")),
        username=os.environ.get("EMAIL_HOST_USER", ""),
        password=os.environ.get("EMAIL_HOST_PASSWORD", ""),
        use_tls=switched_on("EMAIL_USE_TLS", False),
        use_ssl=switched_on("EMAIL_USE_SSL", False),
        timeout=MAIL_TIMEOUT,
    )
)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or f"opinovi@{ALLOWED_HOSTS[0].lstrip('.*')}"

MEDIA_ROOT = os.environ.get("MEDIA_ROOT", MEDIA_ROOT)
STATIC_ROOT = os.environ.get("STATIC_ROOT", STATIC_ROOT)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_SSL_REDIRECT = switched_on("SSL_REDIRECT", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
# A browser that was here once never again asks without TLS. Lower HSTS_SECONDS while trying out, and switch
# HSTS_SUBDOMAINS off where other sites below the same domain have no TLS.
SECURE_HSTS_SECONDS = int(os.environ.get("HSTS_SECONDS", "31536000"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = switched_on("HSTS_SUBDOMAINS", True)
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**PUBLIC_POLICY, "upgrade-insecure-requests": True}}
ADMIN_POLICY = {**ADMIN_POLICY, "upgrade-insecure-requests": True}
# Only behind a proxy that sets this header itself: anybody else could claim to have come by TLS.
if switched_on("BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
