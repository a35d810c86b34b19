"""What was said of a release since it came out, and what it corrects."""

from datetime import date
from pathlib import Path

from dashboard import released_data
from metrics.release import archive, figure_notes
from metrics.release.figure_notes import About, Role, Said
from tests.unit.metrics.release.small import content, published

FIRST, NEXT = {"value": 0.4, "period": "2020"}, {"value": 0.5, "period": "2020"}
NEW = {"value": 0.3, "period": "2021"}
WRITTEN = date(2026, 5, 3)


def corrected(url: str) -> released_data.Corrections | None:
    with archive.reading(url).connect() as connection:
        return released_data.release_corrections(connection)


def test_a_correction_is_of_what_was_told_before(tmp_path: Path) -> None:
    made = corrected(published(tmp_path, content(FIRST), content(NEXT, NEW)))
    assert made is not None
    assert (made.before, made.after) == (1, 2)
    assert made.lines.to_numpy().tolist() == [
        ["N01", "More than one link charged", "QMA", "2020", "", "", "value", "0.4", "0.5"]
    ]


def test_what_is_told_no_more_is_a_correction(tmp_path: Path) -> None:
    made = corrected(published(tmp_path, content(FIRST, NEW), content(FIRST)))
    assert made is not None
    assert made.lines[["Period", "What", "Before", "After"]].to_numpy().tolist() == [
        ["2021", "status", "ok", "not told"]
    ]


def test_a_withdrawn_release_is_not_told_of(tmp_path: Path) -> None:
    url = published(tmp_path, content(FIRST), content(NEXT), content(NEXT, NEW))
    archive.withdraw(url, 2, "a wrong year")
    made = corrected(url)
    assert made is not None
    assert (made.before, made.after) == (1, 3)
    archive.withdraw(url, 1, "a wrong year")
    assert corrected(url) is None


def test_a_withdrawn_release_that_was_not_shown_makes_another_version(tmp_path: Path) -> None:
    url = published(tmp_path, content(FIRST), content(NEXT), content(NEXT, NEW))
    before = released_data.release_version(url)
    assert released_data.release_version(url) == before
    archive.withdraw(url, 2, "a wrong year")
    assert released_data.release_version(url) != before


def test_a_note_makes_another_version_and_says_who_and_when(tmp_path: Path) -> None:
    url, records = published(tmp_path, content(FIRST)), str(tmp_path / "r.duckdb")
    versions = [released_data.release_version(url)]
    about = About("QMA", "N01", "2020")
    kept = figure_notes.add(records, url, about, Said(Role.RAPPORTEUR, "By one court.", WRITTEN))
    versions.append(released_data.release_version(url))
    figure_notes.remove(records, url, kept.note, WRITTEN)
    versions.append(released_data.release_version(url))
    assert len(set(versions)) == 3
    assert released_data.reply_text(kept) == "National rapporteur, 3 May 2026: “By one court.”"
    assert released_data.select_comments([kept], ["N01"], ["QMA"], {"2020"}) == (kept,)
    for other in ((["N02"], ["QMA"], {"2020"}), (["N01"], ["QMB"], {"2020"})):
        assert released_data.select_comments([kept], *other) == ()
    window = kept._replace(period="2018-2020")
    assert released_data.reply_period_text(window) == "2018 to 2020"
