"""What is in the wheel: one import name, with everything it needs at run time and nothing of the reference site."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.host, pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="session")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_wheel_holds_exactly_one_import_name(names):
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"opinovi_wagtail"}


@pytest.mark.parametrize(
    "name",
    [
        "opinovi_wagtail/py.typed",
        "opinovi_wagtail/tasks.py",
        "opinovi_wagtail/migrations/0001_initial.py",
        "opinovi_wagtail/pages/migrations/0001_initial.py",
        "opinovi_wagtail/locale/fi/LC_MESSAGES/django.mo",
        "opinovi_wagtail/locale/sv/LC_MESSAGES/django.mo",
        "opinovi_wagtail/static/opinovi_wagtail/opinovi.css",
        "opinovi_wagtail/templates/opinovi_wagtail/base.html",
        "opinovi_wagtail/templates/opinovi_wagtail/widgets/words.html",
        "opinovi_wagtail/vocabularies/data/municipalities.json",
    ],
)
def test_wheel_holds(names, name):
    assert name in names


def test_every_file_of_the_package_that_is_needed_at_run_time_is_in_the_wheel(names):
    package = Path(__file__).resolve().parents[2] / "opinovi_wagtail"
    needed = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".pyc", ".pyo"}
    }
    assert needed - set(names) == set()


def test_wheel_imports_in_a_clean_environment_from_nowhere_else(wheel, tmp_path):
    environment = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    # Without what it depends on: the site of tests/hosts installs that too, and runs.
    installed = subprocess.run(
        [python, "-m", "pip", "install", "-q", "--no-deps", str(wheel)], capture_output=True, text=True
    )
    assert installed.returncode == 0, installed.stderr
    asked = """
import importlib.metadata, importlib.util, pathlib, sys
import opinovi_wagtail
from opinovi_wagtail.vocabularies import get_vocabulary
names = importlib.metadata.packages_distributions()
print(sorted(name for name, owners in names.items() if "opinovi-wagtail" in owners))
print(pathlib.Path(opinovi_wagtail.__file__).is_relative_to(sys.prefix))
print(len(get_vocabulary("municipalities")))
print([name for name in ("sitecontent", "tasks", "tests") if importlib.util.find_spec(name)])
"""
    said = subprocess.run([python, "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    assert said[:4] == ["['opinovi_wagtail']", "True", "308", "[]"]
