"""Settings of a real worker that syncs from the test's own feed server; the task is all that it is sent."""

import os

from tests.sync.process_settings import *  # noqa: F403

OPINOVI_WAGTAIL = {
    "USE_CELERY": True,
    "ALLOWED_INTERNAL_HOSTS": (os.environ["FEED_HOST"],),
    "SYNC_COMPLETE_EVERY": 1,  # the server of the tests does not know "changed since"
}
