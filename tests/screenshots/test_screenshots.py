"""The command behind the documents' pictures takes exactly those that the documents show."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.driving import DID_NOT_RUN, chromium
from tests.demo.running import ROOT

from .documents import DOCS, pictures_named

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.slow]

SECONDS = 600


def test_every_picture_of_the_documents_can_be_taken_from_the_demo(tmp_path: Path) -> None:
    if chromium() is None:
        if os.environ.get("OPINOVI_REQUIRE_SERVICES"):
            pytest.fail(DID_NOT_RUN)
        pytest.skip(DID_NOT_RUN)
    command = [sys.executable, "-m", "tests.screenshots", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert ran.returncode == 0, ran.stdout + ran.stderr[-4000:]
    taken = {picture.stem: picture for picture in tmp_path.glob("*.png")}
    assert set(taken) == {name for document in DOCS.glob("*.md") for name in pictures_named(document)}
    for name, picture in taken.items():
        with Image.open(picture) as image:
            # One colour everywhere is a page that did not load.
            assert len(image.convert("RGB").getcolors(1 << 24) or []) > 4, name
