"""Follows docs/install.md literally in a site fresh from ``wagtail start``; the document's comments say what a block is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

INSTALL = Path(__file__).resolve().parents[2] / "docs" / "install.md"
_BLOCK = re.compile(r"<!-- (?P<what>[a-z-]+)(?:: (?P<file>[^ ]+))? -->\n```[a-z+-]*\n(?P<text>.*?)```", re.S)


@dataclass(frozen=True)
class Step:
    """One block of the document: what to do with it, to which file, and its text."""

    what: str
    file: str
    text: str


def steps() -> list[Step]:
    """The blocks of the document that carry an instruction, in order."""
    found = [
        Step(match["what"], match["file"] or "", match["text"]) for match in _BLOCK.finditer(INSTALL.read_text("utf-8"))
    ]
    assert found, "docs/install.md has no blocks to follow"
    return found


class FreshSite:
    """A virtual environment with one Wagtail, and a site made by ``wagtail start mysite`` in it."""

    def __init__(self, folder: Path, requirements: list[str], wheel: Path) -> None:
        self.environment = folder / "env"
        self.root = folder / "site"
        self.root.mkdir()
        subprocess.run([sys.executable, "-m", "venv", str(self.environment)], check=True)
        self.variables = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTHON"))},
            "PATH": f"{self.environment / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "VIRTUAL_ENV": str(self.environment),
            # Where the document says `pip install opinovi-wagtail`, the wheel of this checkout is found.
            "PIP_FIND_LINKS": str(wheel.parent),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            # Only what runs is compiled, when it first does.
            "PIP_NO_COMPILE": "1",
        }
        self.run("pip install -q " + " ".join(f"'{requirement}'" for requirement in requirements))
        self.run("wagtail start mysite .")

    def run(self, command: str, *, expect: int = 0) -> str:
        """Run ``command`` in a shell at the site's root; what it printed. Any other exit status is a failure."""
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.root, env=self.variables, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == expect, f"$ {command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def script(self, source: str) -> str:
        """Run Python inside the site's Django; what it printed."""
        path = self.root.parent / "script.py"
        path.write_text("import django\ndjango.setup()\n" + source, "utf-8")
        return self.run(f"PYTHONPATH=. DJANGO_SETTINGS_MODULE=mysite.settings.dev python -W error::UserWarning {path}")

    def follow(self, step: Step) -> str:
        """Do what a block of the document says."""
        path = self.root / step.file
        match step.what:
            case "run":
                return "".join(self.run(line) for line in step.text.strip().splitlines())
            case "append":
                path.write_text(path.read_text("utf-8") + "\n" + step.text, "utf-8")
            case "write":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(step.text, "utf-8")
            case "prepend-to-urlpatterns":
                before = path.read_text("utf-8")
                after = before.replace("urlpatterns = [\n", f"urlpatterns = [\n    {step.text}", 1)
                assert after != before
                path.write_text(after, "utf-8")
            case _:
                raise AssertionError(f"docs/install.md asks for something unknown: {step.what}")
        return ""
