"""A worker that runs the source once: ``python -m … HOST`` tells how many seconds it took."""

from __future__ import annotations

import sys
import time

import django


def main(host: str) -> None:
    django.setup()
    from opinovi_wagtail.rules.states import RunState
    from opinovi_wagtail.sync.run import run_source

    from .feed import allow, owners

    allow(host)
    begun = time.perf_counter()
    run = run_source(owners()[1])
    if run.state != RunState.SUCCEEDED:
        sys.exit(run.message)
    print(time.perf_counter() - begun)


if __name__ == "__main__":
    main(sys.argv[1])
