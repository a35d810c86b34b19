"""An edition is whole: every link ends inside it, nothing is asked elsewhere, real ones refused."""

import json
import posixpath
import re
from pathlib import Path

import pytest

from dashboard.report.edition import whole
from schemas import errors
from tests.unit.dashboard.report import small
from tests.unit.dashboard.report.edition import small_edition
from tests.unit.dashboard.report.reading import Page

PAGES = small_edition.PAGES
FIRST_VIEW = 100_000


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


def test_each_place_has_its_page_those_of_families_and_of_each_measure() -> None:
    for place in ("XAA", "XAB"):
        names = {name for name in small_edition.files() if name.startswith(f"{place}/")}
        assert names == {
            f"{place}/{of}.{kind}"
            for of in small_edition.OF_PLACE
            for kind in ("html", "csv", "json")
        }
    shared = {name for name in small_edition.files() if "/" not in name}
    assert shared == {
        *("index.html", "index.json", "style.css", "search.js", "search-index.js", "icon.svg"),
    }


@pytest.mark.parametrize("name", PAGES)
def test_every_link_ends_inside_the_edition_and_none_elsewhere(name: str) -> None:
    files = small_edition.files()
    assert {one for one in leads_to(name) if one not in files} == {"files.txt"} & leads_to(name)
    given = [str(text) for _, each in page(name).elements for text in each.values()]
    assert [text for text in given if "//" in text and text not in said_by(name)] == []
    ids = {given["id"] for _, given in page(name).elements if given.get("id")}
    anchors = [given["href"] for _, given in page(name).elements if given.get("href")]
    assert {one[1:] for one in anchors if one.startswith("#")} <= ids


def test_every_page_is_reached_by_links_alone() -> None:
    reached, waiting = set(), ["index.html"]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting += [one for one in leads_to(name) if one in PAGES and one not in reached]
    assert reached == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_pages_run_nothing_of_their_own_and_look_by_one_style(name: str) -> None:
    elements = page(name).elements
    [policy] = [given["content"] for _, given in elements if given.get("http-equiv")]
    assert policy == (
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self';"
        " base-uri 'none'; form-action 'none'"
    )
    scripts = [
        given.get("src", "").rpartition("/")[2] for tag, given in elements if tag == "script"
    ]
    assert scripts == ["search.js"]
    assert [tag for tag, _ in elements if tag in ("style", "iframe", "object", "img", "b")] == []
    assert [one for _, given in elements for one in given if one.startswith("on")] == []
    assert [given for _, given in elements if "style" in given] == []


def test_the_style_asks_for_nothing_but_the_letters_beside_it() -> None:
    files = small_edition.files()
    asked = re.findall(r"url\(([^)]+)\)", files["style.css"].decode())
    assert asked
    assert set(asked) <= files.keys()
    assert "@import" not in files["style.css"].decode()


def test_a_first_view_with_its_letters_is_small() -> None:
    files = small_edition.files()
    shared = [name for name in files if name.endswith((".css", "search.js", ".woff2", ".svg"))]
    together = sum(len(files[name]) for name in shared)
    assert max(len(files[name]) for name in PAGES) + together < FIRST_VIEW


def test_names_are_text() -> None:
    for name in ("index.html", "XAA/index.html", "XAB/N01.html"):
        assert small.HOSTILE in page(name).text
    index = small_edition.files()["search-index.js"].decode()
    assert index.isascii()
    assert small.HOSTILE in json.dumps(
        json.loads(index[index.index("{") : -2]), ensure_ascii=False
    ).replace("\\\\", "\\").replace('\\"', '"')


def test_the_same_records_make_the_same_bytes() -> None:
    asked = small_edition.asked(("N02", "V01"))
    first, second = (dict(whole.of(asked, small_edition.records())) for _ in range(2))
    assert first == second


def test_real_records_are_refused_before_anything_is_counted(tmp_path: Path) -> None:
    records = small_edition.records(made_up=False)
    with pytest.raises(errors.UserError, match="not for publication: small numbers can point"):
        whole.write(tmp_path / "site", small_edition.asked(), records)
    assert list(tmp_path.iterdir()) == []


def test_one_real_place_among_made_up_ones_is_enough(tmp_path: Path) -> None:
    places = small_edition.records().places
    mixed = small_edition.records(places=places.assign(made_up=places["jurisdiction"] != "XAD"))
    with pytest.raises(errors.UserError, match="There are real records in this database"):
        whole.write(tmp_path / "site", small_edition.asked(), mixed)


def test_an_edition_stands_in_its_folder_with_a_list_of_its_files(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    number = whole.write(
        tmp_path / "site",
        small_edition.asked(("V01",)),
        small_edition.records(),
        lambda *step: told.append(step),
    )
    written = [one for one in (tmp_path / "site").rglob("*") if one.is_file()]
    assert len(written) == number + 1
    assert [one.name for one in tmp_path.iterdir()] == ["site"]
    assert told[0] == ("Counting", 0, 2)
    assert ("Writing", 1, 2) in told
    assert told[-1] == ("Counting", 2, 2)
    assert ("Writing", 2, 2) in told
