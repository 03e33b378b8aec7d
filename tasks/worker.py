"""The Celery app of the reference site: which broker, which queues, how often; no task is written here."""

import os

from celery import Celery
from kombu import Queue

# Before Celery's app is made: it looks for this to set Django up.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitecontent.settings.production")

from django.conf import settings

from opinovi_wagtail.tasks import BEAT_SCHEDULE, RECOMMENDED_SETTINGS

MESSAGES, SYNC = "opinovi.messages", "opinovi.sync"

app = Celery("sitecontent")
app.conf.update(RECOMMENDED_SETTINGS)
app.conf.update(
    broker_url=getattr(settings, "CELERY_BROKER_URL", os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")),
    broker_transport_options={
        **RECOMMENDED_SETTINGS["broker_transport_options"],
        # Kombu looks every so many seconds for what a dead worker had fetched, but only at every tenth time.
        "unacked_restore_throttle": 1,
    },
    # A sync may take an hour: it has a queue of its own, so that a site can give messages a worker that never waits
    # (`celery -A tasks worker -Q opinovi.messages`). A worker takes a task only when it has a process free for it.
    task_queues=[Queue(MESSAGES, routing_key=MESSAGES), Queue(SYNC, routing_key=SYNC)],
    task_default_queue=MESSAGES,
    task_default_routing_key=MESSAGES,
    task_routes={
        f"opinovi_wagtail.{name}": {"queue": SYNC, "routing_key": SYNC} for name in ("sync_source", "preview_source")
    },
    worker_disable_prefetch=True,
    accept_content=["json"],
    task_serializer="json",
    timezone=settings.TIME_ZONE,
    beat_schedule=BEAT_SCHEDULE,
)
app.autodiscover_tasks()
