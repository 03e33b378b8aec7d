"""Recorded documents of real systems, where a folder of them is at hand: every record is taken or explained.

The folder is named by ``OPINOVI_FEED_SAMPLES``. The numbers in ``docs/formats.md`` are the ones measured here.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from opinovi_wagtail.catalogues.base import FormatError, Options
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.sync.preview import Preview

SAMPLES = os.environ.get("OPINOVI_FEED_SAMPLES", "")
FOLDERS = {
    "linked-events": "linked-events",
    "konfo-backend": "opintopolku",
    "kouta": "opintopolku",
    "csv-xlsx": "csv",
    "schema-org": "schema-org",
}
DOCS = Path(__file__).parents[2] / "docs" / "formats.md"
ROW = re.compile(
    r"^\| `(?P<name>[^`]+\.(?:json|csv|xlsx?|html))` \| (?P<numbers>[^|]*)\|(?P<why>[^|]*)\|", re.MULTILINE
)

if not Path(SAMPLES or "/nonexistent").is_dir():
    pytest.skip("Recorded documents were not read: OPINOVI_FEED_SAMPLES names no folder.", allow_module_level=True)


def documents():
    """``(format, path)`` of every recorded document of our formats."""
    return [
        pytest.param(name, path, id=f"{folder}/{path.name}")
        for folder, name in FOLDERS.items()
        for path in sorted((Path(SAMPLES) / folder).glob("*"))
    ]


def measured(name, path):
    """``courses, events, skipped, issues`` or the sentence with which the document was refused."""
    preview = Preview(get_format(name, Options()), str(path))
    try:
        shown = list(preview.records())
    except FormatError as error:
        return str(error), []
    return (preview.courses, preview.events, preview.skipped, preview.issues), shown


@pytest.mark.parametrize(("name", "path"), documents())
def test_every_record_is_taken_or_explained(name, path):
    result, shown = measured(name, path)
    if isinstance(result, str):
        assert len(result) > 20
        return
    assert shown
    for one in shown:
        assert one.usable or one.issues, one.remote_id
        assert all(issue.message for issue in one.issues)


@pytest.mark.parametrize(("name", "path"), documents())
def test_documented_numbers_are_the_measured_ones(name, path):
    documented = {match["name"]: match for match in ROW.finditer(DOCS.read_text("utf-8"))}
    row = documented[path.name]
    result, _shown = measured(name, path)
    if isinstance(result, str):
        assert row["numbers"].strip() == "refused"
        assert row["why"].strip() == result
    else:
        assert row["numbers"].strip() == "{} courses, {} events, {} skipped, {} issues".format(*result)
