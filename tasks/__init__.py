"""The reference site’s worker: the work is in `opinovi_wagtail/tasks.py`; here we decide when and where it runs."""

from .worker import app

__all__ = ["app"]
