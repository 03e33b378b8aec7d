"""Servers for demo and tests, started from what pip installed; nothing here is for production.

Every server is a context manager that answers its address, and can also be hurt on purpose::

    with Postgres() as url: ...                 # throw-away, fast, gone afterwards
    with Valkey(folder, durable=True) as url:   # keeps its data in `folder`

    server = Postgres()
    with server as url:
        server.pause(); server.resume()         # hangs, like a machine that swaps
        server.kill()                           # SIGKILL to all of its processes, like a power cut
        server.start()                          # comes back: same port, same data
        server.restart()                        # clean stop and start: same port, same data

`database_url()` and `redis_url()` are context managers that answer DATABASE_URL or REDIS_URL where the environment has
one, and otherwise start a throw-away server. What cannot be started raises `DevServiceError`, a single sentence.
"""

from .postgres import Postgres, database_url
from .programs import DevServiceError
from .valkey import Valkey, redis_url

__all__ = ["DevServiceError", "Postgres", "Valkey", "database_url", "redis_url"]
