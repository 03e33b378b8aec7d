"""Tables: what a small partner's list becomes, however it is written."""

from __future__ import annotations

import datetime as dt
import io
import sys
import tracemalloc
import zipfile
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from opinovi_wagtail.catalogues.base import Cause, Document, FormatError, Options
from opinovi_wagtail.catalogues.registry import get_format
from opinovi_wagtail.catalogues.tables.text_language import language_of_headings
from tests.catalogues.feeds import URL, fetch_from, fields_noted, only, read

HELSINKI = ZoneInfo("Europe/Helsinki")


def table(*rows, delimiter=";"):
    return "\n".join(delimiter.join(row) for row in rows) + "\n"


FINNISH = (
    "Kurssin tunnus", "Kurssin nimi", "Kuvaus", "Järjestäjä", "Opetusmuoto", "Opetusaika", "Kunta", "Paikka", "Alkaa",
    "Päättyy", "Hinta", "Opetuskieli", "Ilmoittautuminen päättyy", "Paikkoja", "Linkki", "Laajuus", "Kesto",
)  # fmt: skip
ROW = (
    "K1", "Hitsauksen perusteet", "Opit hitsaamaan", "Vakkalahden koulutuskeskus", "Lähiopetus", "Iltaopetus", "Salo",
    "Halli 2", "12.1.2027", "31.3.2027", "1 250,50 €", "suomi, ruotsi", "15.12.2026 klo 16.00", "20",
    "www.vakkalahti.example/k1", "30 osp", "6 kk",
)  # fmt: skip


def test_finnish_table_becomes_courses():
    shown = only("csv", table(FINNISH, ROW))
    course = shown.record
    assert shown.usable and not shown.issues
    assert (course.remote_id, course.title) == ("K1", {"fi": "Hitsauksen perusteet"})
    assert course.provider.name == {"fi": "Vakkalahden koulutuskeskus"}
    assert (course.credits.amount, course.credits.unit) == (Decimal(30), "osp")
    assert course.url == "https://www.vakkalahti.example/k1"
    (run,) = course.runs
    assert (run.start.on, run.ends_on) == (dt.date(2027, 1, 12), dt.date(2027, 3, 31))
    assert (run.forms, run.times, run.languages) == (("contact",), ("evening",), ("fi", "sv"))
    assert (run.municipalities, run.place.name, run.place.municipality) == (("734",), {"fi": "Halli 2"}, "734")
    assert (run.price.amount, run.price.free) == (Decimal("1250.50"), False)
    assert run.apply_until == dt.datetime(2026, 12, 15, 16, 0, tzinfo=HELSINKI)
    assert (run.places, run.duration.amount, run.duration.unit) == (20, Decimal(6), "month")


@pytest.mark.parametrize(
    "headings",
    [
        ("Kurskod", "Kursens namn", "Arrangör", "Kommun", "Börjar", "Pris"),
        ("Course ID", "Title", "Provider", "Municipality", "Start date", "Price"),
        ("course_id", "title", "provider", "municipality", "starts", "price"),
        ("KURSSIKOODI", " nimi ", "Oppilaitos:", "paikkakunta", "Alkamispäivä", "Kurssimaksu"),
    ],
    ids=["sv", "en", "slugs", "odd spelling"],
)
def test_headings_of_three_languages_are_understood(headings):
    course = only("csv", table(headings, ("K1", "Kurs", "Opisto", "Pargas", "2027-01-12", "10 €"))).record
    assert (course.remote_id, course.runs[0].municipalities) == ("K1", ("445",))
    assert course.runs[0].start.on == dt.date(2027, 1, 12)
    assert course.runs[0].price.amount == 10


def test_words_come_in_the_languages_of_their_columns():
    headings = ("Tunnus", "Nimi (suomeksi)", "Nimi_sv", "Title in English", "Järjestäjä")
    course = only("csv", table(headings, ("K1", "Kirjanpito", "Bokföring", "Bookkeeping", "P"))).record
    assert course.title == {"fi": "Kirjanpito", "sv": "Bokföring", "en": "Bookkeeping"}


def test_source_may_say_what_its_columns_mean():
    document = table(("Code", "Was wir lehren", "Ort", "Name"), ("7", "Schweißen", "Turku", "Frau X"))
    course = only("csv", document, columns={"title": "Was wir lehren", "municipality": "Ort"}, language="de").record
    assert course.title == {"de": "Schweißen"}
    assert course.runs[0].municipalities == ("853",)


def test_rows_of_one_course_become_its_runs_though_they_are_apart():
    rows = [("id", "nimi", "kunta", "alkaa"), ("A", "Aa", "Turku", "1.2.2027"), ("B", "Bee", "Salo", "1.2.2027")]
    rows += [("A", "", "Salo", "1.3.2027"), ("A", "", "Turku", "1.2.2027")]
    chosen, shown = read("csv", table(*rows))
    assert [one.remote_id for one in shown] == ["A", "B"]
    runs = shown[0].record.runs
    assert [run.municipalities for run in runs] == [("853",), ("734",), ("853",)]
    assert len({run.remote_id for run in runs}) == 3
    assert chosen.complete


def remarks_of(document, **options):
    """What is told once about the table, by the fields it is about."""
    chosen, _shown = read("csv", document, **options)
    return [(remark.field, remark.message) for remark in chosen.remarks]


def test_row_without_identifier_gets_one_that_stays_and_says_so():
    rows = [("Tunnus", "Nimi", "Järjestäjä", "Kuvaus"), ("", "Englanti, ilta", "Opisto", "a")]
    first = only("csv", table(*rows))
    moved = only("csv", table(rows[0], ("", "Englanti,  ILTA", "Opisto", "muu kuvaus")))
    assert first.remote_id == moved.remote_id
    assert "remote_id" in fields_noted(first)
    assert remarks_of(table(*rows)) == []


def test_table_without_identifiers_says_so_once_and_what_their_column_would_be_called():
    rows = [("Nimi", "Järjestäjä", "Alkaa", "Kuvaus"), ("Englanti, ilta", "Opisto", "1.2.2027", "a")]
    first = only("csv", table(*rows))
    moved = only("csv", table(rows[0], ("Englanti,  ILTA", "Opisto", "1.2.2027", "muu kuvaus")))
    assert first.remote_id == moved.remote_id
    assert first.record.runs[0].remote_id == moved.record.runs[0].remote_id
    assert not first.issues
    ((field, message),) = remarks_of(table(*rows, *[(f"Kurssi {n}", "Opisto", "1.2.2027", "b") for n in range(20)]))
    assert field == "remote_id"
    assert all(name in message for name in ("Tunnus", "Kurskod", "Course ID"))


def test_columns_that_are_not_used_are_named_once():
    rows = [("id", "nimi", "kunta", "Muistiinpano", "", "Vastuuhenkilö")]
    rows += [(str(n), "Kurssi", "Turku", "x", "y", "z") for n in range(5)]
    assert remarks_of(table(*rows)) == [("", "2 columns of the table are not used: Muistiinpano, Vastuuhenkilö")]


def test_columns_that_nobody_wants_are_neither_used_nor_named():
    document = table(("id", "nimi", "Hinta", "Muistiinpano"), ("1", "Kurssi", "10 €", "x"))
    (run,) = only("csv", document).record.runs
    assert run.price.amount == 10
    assert only("csv", document, ignored_columns=["HINTA", "muistiinpano"]).record.runs == ()
    assert remarks_of(document, ignored_columns=["HINTA", "muistiinpano"]) == []


@pytest.mark.parametrize(
    "hostile",
    [
        {"columns": ["x"]},
        {"columns": "x"},
        {"ignored_columns": {"a": 1}},
        {"ignored_columns": [1]},
        {"columns": {"price": ""}},
    ],
)
def test_choices_of_columns_that_are_none_are_passed_over(hostile):
    course = only("csv", table(("id", "nimi", "Hinta"), ("1", "Kurssi", "10 €")), **hostile).record
    assert (course.title, course.runs[0].price.amount) == ({"fi": "Kurssi"}, 10)


def test_a_chosen_column_that_is_gone_is_told_and_its_field_guessed_again():
    document = table(("id", "nimi", "kunta"), ("1", "Kurssi", "Turku"))
    columns = {"title": "Kurssin otsikko", "municipality": "kunta"}
    assert only("csv", document, columns=columns).record.title == {"fi": "Kurssi"}
    assert remarks_of(document, columns=columns) == [
        ("", "Columns that were chosen for the source are not in the table any more: Kurssin otsikko")
    ]


@pytest.mark.parametrize(
    ("written", "times"),
    [("ilta", ("evening",)), ("Päivä", ("day",)), ("viikonloppu", ("weekend",)), ("Kväll", ("evening",)), ("dag", ("day",)),
     ("veckoslut", ("weekend",)), ("Evening", ("evening",)), ("Day", ("day",)), ("Weekend", ("weekend",)),
     ("päivä/ilta", ("day", "evening")), ("iltaopetus", ("evening",))],
)  # fmt: skip
def test_times_of_day_are_understood_as_short_words(written, times):
    shown = only("csv", table(("id", "nimi", "Opetusaika"), ("1", "Kurssi", written)))
    assert shown.record.runs[0].times == times
    assert not shown.issues


def test_bytes_of_a_course_change_only_with_its_own_rows():
    def raws(*rows):
        head = ("id", "nimi", "kunta")
        return {r.remote_id: r.raw for r in get_format("csv").read(URL, fetch_from({URL: table(head, *rows)}))}

    before = raws(("A", "Aa", "Turku"), ("B", "Bee", "Salo"))
    after = raws(("C", "Cee", "Salo"), ("A", "Aa", "Turku"), ("B", "Bee", "Turku"))
    assert before["A"] == after["A"]
    assert before["B"] != after["B"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_common_encodings_and_delimiters(encoding, delimiter):
    rows = [("Nimi", "Järjestäjä", "Kunta"), ("Påbyggnad", "Skärgårdsledens institut", "Parainen")]
    course = only("csv", table(*rows, delimiter=delimiter).encode(encoding)).record
    assert course.title == {"fi": "Påbyggnad"}
    assert course.provider.name == {"fi": "Skärgårdsledens institut"}


def test_encoding_that_the_server_names_is_believed_where_it_fits():
    data = table(("Nimi", "Järjestäjä"), ("Курсы", "Описто")).encode("koi8-r", "replace")
    data = data.replace("Järjestäjä".encode("koi8-r", "replace"), b"Provider")

    def fetch(url):
        return Document(io.BytesIO(data), url, charset="koi8-r")

    (raw,) = get_format("csv").read(URL, fetch)
    assert raw.parse().title == {"fi": "Курсы"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("24.11.2026", dt.date(2026, 11, 24)),
        ("1.9.2026", dt.date(2026, 9, 1)),
        ("24.11.26", dt.date(2026, 11, 24)),
        ("ti 24.11.2026 klo 17.00", dt.date(2026, 11, 24)),
        ("tisdagen den 24 november 2026 kl. 17.00", dt.date(2026, 11, 24)),
        ("24. marraskuuta 2026", dt.date(2026, 11, 24)),
        ("24 March 2027", dt.date(2027, 3, 24)),
        ("Tuesday 24th November 2026, 17:00", dt.date(2026, 11, 24)),
        ("Nov 24, 2026", dt.date(2026, 11, 24)),
        ("2026-11-24", dt.date(2026, 11, 24)),
        ("2026-11-24 17:00", dt.date(2026, 11, 24)),
        ("20261124T170000", dt.date(2026, 11, 24)),
        ("11/12/2026", dt.date(2026, 12, 11)),
        ("1.9.–31.10.2026", dt.date(2026, 9, 1)),
        ("1.9–31.10.2026", dt.date(2026, 9, 1)),
        ("1.9.2026 - 31.10.2026", dt.date(2026, 9, 1)),
    ],
)
def test_days_as_people_write_them(written, expected):
    run = only("csv", table(("id", "nimi", "alkaa"), ("1", "N", written))).record.runs[0]
    assert run.start.on == expected
    if "31.10" in written:
        assert run.ends_on == dt.date(2026, 10, 31)


@pytest.mark.parametrize(
    ("written", "season", "kind"),
    [
        ("syksy 2027", "2027-autumn", ""),
        ("kevät 2027", "2027-spring", ""),
        ("hösten 2027", "2027-autumn", ""),
        ("Våren 2027", "2027-spring", ""),
        ("Autumn 2027", "2027-autumn", ""),
        ("summer 2027", "2027-summer", ""),
        ("kesä 2027", "2027-summer", ""),
        ("2027-spring", "2027-spring", ""),
        ("jatkuva haku", "", "rolling"),
        ("kontinuerlig", "", "rolling"),
        ("henkilökohtainen suunnitelma", "", "personal"),
        ("enligt överenskommelse", "", "personal"),
    ],
)
def test_starts_that_are_no_day(written, season, kind):
    shown = only("csv", table(("id", "nimi", "alkaa"), ("1", "N", written)))
    assert (shown.record.runs[0].start.season, shown.record.runs[0].start.kind) == (season, kind)
    assert not shown.issues


def test_start_that_means_nothing_is_shown_as_it_is_and_noted():
    shown = only("csv", table(("id", "nimi", "alkaa"), ("1", "N", "kun ryhmä on koossa")))
    assert shown.record.runs[0].start_text == {"fi": "kun ryhmä on koossa"}
    assert fields_noted(shown) == {"start"}


@pytest.mark.parametrize(
    ("written", "amount", "free"),
    [
        ("1 250,50 €", "1250.50", False),
        ("1\u00a0250,50 €", "1250.50", False),
        ("€1,250.50", "1250.50", False),
        ("1.250,50 EUR", "1250.50", False),
        ("120 euroa", "120.00", False),
        ("45", "45.00", False),
        ("45,5", "45.50", False),
        ("0 €", "0.00", True),
        ("maksuton", None, True),
        ("Avgiftsfri", None, True),
        ("20–40 €", None, None),
        ("opiskelijoille 20 €, muille 40 €", None, None),
        ("kysy", None, None),
    ],
)
def test_prices_as_people_write_them(written, amount, free):
    price = only("csv", table(("id", "nimi", "hinta"), ("1", "N", written))).record.runs[0].price
    assert (price.amount, price.free) == (Decimal(amount) if amount else None, free)
    if amount is None and free is None:
        assert price.text == {"fi": written}


@pytest.mark.parametrize("listed", ["suomi; ruotsi", "suomi, ruotsi", "suomi/ruotsi", "fi|sv", "Finska, svenska"])
def test_lists_are_split(listed):
    run = only("csv", table(("id", "nimi", "opetuskieli"), ("1", "N", listed), delimiter="\t")).record.runs[0]
    assert run.languages == ("fi", "sv")


def test_name_with_a_comma_is_one_name():
    document = table(("id", "nimi", "koulutusala"), ("1", "N", "Kauppa, hallinto ja oikeustieteet"))
    assert only("csv", document).record.fields == ("04",)


def test_unknown_codes_and_numbers_are_noted_and_left_out():
    headings = ("id", "nimi", "kunta", "opetusmuoto", "paikkoja", "laajuus", "kesto", "nqf", "alkaa", "päättyy")
    row = ("1", "N", "Ankkalinna", "telepatia", "monta", "paljon", "kauan", "9", "12.1.2027", "1.1.2027")
    shown = only("csv", table(headings, row))
    assert shown.usable
    assert fields_noted(shown) == {
        "municipalities", "forms", "places", "credits", "duration", "level", "ends_on",
    }  # fmt: skip


def test_row_that_is_not_published_is_a_tombstone():
    rows = [("id", "nimi", "julkaistu"), ("1", "N", "ei"), ("2", "M", "kyllä")]
    _chosen, shown = read("csv", table(*rows))
    assert [(one.remote_id, one.deleted) for one in shown] == [("1", True), ("2", False)]


def test_headings_below_a_title_are_found():
    rows = [("Kevään kurssit",), ("",), ("id", "nimi", "kunta"), ("1", "N", "Turku")]
    assert only("csv", table(*rows)).remote_id == "1"


def test_row_with_neither_title_nor_identifier_is_an_issue_and_the_rest_goes_on():
    rows = [("id", "nimi", "kunta"), ("", "", "Turku"), ("2", "M", "Salo")]
    _chosen, shown = read("csv", table(*rows))
    assert [one.usable for one in shown] == [False, True]


def test_cell_that_swallows_rows_is_an_issue_and_the_feed_is_not_complete():
    """An unclosed quotation mark runs on until the reader's limit for a cell."""
    good = "".join(f"{n};Kurssi {n};Turku\n" for n in range(20_000, 30_000))
    chosen, shown = read("csv", f'id;nimi;kunta\n1;"Kurssi;Turku\n{good}')
    assert any(not one.usable for one in shown)
    assert sum(one.usable for one in shown) > 1_000
    assert not chosen.complete


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"", "empty"),
        (b"<html><body>Kirjaudu</body></html>", "login page"),
        (b'{"data": []}', "JSON"),
        (b"%PDF-1.7\n\x00\x00\x00", "neither"),
        ("a;b;c\n1;2;3\n", "No column"),
        ("nimi\nHitsaus\n", "Only the title"),
        ("organisaatio_oid;nimi_fi;oppilaitosnumero;kotipaikka\n1;O;2;kunta_853\n", "register of institutions"),
        (b"PK\x03\x04 not a workbook", "cannot be read"),
    ],
)
def test_document_that_is_no_table_of_courses_is_a_sentence(document, said):
    with pytest.raises(FormatError, match=said):
        read("csv", document)


def workbook(rows):
    """The smallest .xlsx that says what ``rows`` say (text and numbers)."""
    cells = ""
    for number, row in enumerate(rows, 1):
        cells += f'<row r="{number}">'
        for place, cell in enumerate(row):
            at = f"{chr(65 + place)}{number}"
            if isinstance(cell, str):
                cells += f'<c r="{at}" t="inlineStr"><is><t>{cell}</t></is></c>'
            else:
                cells += f'<c r="{at}"><v>{cell}</v></c>'
        cells += "</row>"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        '<sheet name="Kurssit" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


WORKBOOK_ROWS = [("Tunnus", "Nimi", "Paikkoja", "Hinta"), (101, "Kirjanpito", 20, 45.5)]


def test_workbook_is_read_like_a_table():
    pytest.importorskip("python_calamine")
    course = only("csv", workbook(WORKBOOK_ROWS)).record
    assert (course.remote_id, course.title) == ("101", {"fi": "Kirjanpito"})
    assert (course.runs[0].places, course.runs[0].price.amount) == (20, Decimal("45.50"))


def test_sheet_that_does_not_exist_is_a_sentence():
    pytest.importorskip("python_calamine")
    with pytest.raises(FormatError, match="Kurssit"):
        read("csv", workbook(WORKBOOK_ROWS), sheet="Taul9")


def test_workbook_without_the_optional_package_is_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(FormatError, match="pip install"):
        read("csv", workbook(WORKBOOK_ROWS))


def test_workbook_that_would_unfold_to_gigabytes_is_refused():
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet,
    ):
        for _i in range(110):
            sheet.write(b" " * 1_000_000)
    with pytest.raises(FormatError, match="unpacked"):
        read("csv", packed.getvalue())


def test_memory_stays_flat_over_a_large_table(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("w") as file:
        file.write("id;nimi;kuvaus;kunta\n")
        file.writelines(f"K{n};Kurssi {n};{'x' * 400};Turku\n" for n in range(40_000))

    def fetch(url):
        return Document(path.open("rb"), url)

    tracemalloc.start()
    try:
        count = sum(1 for _raw in get_format("csv", Options()).read(URL, fetch))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 40_000
    assert peak < 6_000_000


SWEDISH = ("Kurskod", "Kursens namn", "Beskrivning", "Kommun", "Börjar", "Pris")
SWEDISH_ROW = ("K1", "Svets", "Lär dig svetsa", "Pargas", "12.1.2027", "10 €")


@pytest.mark.parametrize(
    ("headings", "language"),
    [
        (SWEDISH, "sv"),
        (("Tunnus", "Nimi", "Kuvaus", "Kunta", "Alkaa", "Hinta"), "fi"),
        (("id", "Namn", "url", "Kommun", "Start", "www"), "sv"),
        (("Name", "Kursens namn", "Description", "Municipality", "Start", "Price"), ""),
        (("Kurskod", "Nimi", "Kuvaus", "Kommun", "Start", "Pris"), ""),
        (("id", "Namn", "url", "eqf", "Start", "www"), ""),
        (("course_id", "title", "description", "municipality", "starts", "price"), ""),
        (("Tunnus", "Nimi (ruotsiksi)", "Kuvaus (ruotsiksi)", "Kunta", "Alkaa", "Hinta"), "fi"),
    ],
    ids=[
        "sv", "fi", "neutral ones do not count", "mostly English", "two of each", "one is too few",
        "English ones are those of systems", "a language at their end",
    ],
)  # fmt: skip
def test_language_of_headings_is_told_only_where_most_of_them_have_one_language(headings, language):
    assert language_of_headings(headings) == language


@pytest.mark.parametrize(
    ("options", "title"),
    [
        ({"language": "headings"}, {"sv": "Svets"}),
        ({"language": "en"}, {"en": "Svets"}),
        ({}, {"fi": "Svets"}),
    ],
    ids=["left to the headings", "chosen", "as before there was a guess"],
)
def test_texts_are_in_the_language_of_the_headings_only_where_the_source_leaves_it_to_them(options, title):
    assert only("csv", table(SWEDISH, SWEDISH_ROW), **options).record.title == title


def test_a_heading_that_names_its_language_wins_over_the_others():
    headings = (*SWEDISH, "Title (en)", "Kursens namn (finska)")
    course = only("csv", table(headings, (*SWEDISH_ROW, "Welding", "Hitsaus")), language="headings").record
    assert course.title == {"sv": "Svets", "en": "Welding", "fi": "Hitsaus"}


def test_a_guess_that_is_not_the_language_of_the_site_is_told_once():
    (told,) = [text for _field, text in remarks_of(table(SWEDISH, SWEDISH_ROW), language="headings")]
    assert told == "The headings of the table are in Swedish, so its texts are taken to be in Swedish, too."
    assert remarks_of(table(FINNISH, ROW), language="headings") == []
    assert remarks_of(table(SWEDISH, SWEDISH_ROW), language="sv") == []


def test_another_guess_has_every_row_read_anew_and_a_choice_leaves_their_hashes_alone(monkeypatch):
    def raw(**options):
        chosen = get_format("csv", Options(options=options))
        return next(iter(chosen.read(URL, fetch_from({URL: table(SWEDISH, SWEDISH_ROW)})))).raw

    guessed = raw(language="headings")
    assert raw() == raw(language="sv") != guessed
    monkeypatch.setattr("opinovi_wagtail.catalogues.tables.text_language.language_of_headings", lambda headings: "fi")
    assert raw(language="headings") != guessed


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        pytest.param([("", "", "Turku", "120")], "Kunta: Turku\nHinta: 120", id="nothing to call it by"),
        pytest.param(
            [("Hitsaus", "k-1", "Salo", ""), ("Hitsaus", "k-1", "", "5", "ylim.")],
            "Nimi: Hitsaus\nTunnus: k-1\nKunta: Salo\n\nNimi: Hitsaus\nTunnus: k-1\nHinta: 5\n–: ylim.",
            id="two rows of one course",
        ),
    ],
)
def test_a_report_shows_rows_with_their_headings(rows, shown):
    text = table(("Nimi", "Tunnus", "Kunta", "Hinta"), *rows)
    [raw] = get_format("csv", Options()).read(URL, fetch_from({URL: text.encode()}))
    assert raw.excerpt(500).decode() == shown
    assert raw.excerpt(4) == shown[:4].encode()


def test_a_table_without_rows_says_so():
    assert ("", "There are no rows below the headings.") in remarks_of(table(FINNISH))
    assert ("", "There are no rows below the headings.") in remarks_of(table(FINNISH, ("",) * len(FINNISH)))
    assert "There are no rows below the headings." not in [text for _field, text in remarks_of(table(FINNISH, ROW))]


@pytest.mark.parametrize(
    ("text", "cause"),
    [("", Cause.EMPTY), ("Eka;Toka\n1;2\n", Cause.COLUMNS), ("Nimi;Toka\n1;2\n", Cause.COLUMNS)],
    ids=["empty", "no title among the columns", "nothing but a title"],
)
def test_what_a_table_lacks_is_told_apart(text, cause):
    with pytest.raises(FormatError) as raised:
        list(get_format("csv", Options()).read(URL, fetch_from({URL: text.encode()})))
    assert raised.value.cause == cause
