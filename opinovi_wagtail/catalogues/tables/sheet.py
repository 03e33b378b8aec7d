"""Rows of a table in CSV (any common encoding and delimiter), .xlsx or .xls, as lists of text; knows no course."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import zipfile
from collections.abc import Generator, Iterator
from importlib.util import find_spec
from itertools import islice
from typing import Any, BinaryIO

from opinovi_wagtail.telling import gettext as _

from ..base import Cause, Document, FormatError

DELIMITERS = ";,\t|"
LARGEST_WORKBOOK = 100_000_000  # bytes, unpacked
_SAMPLE = 64 * 1024
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class BadRow(Exception):
    """A row that the CSV reader refused; the rows after it are fine."""


def rows(
    document: Document, *, encoding: str = "", delimiter: str = "", sheet: str = ""
) -> Generator[list[str] | BadRow, None, None]:
    """The rows of ``document``. Raises ``FormatError`` where it is no table."""
    with document.stream as stream:
        start = stream.read(8)
        stream.seek(0)
        if start.startswith((_ZIP, _OLE)):
            yield from _workbook(stream, sheet)
            return
        chosen = encoding or _encoding(stream, document.charset)
        stream.seek(0)
        yield from _text_rows(stream, chosen, delimiter)


def reads_workbooks() -> bool:
    """Whether the package that reads .xlsx and .xls is there."""
    return find_spec("python_calamine") is not None


def no_workbooks() -> str:
    """What is missing for reading .xlsx and .xls, and how to get it."""
    return _("Reading .xlsx and .xls needs one more package. Install it with: pip install 'opinovi-wagtail[xlsx]'")


def _text_rows(stream: BinaryIO, encoding: str, delimiter: str) -> Iterator[list[str] | BadRow]:
    try:
        text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    except LookupError:
        raise FormatError(_("There is no encoding called %(name)r.") % {"name": encoding[:40]}) from None
    try:
        sample = text.read(_SAMPLE)
        _refuse_other_documents(sample)
        text.seek(0)
        reader = csv.reader(text, delimiter=delimiter or _delimiter(sample))
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield BadRow(str(error))
            else:
                yield row
    finally:
        text.detach()


def _refuse_other_documents(sample: str) -> None:
    start = sample.lstrip("\ufeff \r\n\t")[:200].lower()
    if not start:
        raise FormatError(_("The document is empty."), cause=Cause.EMPTY)
    if start.startswith(("<!doctype", "<html", "<?xml", "<head", "<body")):
        raise FormatError(
            _(
                "The document is a web page or XML, not a table. Perhaps the address leads to a login page or an error page."
            )
        )
    if start.startswith(("{", "[")) and '"' in start:
        raise FormatError(_("The document is JSON, not a table."))
    if sample.count("\x00") > len(sample) // 10 or start.startswith("%pdf"):
        raise FormatError(_("The document is neither a CSV table nor a workbook."))


def _encoding(stream: BinaryIO, charset: str) -> str:
    """UTF-8 where all bytes are that; otherwise what the server said, what the byte order mark says, or Windows-1252."""
    start = stream.read(4)
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(start) == 4 and start[1::2] == b"\x00\x00":
        return "utf-16-le"
    if len(start) == 4 and start[0::2] == b"\x00\x00":
        return "utf-16-be"
    stream.seek(0)
    if _decodes(stream, "utf-8"):
        return "utf-8-sig"
    stream.seek(0)
    if charset and charset.lower().replace("_", "-") not in ("utf-8", "utf8") and _decodes(stream, charset):
        return charset
    return "cp1252"


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        while block := stream.read(_SAMPLE):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except (LookupError, UnicodeError, TypeError):
        return False
    return True


def _delimiter(sample: str) -> str:
    """The sign that splits the first rows into the most columns, the same number in each."""

    def score(sign: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in islice(csv.reader(io.StringIO(sample), delimiter=sign), 20) if any(row)]
        except csv.Error:
            return 0, 0
        widest = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        return (widths.count(widest) if widest > 1 else 0), widest

    return max(DELIMITERS, key=score)


def _workbook(stream: BinaryIO, sheet: str) -> Iterator[list[str]]:
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        raise FormatError(no_workbooks()) from None
    _refuse_bomb(stream)
    try:
        # A copy in memory: calamine closes or seeks what it is given.
        book = CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
        names = book.sheet_names
    except Exception as error:
        raise FormatError(_("The workbook cannot be read: %(reason)s") % {"reason": str(error)[:200]}) from None
    if sheet and sheet not in names:
        raise FormatError(
            _("The workbook has no sheet %(name)r. Its sheets are: %(names)s")
            % {"name": sheet[:60], "names": ", ".join(names)[:300]}
        )
    if not names:
        raise FormatError(_("The workbook has no sheet."))
    for row in book.get_sheet_by_name(sheet or names[0]).iter_rows():
        yield [_cell(value) for value in row]


def _refuse_bomb(stream: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        unpacked = 0
    finally:
        stream.seek(0)
    if unpacked > LARGEST_WORKBOOK:
        raise FormatError(
            _("The workbook would be larger than %(limit)d bytes when unpacked, so it was not read.")
            % {"limit": LARGEST_WORKBOOK}
        )


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return str(value)
