"""`python -m tests.screenshots [FOLDER]`: takes every picture of the documents anew, from a demo that is thrown away afterwards.

Without a folder they go where the documents look for them, and pictures that are taken no more are removed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.demo.running import ROOT, RunningDemo

from . import desk, public
from .camera import camera

IMAGES = ROOT / "docs" / "images"
# One course of each partner's feed: when these are there, everything is.
LAST_TO_ARRIVE = {"aurakoski": "Digitaidot", "kuparilaakso": "Hoiva-avustaja", "peltojoki": "Kädentaidot"}


def take_pictures(folder: Path) -> list[str]:
    """The names of the pictures that are in ``folder`` now."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as there:
        demo = RunningDemo(Path(there) / "demo")
        try:
            print("Starting a demo …", flush=True)
            demo.start()
            for partner, title in LAST_TO_ARRIVE.items():
                demo.wait_for_course(partner, title)
            with camera(f"http://localhost:{demo.port}", folder) as taking:
                for room in (public, desk):
                    room.take_pictures(taking)
                return taking.taken
        finally:
            if demo.running:
                demo.interrupt()
            demo.end()


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]).resolve() if arguments else IMAGES
    taken = take_pictures(folder)
    if folder == IMAGES:
        for picture in folder.glob("*.png"):
            if picture.stem not in taken:
                picture.unlink()
    print(f"{len(taken)} pictures are in {folder}.")


if __name__ == "__main__":
    main(sys.argv[1:])
