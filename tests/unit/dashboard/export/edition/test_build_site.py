"""A static edition: its folder, its figures and its pages as a whole."""

import csv
import dataclasses
import io
import json
import math
import multiprocessing
import posixpath
import re
import signal
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import pytest

from dashboard.export import report_metadata, report_tables
from dashboard.export.content import Report
from dashboard.export.edition import build_site, jurisdiction_report, site_folder
from dashboard.frames import figures
from dashboard.records import Records
from metrics import catalogue
from schemas import errors
from tests import prepared
from tests.soak import EVERYDAY_PART, soak_size
from tests.unit.dashboard.export import small
from tests.unit.dashboard.export.edition import small_edition
from tests.unit.dashboard.export.reading import Page

Content = TypeVar("Content", str, bytes)


def left(under: Path, as_: Callable[[bytes], Content] = bytes.decode) -> dict[str, Content]:
    """Every file under a folder, hidden ones too, with what it holds."""
    return {
        path.relative_to(under).as_posix(): as_(path.read_bytes())
        for path in under.rglob("*")
        if path.is_file()
    }


def cancelled(out: Path, doing: Callable[[site_folder.FolderInTheMaking], object]) -> None:
    """An edition that somebody cancels after something was done."""
    with site_folder.make_folder(out) as making:
        doing(making)
        raise KeyboardInterrupt


def write(out: Path, text: str = "new") -> None:
    with site_folder.make_folder(out) as making:
        making.add("index.html", text.encode())
        making.add("XAA/N01.csv", b"n")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "site"


def test_it_stands_with_its_list_and_nothing_beside_it(out: Path) -> None:
    write(out)
    files = left(out.parent)
    assert files.pop("site/files.txt").splitlines() == [
        "1b16b1df538ba12dc3f97edbb85caa7050d46c148134290feba80f8236c83db9  XAA/N01.csv",
        "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437  index.html",
    ]
    assert files == {"site/index.html": "new", "site/XAA/N01.csv": "n"}


@pytest.mark.parametrize("before", ["nothing", "empty", "edition"])
def test_an_edition_or_nothing_is_replaced(out: Path, before: str) -> None:
    if before == "empty":
        out.mkdir()
    if before == "edition":
        with site_folder.make_folder(out) as making:
            making.add("gone.html", b"old")
    write(out)
    assert set(left(out.parent)) == {"site/index.html", "site/XAA/N01.csv", "site/files.txt"}


def a_file(out: Path) -> None:
    out.write_text("mine")


def mine(out: Path) -> None:
    out.mkdir()
    (out / "letter.txt").write_text("mine")


def beside_an_edition(out: Path) -> None:
    write(out)
    (out / "XAA" / "CNAME").write_text("mine")


def changed(out: Path) -> None:
    write(out)
    (out / "index.html").write_text("mine")


def hidden(out: Path) -> None:
    out.mkdir()
    (out / ".git").mkdir()


def linked(out: Path) -> None:
    write(out)
    (out / "index.html").unlink()
    (out.parent / "elsewhere").write_text("new")
    (out / "index.html").symlink_to(out.parent / "elsewhere")


@pytest.mark.parametrize(
    ("put", "said"),
    [
        (a_file, "site is a file"),
        (mine, r"other contents than an edition: letter.txt"),
        (hidden, r"other contents than an edition: .git"),
        (beside_an_edition, r"added or changed after the edition was written: XAA/CNAME"),
        (changed, r"added or changed after the edition was written: index.html"),
        (linked, r"added or changed after the edition was written: index.html"),
    ],
)
def test_what_people_put_there_stays(out: Path, put: Callable[[Path], None], said: str) -> None:
    put(out)
    before = left(out.parent)
    with pytest.raises(errors.UserError, match=said):
        write(out, "other")
    assert left(out.parent) == before


def test_what_comes_while_it_is_made_stays_too(out: Path) -> None:
    def meanwhile() -> None:
        with site_folder.make_folder(out):
            mine(out)

    with pytest.raises(errors.UserError, match=r"other contents than an edition: letter.txt"):
        meanwhile()
    assert left(out.parent) == {"site/letter.txt": "mine"}


def test_a_cancel_between_the_moves_brings_the_edition_before_back(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(out, "old")
    before = left(out.parent)
    move, moved = Path.rename, iter(range(9))

    def interrupted(path: Path, target: Path) -> Path:
        if next(moved) == 1:
            raise KeyboardInterrupt
        return move(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(out)
    assert left(out.parent) == before


def test_a_kill_between_the_moves_is_mended_by_the_next(out: Path) -> None:
    write(out, "old")
    out.rename(out.with_name(".site.before"))
    seen: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        cancelled(out, lambda _: seen.append((out / "index.html").read_text()))
    assert seen == ["old"]
    assert (out / "index.html").read_text() == "old"
    assert [one.name for one in out.parent.iterdir()] == ["site"]


def write_and_wait(out: Path, told: Connection) -> None:
    """In a child: begin an edition, say so, and never end it."""
    with site_folder.make_folder(out) as making:
        making.add("index.html", b"half")
        told.send("half")
        signal.pause()


def test_a_kill_leaves_the_folder_as_it_was_and_the_next_sweeps(out: Path) -> None:
    write(out, "old")
    before = left(out)
    told, telling = multiprocessing.Pipe(duplex=False)
    child = prepared.Prepared(write_and_wait, out, telling)
    child.go()
    assert told.recv() == "half"
    with pytest.raises(errors.UserError, match="Another edition is being written"):
        write(out)
    child.kill()
    assert child.ended().returncode == -signal.SIGKILL
    assert left(out) == before
    write(out)
    assert [one.name for one in out.parent.iterdir()] == ["site"]
    assert (out / "index.html").read_text() == "new"


NAMES = [one.name for one in figures.figure_columns(is_of_release=False)]
NUMBERS = [one.name for one in figures.figure_columns(is_of_release=False) if one.is_number]


@cache
def built_report() -> jurisdiction_report.JurisdictionReport:
    return jurisdiction_report.build_report(
        small.choice(), small_edition.records(), small_edition.asked()
    )


@cache
def measures() -> tuple[jurisdiction_report.MeasureReport, ...]:
    request = small_edition.asked()
    records = small_edition.records()
    return tuple(jurisdiction_report.build_measures(built_report(), request.ids, records, request))


def reports() -> dict[str, Report]:
    return {"index": built_report().report} | {one.measure.id: one.report for one in measures()}


def twelve(value: object) -> object:
    """A number of the frame to the twelve digits of files."""
    return float(f"{value:.12g}") if isinstance(value, float) else value


@pytest.mark.parametrize("name", ["index", *small_edition.IDS])
def test_csv_holds_each_value_and_says_of_what_it_is(name: str) -> None:
    report = reports()[name]
    text = small_edition.files()[f"XAA/{name}.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    expected = report.figures.to_dict("records")
    assert len(rows) == len(expected) > 0
    for row, frame in zip(rows, expected, strict=True):
        for column in NUMBERS:
            empty = math.isnan(frame[column])
            same = row[column] == "" if empty else float(row[column]) == twelve(frame[column])
            assert same, (column, row[column])
        for column in set(NAMES) - set(NUMBERS):
            assert row[column].removeprefix("'") == frame[column].removeprefix("'"), column
        assert row["warning"] == report_metadata.MADE_UP
        assert row["of_jurisdiction"] == "XAA"
        assert row["state_hash"] == small_edition.records().state.whole


@pytest.mark.parametrize("name", ["index", *small_edition.IDS])
def test_json_holds_each_value_with_definition_and_facts(name: str) -> None:
    report = reports()[name]
    read = json.loads(small_edition.files()[f"XAA/{name}.json"])
    expected = report.figures.to_dict("records")
    assert [list(row) for row in read["figures"]] == [NAMES] * len(expected)
    for row, frame in zip(read["figures"], expected, strict=True):
        for column in NAMES:
            assert row[column] == twelve(frame[column]) or (
                row[column] is None and frame[column] != frame[column]
            )
    assert [one["measure"] for one in read["definitions"]] == list(report.definitions["Measure"])
    assert read["about"]["made_on"] == "2026-07-01"
    assert read["warnings"] == [report_metadata.MADE_UP]
    # Nobody who reads it has a dashboard to open it in.
    assert "link_to_this_state" not in read["about"]


def rows_of(table: pd.DataFrame) -> list[list[str]]:
    return [
        [cell for cell in row if cell]
        for row in report_tables.write_reasons(table).itertuples(index=False, name=None)
    ]


@pytest.mark.parametrize("id_", small_edition.IDS)
def test_a_measures_page_holds_each_cell_and_each_picture_in_words(id_: str) -> None:
    page = Page.of(small_edition.files()[f"XAA/{id_}.html"])
    [of] = [one for one in measures() if one.measure.id == id_]
    for part in of.report.parts:
        [block] = part.blocks
        assert [row for row in rows_of(block.table) if row not in page.rows] == []
        assert all(text in page.text for text in block.says)
    pictures = [given["aria-label"] for _, given in page.elements if given.get("role") == "img"]
    drawn = [part.blocks[0].picture for part in of.report.parts]
    assert pictures == [picture.alt for picture in drawn if picture]
    assert of.answer in page.text
    assert catalogue.CATALOGUE[id_].question in page.text


@pytest.mark.parametrize("letter", ["C", "N", "A", "V", "P"])
def test_a_familys_page_holds_the_whole_table(letter: str) -> None:
    page = Page.of(small_edition.files()[f"XAA/{letter}.html"])
    [block] = built_report().families[letter].blocks
    assert [row for row in rows_of(block.table) if row not in page.rows] == []


def test_a_measure_as_a_whole_has_the_values_of_its_family() -> None:
    families = built_report().report.figures
    for of in measures():
        [alone] = of.report.parts[0].blocks[0].figures.to_dict("records")
        [within] = families[families["measure"] == of.measure.id].to_dict("records")
        assert alone == pytest.approx(within | {"section": "As a whole"}, nan_ok=True)


def test_the_index_says_measures_filters_day_state_and_what_is_known() -> None:
    read = json.loads(small_edition.files()["index.json"])
    assert [one["measure"] for one in read["measures"]] == list(small_edition.IDS)
    assert {one["version"] for one in read["measures"]} == {
        catalogue.CATALOGUE[id_].version for id_ in small_edition.IDS
    }
    assert [one["name"] for one in read["columns"]] == NAMES
    assert read["state"] == small_edition.records().state.whole
    assert (read["made_on"], read["warnings"]) == ("2026-07-01", [report_metadata.MADE_UP])
    second, first = read["jurisdictions"]
    assert [one["about"]["jurisdiction"] for one in (first, second)] == ["XAB", "XAA"]
    assert second["about"]["period"] == "2017-2019"
    assert second["about"]["state_of_the_records"] == "2026-06-30"
    pages: list[dict[str, Any]] = second["pages"]
    expected = built_report().report.figures.to_dict("records")
    for one, frame in zip(pages, expected, strict=True):
        known = None if math.isnan(frame["coverage"]) else frame["coverage"]
        assert (one["measure"], one["status"], one["coverage"]) == (
            *(frame["measure"], frame["status"]),
            known,
        )
        assert {one[kind] for kind in ("html", "csv", "json")} <= small_edition.files().keys()


PAGES = small_edition.PAGES
LATER = date(2026, 7, 2)
# Files that are written when all others are there.
AT_THE_END = {"files.txt", "everything.zip"}


def page(name: str) -> Page:
    return Page.of(small_edition.files()[name])


def leads_to(name: str) -> set[str]:
    """The files that a page names, from the top of the edition on."""
    found = set()
    for tag, given in page(name).elements:
        for address in (given.get(one) for one in ("href", "src")):
            if address and not address.startswith("#"):
                path = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
                found.add(path.partition("#")[0])
        assert tag != "base"
    return found


def said_by(name: str) -> set[str]:
    """What is read out instead of being shown: names of pictures and tables."""
    labels = (given.get("aria-label") for _, given in page(name).elements)
    return {label for label in labels if label}


def named_in(folder: str) -> set[str]:
    """The files of a folder without those of its charts."""
    names = (name.partition("/") for name in small_edition.files())
    return {name for of, _, name in names if of == folder and "-" not in name}


def test_each_place_has_its_page_those_of_families_and_of_each_measure() -> None:
    kinds = ("html", "csv", "json")
    for jurisdiction in ("XAA", "XAB"):
        assert named_in(jurisdiction) == {
            f"{of}.{kind}" for of in small_edition.OF_PLACE for kind in kinds
        }
    assert named_in("measures") == {f"{id_}.{kind}" for id_ in small_edition.IDS for kind in kinds}
    shared = {name for name in small_edition.files() if "/" not in name}
    assert shared == {
        *("index.html", "methods.html", "index.json", "style.css", "search.js"),
        *("search-index.js", "icon.svg"),
    }


def test_each_chart_is_a_picture_and_a_small_page_to_embed() -> None:
    files = small_edition.files()
    found = 0
    for name in PAGES:
        for _, given in page(name).elements:
            if given.get("data-embed"):
                found += 1
                stem = str(given["data-embed"]).removesuffix(".html")
                assert files[f"{stem}.svg"].startswith(b"<svg")
                [image] = [of for tag, of in page(f"{stem}.html").elements if tag == "img"]
                assert leads_to(f"{stem}.html") <= files.keys()
                assert f"{posixpath.dirname(stem)}/{image['src']}" == f"{stem}.svg"
                assert image["alt"]
                assert f'<iframe src="{stem}.html"' in page(name).text
    assert found == 9
    assert files["measures/N01-jurisdiction.png"].startswith(b"\x89PNG")
    assert "XAA/N01-year.png" not in files


def test_pages_say_to_others_what_they_are_about() -> None:
    for name in PAGES:
        elements = page(name).elements
        said = {
            given.get("name") or given.get("property"): given
            for tag, given in elements
            if tag == "meta"
        }
        for one in ("description", "og:description"):
            assert report_metadata.MADE_UP in str(said[one]["content"])
        text = small_edition.files()[name].decode()
        _, _, after = text.partition('<script type="application/ld+json">')
        dataset = json.loads(after.partition("</script>")[0])
        assert dataset["@type"] == "Dataset"
        assert (dataset["name"], dataset["dateModified"]) == (
            said["og:title"]["content"],
            "2026-07-01",
        )
        folder = posixpath.dirname(name)
        for one in dataset["distribution"]:
            file = posixpath.join(folder, one["contentUrl"])
            assert file in {*small_edition.files(), *AT_THE_END}
        assert "og:url" not in said


def test_the_front_page_and_that_of_a_place_say_its_key_findings() -> None:
    found = built_report().findings
    assert found
    for finding in found:
        assert finding.text in page("index.html").text
        assert finding.text in page("XAA/index.html").text


def test_an_edition_in_two_languages_has_a_folder_for_the_second(tmp_path: Path) -> None:
    out, at = tmp_path / "site", "https://figures.example/"
    asked = dataclasses.replace(small_edition.asked(("N01",)), address=at, languages=("en", "ar"))
    build_site.write_site(out, asked, small_edition.records())
    for name in ("index.html", "measures/N01.html"):
        up = "../" * name.count("/")
        first, second = (out / folder / name for folder in ("", "ar"))
        for file, href in ((first, up), (second, f"{up}../")):
            text = file.read_text()
            assert f'hreflang="en" href="{href}{name}"' in text
            assert f'hreflang="ar" href="{href}ar/{name}"' in text
        assert f'rel="canonical" href="{at}{name}"' in first.read_text()
        assert '<html lang="en" dir="ltr">' in first.read_text()
        assert '<html lang="ar" dir="rtl">' in second.read_text()
        assert f'rel="canonical" href="{at}ar/{name}"' in second.read_text()
    text = (out / "measures/N01.html").read_text()
    assert f'content="{at}measures/N01-jurisdiction.png"' in text
    assert f'"contentUrl": "{at}measures/N01.csv"' in text
    assert f'src="{at}measures/N01-jurisdiction.html"' in Page.of(text.encode()).text
    assert {name for name in left(out, bytes) if name.startswith("ar/")} >= {
        f"ar/{name}" for name in left(out, bytes) if not name.startswith("ar/")
    } - {"ar/files.txt"}
    with zipfile.ZipFile(out / "ar" / "everything.zip") as archive:
        assert archive.read("index.html") == (out / "ar" / "index.html").read_bytes()


def test_a_measure_over_all_places_has_the_figure_of_each() -> None:
    read = json.loads(small_edition.files()["measures/N01.json"])["figures"]
    assert [row["jurisdiction"] for row in read] == ["XAA", "XAB"]
    for row in read:
        of = json.loads(small_edition.files()[f"{row['jurisdiction']}/N01.json"])["figures"][0]
        assert row["split_by"] == "jurisdiction"
        for name in NUMBERS:
            assert row[name] == of[name]
    rows = page("measures/N01.html").rows
    assert [row[0] for row in rows[1:]] == [small.HOSTILE, "Aland"]


def test_a_page_is_made_again_only_if_what_it_shows_has_changed(tmp_path: Path) -> None:
    out, afresh = tmp_path / "site", tmp_path / "afresh"
    asked = small_edition.asked(("N01",))
    build_site.write_site(out, asked, small_edition.records())
    before = left(out, bytes)
    with zipfile.ZipFile(out / "everything.zip") as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {name: of for name, of in before.items() if name not in AT_THE_END}
    build_site.write_site(out, asked, small_edition.records())
    assert left(out, bytes) == before
    batches = small.batches().assign(content_hash="0" * 64)
    changed = small_edition.records(rows=other_rows, batches=batches)
    later = dataclasses.replace(asked, made_on=LATER)
    build_site.write_site(out, later, changed)
    after = left(out, bytes)
    assert after.keys() == before.keys()
    names = ("N01.html", "N01.csv", "N01.json", "N01-form.svg", "N01-form.html", "N01-year.svg")
    of_page = {f"XAA/{name}" for name in names}
    of_all = {"index.html", "methods.html", "index.json", *AT_THE_END}
    assert {name for name in before if after[name] != before[name]} == of_page | of_all
    # Each names the records that it was made from.
    about = {of: json.loads(after[f"{of}/N01.json"])["about"] for of in ("XAA", "XAB")}
    said = {of: (each["made_on"], each["state_as_a_hash"]) for of, each in about.items()}
    assert said == {
        "XAA": (LATER.isoformat(), changed.state.whole),
        "XAB": ("2026-07-01", small_edition.records().state.whole),
    }
    build_site.write_site(afresh, later, changed)
    new = left(afresh, bytes)
    assert {name: new[name] for name in of_page} == {name: after[name] for name in of_page}


def other_rows(ids: tuple[str, ...], *, by: tuple[str, ...] = (), **how: Any) -> pd.DataFrame:
    """As in the small edition, but for the forms."""
    rows = small_edition.rows(ids, by=by, **how)
    return rows.assign(value=rows["value"] / 2) if by == ("form",) else rows


@contextmanager
def opened() -> Iterator[Records]:
    """In a worker: the small records once more."""
    yield small_edition.records()


@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="`cli/test_edition.py` starts some.")
def test_many_processes_write_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = small_edition.asked(("N01",))
    build_site.write_site(tmp_path / "one", asked, small_edition.records())
    monkeypatch.setattr(build_site, "count_cores", lambda: 2)
    build_site.write_site(tmp_path / "two", asked, small_edition.records(), opened=opened)
    assert left(tmp_path / "one", bytes) == left(tmp_path / "two", bytes)
    assert multiprocessing.active_children() == []


def test_a_process_that_finds_other_records_ends_the_edition() -> None:
    other = small_edition.records(batches=small.batches().assign(content_hash="0" * 64))
    process = build_site._Worker()
    process.opened, process.state = opened, build_site.state_of(other)
    with pytest.raises(errors.UserError, match="The records changed while the edition was made"):
        process.records()


@pytest.mark.parametrize("name", PAGES)
def test_every_link_ends_inside_the_edition_and_none_elsewhere(name: str) -> None:
    files = small_edition.files()
    assert {one for one in leads_to(name) if one not in files} <= AT_THE_END
    # What `meta` says is no link; a test of its own says what it holds.
    elements = [given for tag, given in page(name).elements if tag != "meta"]
    given = [str(text) for each in elements for text in each.values()]
    assert [text for text in given if "//" in text and text not in said_by(name)] == []
    ids = {given["id"] for _, given in page(name).elements if given.get("id")}
    anchors = [given["href"] for _, given in page(name).elements if given.get("href")]
    assert {one[1:] for one in anchors if one.startswith("#")} <= ids


@pytest.mark.parametrize("name", PAGES)
def test_pages_run_nothing_of_their_own_and_look_by_one_style(name: str) -> None:
    elements = page(name).elements
    [policy] = [given["content"] for _, given in elements if given.get("http-equiv")]
    assert policy == (
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self';"
        " base-uri 'none'; form-action 'none'"
    )
    scripts = [given for tag, given in elements if tag == "script"]
    data, search = scripts
    assert data == {"type": "application/ld+json"}
    assert search["src"].rpartition("/")[2] == "search.js"
    assert [tag for tag, _ in elements if tag in ("style", "iframe", "object", "img", "b")] == []
    assert [one for _, given in elements for one in given if one.startswith("on")] == []
    assert [given for _, given in elements if "style" in given] == []


def test_the_style_asks_for_nothing_but_the_letters_beside_it() -> None:
    files = small_edition.files()
    asked = re.findall(r"url\(([^)]+)\)", files["style.css"].decode())
    assert asked
    assert set(asked) <= files.keys()
    assert "@import" not in files["style.css"].decode()


def test_names_are_text() -> None:
    for name in ("index.html", "XAA/index.html", "XAB/N01.html"):
        assert small.HOSTILE in page(name).text
    index = small_edition.files()["search-index.js"].decode()
    assert index.isascii()
    assert small.HOSTILE in json.dumps(
        json.loads(index[index.index("{") : -2]), ensure_ascii=False
    ).replace("\\\\", "\\").replace('\\"', '"')


def test_real_records_are_refused_before_anything_is_counted(tmp_path: Path) -> None:
    records = small_edition.records(made_up=False)
    with pytest.raises(errors.UserError, match="must not be published: small numbers can identify"):
        build_site.write_site(tmp_path / "site", small_edition.asked(), records)
    # One real place among made-up ones is enough.
    jurisdictions = small_edition.records().places
    mixed = small_edition.records(
        places=jurisdictions.assign(made_up=jurisdictions["jurisdiction"] != "XAD")
    )
    with pytest.raises(errors.UserError, match="This database has real records"):
        build_site.write_site(tmp_path / "site", small_edition.asked(), mixed)
    assert list(tmp_path.iterdir()) == []
