"""Runs one race in a process of its own: ``python -m tests.races.runner NAME`` prints what came of it as JSON."""

import json
import sys

import django

if __name__ == "__main__":
    django.setup()

    from tests.races import scenarios

    print(json.dumps(getattr(scenarios, sys.argv[1])()))
