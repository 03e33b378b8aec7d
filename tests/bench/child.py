"""One section on one database, in a process of its own: prints a line of JSON per ratio."""

from __future__ import annotations

import importlib
import json
import os
import sys
from dataclasses import asdict

import django


def main(section: str) -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    module = importlib.import_module(f"tests.bench.sections.{section}")
    for ratio in module.measure(full=bool(os.environ.get("FULL"))):
        print(json.dumps(asdict(ratio)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
