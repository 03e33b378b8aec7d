"""Other host sites, each in a process of its own because settings and models differ."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from wagtail import VERSION

from tests.browser.driving import DID_NOT_RUN, chromium

ROOT = Path(__file__).resolve().parents[2]


def run_cases(host: str, *options: str) -> None:
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *options),
        f"--ds=tests.hosts.{host}.settings",
        f"tests/hosts/{host}/cases.py",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_SET", "PYTEST"))}
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, env=environment)
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout


def test_a_site_with_its_own_event_page_takes_part_without_our_page_types():
    run_cases("own_event_page")


@pytest.mark.skipif(VERSION < (8, 0), reason="Wagtail 7.4 has one base page only.")
def test_a_site_with_a_base_page_of_its_own_works():
    run_cases("swapped_base", "--no-migrations")


def test_a_site_whose_base_template_has_no_block_in_its_head_works():
    run_cases("bare_base")


@pytest.mark.browser
def test_the_style_sheets_of_a_site_and_ours_leave_each_other_alone():
    if chromium() is None:
        if os.environ.get("OPINOVI_REQUIRE_SERVICES"):
            pytest.fail(DID_NOT_RUN)
        pytest.skip(DID_NOT_RUN)
    run_cases("own_css")
