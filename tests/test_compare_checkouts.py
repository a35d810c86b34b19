"""The comparison of two checkouts finds what differs, and asks for a reason."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from metrics import results
from tests.compare_checkouts import collect, differences
from tests.compare_checkouts.differences import Difference

ROW = {"measure": "N01", "jurisdiction": "XKE", "numerator": 3, "denominator": 8}


def sides(folder: Path, name: str, before: str | bytes, after: str | bytes) -> list[Difference]:
    """What is found where a file reads thus before and thus after."""
    for side, content in (("before", before), ("after", after)):
        path = folder / side / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(differences.compare(folder / "before", folder / "after"))


def packed(**members: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.xml", text)
    return content.getvalue()


def test_a_number_that_changed_is_found_in_its_row(tmp_path: Path) -> None:
    rows = [ROW, ROW | {"measure": "N02"}]
    (found,) = sides(
        tmp_path, "measures.json", json.dumps(rows), json.dumps([ROW | {"numerator": 4}, rows[1]])
    )
    assert '"N01"' in str(found.before)
    assert '"numerator": 3' in str(found.before)
    assert '"numerator": 4' in str(found.after)


def test_a_sentence_that_changed_is_found_in_markup_and_in_a_workbook(tmp_path: Path) -> None:
    page = "<main><p>Too few cases.</p><p>Of 8 cases.</p></main>"
    changed = page.replace("few", "many")
    assert sides(tmp_path / "html", "a.html", page, changed) == [
        Difference("a.html", "<p>Too few cases.</p>", "<p>Too many cases.</p>")
    ]
    (found,) = sides(tmp_path / "xlsx", "a.xlsx", packed(sheet=page), packed(sheet=changed))
    assert found.before == "sheet.xml: <p>Too few cases.</p>"


def test_what_only_one_side_says_is_found(tmp_path: Path) -> None:
    assert sides(tmp_path, "a.txt", "one\nthree\n", "one\ntwo\nthree\n") == [
        Difference("a.txt", None, "two")
    ]
    (tmp_path / "after" / "b.txt").write_text("new")
    assert Difference("b.txt", None, "a file") in differences.compare(
        tmp_path / "before", tmp_path / "after"
    )


def test_what_is_new_in_every_run_is_no_difference(tmp_path: Path) -> None:
    before = "made at 10:15 into /tmp/x1/before.demo.home/a.csv, 0123456789abcdef"
    after = "made at 11:20:07 into /tmp/y2/after.demo.home/a.csv, fedcba9876543210"
    assert sides(tmp_path, "a.txt", before, after) == []
    # Numbers are not, however long.
    (_,) = sides(tmp_path, "a.txt", "of 1234567890123456", "of 1234567890123457")


def test_nothing_collected_is_no_agreement(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Nothing was collected"):
        list(differences.compare(tmp_path / "before", tmp_path / "after"))


def test_a_difference_counts_until_its_pattern_has_a_reason(tmp_path: Path) -> None:
    found = [Difference("pages/chain.txt", "3 of 8", "4 of 8"), Difference("a.csv", "x", "y")]
    expected = tmp_path / "expected.toml"
    expected.write_text("[[expected]]\npattern = '^4 of 8$'\nreason = 'A case was lost.'\n")
    reasons = differences.read_reasons(expected)
    assert [differences.reason_for(one, reasons) for one in found] == ["A case was lost.", None]
    listed = list(differences.listed(found, reasons))
    assert listed[0] == "a.csv: NO REASON"
    assert "pages/chain.txt: expected: A case was lost." in listed
    expected.write_text("[[expected]]\npattern = '8'\nreason = ' '\n")
    with pytest.raises(ValueError, match="has no reason"):
        differences.read_reasons(expected)


def test_a_reason_that_fits_nothing_is_named() -> None:
    reason = differences.Reason(differences.re.compile("gone"), "It was renamed.")
    assert list(differences.listed([], [reason])) == ["Not found: [gone] (It was renamed.)"]


def test_long_lines_are_cut_down_to_what_differs() -> None:
    before, after = (f"{'a' * 500} {sign} {'b' * 500}" for sign in "34")
    old, new = differences.excerpts(before, after)
    assert " 3 " in old
    assert " 4 " in new
    assert len(old) == len(new) < 400
    assert differences.excerpts("Too few.", None) == ("Too few.", "(nothing)")
    assert differences.excerpts("3 of 8", "4 of 8") == ("3 of 8", "4 of 8")


def test_an_element_is_read_as_a_person_reads_it() -> None:
    card = {"html": "<p>\n  3 of 8</p><p>Too few</p>"}
    element = {"bidiComponent": {"jsContent": "let a", "json": json.dumps(card)}}
    assert list(collect.lines_of_element({"newElement": element})) == [
        "html: <p> 3 of 8</p>",
        "html: <p>Too few</p>",
    ]


def test_every_breakdown_is_asked_for() -> None:
    assert {*collect.BREAKDOWNS, "jurisdiction", "year"} == {*results.BREAKDOWNS}
