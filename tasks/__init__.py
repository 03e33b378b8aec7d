"""The reference site's worker: `celery -A tasks worker` and `celery -A tasks beat`.

The work is in `opinovi_wagtail/tasks.py`; here we decide when and where it runs.
"""

from .worker import app

__all__ = ["app"]
