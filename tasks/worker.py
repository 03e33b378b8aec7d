"""The Celery app of the reference site: which broker, which queues, how often, how it stops; no task is written here."""

import os

from celery import Celery
from kombu import Queue

# Before Celery's app is made: it looks for this to set Django up.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitecontent.settings.production")

from django.conf import settings

from opinovi_wagtail.tasks import BEAT_SCHEDULE

MESSAGES, SYNC = "opinovi.messages", "opinovi.sync"

app = Celery("sitecontent")
app.conf.update(
    broker_url=getattr(settings, "CELERY_BROKER_URL", os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")),
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        # Tasks are acknowledged when they start, so only those wait for this that a worker had fetched when it died.
        "visibility_timeout": 300,
        "unacked_restore_interval": 30,
        "unacked_restore_throttle": 1,
        # A page that cannot queue a task goes on without it, and soon: the tick finds what is due.
        "socket_connect_timeout": 3,
        "socket_timeout": 5,
    },
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2},
    # A sync may take an hour: it has a queue of its own, so that a site can give messages a worker that never waits
    # (`-Q opinovi.messages`), and nothing is fetched before there is somebody to do it.
    task_queues=[Queue(MESSAGES), Queue(SYNC)],
    task_default_queue=MESSAGES,
    task_routes={"opinovi_wagtail.sync*": {"queue": SYNC}},
    worker_prefetch_multiplier=1,
    worker_disable_prefetch=True,
    # What matters is in the database.
    task_ignore_result=True,
    # Asked to stop, a worker may finish what it is doing for so many seconds.
    worker_soft_shutdown_timeout=10,
    accept_content=["json"],
    task_serializer="json",
    timezone=settings.TIME_ZONE,
    beat_schedule=BEAT_SCHEDULE,
)
app.autodiscover_tasks()
