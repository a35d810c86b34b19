"""Notes on released numbers: kept with day and role, shown as text, and naming nobody."""

from datetime import date
from pathlib import Path

import pytest

from metrics.release import archive, figure_notes
from metrics.release.figure_notes import LONGEST, About, Role, Said, clean_note_text
from schemas import errors
from tests.unit.metrics.release.small import content, published

# Where the log is: in the test's own folder.
RECORDS = "r.duckdb"
WRITTEN, LATER = date(2026, 7, 1), date(2026, 8, 1)
N01 = About("QMA", "N01", "2020")
TEXT = "One court alone counted so before 2020."


@pytest.fixture
def url(tmp_path: Path) -> str:
    return published(tmp_path, content({}, {"measure": "F01", "period": "2021"}))


def listed(url: str) -> tuple[figure_notes.Note, ...]:
    with archive.reading(url).connect() as connection:
        return figure_notes.list_notes(connection)


def on(url: str, *measures: str) -> list[int]:
    with archive.reading(url).connect() as connection:
        return [note.note for note in figure_notes.notes_of_measures(connection, measures)]


def test_a_note_is_kept_with_its_day_its_role_and_the_release_that_was_shown(url: str) -> None:
    kept = figure_notes.add(RECORDS, url, N01, Said(Role.MINISTRY, f"  {TEXT} ", WRITTEN))
    assert listed(url) == (kept,)
    assert kept == figure_notes.Note(1, 1, "QMA", "N01", "2020", "ministry", WRITTEN, TEXT, None)


def test_a_reply_stands_behind_what_it_replies_to_and_by_its_measure(url: str) -> None:
    for role in (Role.MINISTRY, Role.RAPPORTEUR):
        figure_notes.add(RECORDS, url, N01, Said(role, TEXT, WRITTEN))
    figure_notes.add(RECORDS, url, About("QMA", "F01", "2021"), Said(Role.POLICE, TEXT, WRITTEN))
    assert (on(url), on(url, "N01"), on(url, "F01", "N02")) == ([1, 2, 3], [1, 2], [3])


def test_of_a_note_that_is_taken_back_no_word_stays(url: str) -> None:
    kept = figure_notes.add(RECORDS, url, N01, Said(Role.MINISTRY, TEXT, WRITTEN))
    removed = figure_notes.remove(RECORDS, url, 1, LATER)
    assert removed == kept._replace(text="", removed_on=LATER)
    assert listed(url) == (removed,)
    assert on(url) == []
    for number in (1, 7):
        with pytest.raises(errors.UserError, match=f"no note {number} to remove."):
            figure_notes.remove(RECORDS, url, number, LATER)
    assert figure_notes.add(RECORDS, url, N01, Said(Role.MINISTRY, TEXT, LATER)).note == 2


@pytest.mark.parametrize(
    ("about", "words"),
    [
        (About("QMB", "N01", "2020"), r"no \[QMB\] under jurisdiction\. It has QMA\."),
        (About("QMA", "N02", "2020"), r"no \[N02\] under measure\. It has F01, N01\."),
        (About("QMA", "N01", "2021"), r"no \[2021\] under period\. It has 2020\."),
    ],
)
def test_a_note_is_on_a_number_that_is_told(url: str, about: About, words: str) -> None:
    with pytest.raises(errors.UserError, match=words):
        figure_notes.add(RECORDS, url, about, Said(Role.MINISTRY, TEXT, WRITTEN))
    assert listed(url) == ()


def test_the_bytes_of_the_file_hold_nothing_of_a_removed_note(url: str, tmp_path: Path) -> None:
    figure_notes.add(RECORDS, url, N01, Said(Role.MINISTRY, TEXT, WRITTEN))
    [file] = tmp_path.glob("r.releases.duckdb")
    assert TEXT.encode() in file.read_bytes()
    figure_notes.remove(RECORDS, url, 1, LATER)
    assert TEXT.encode() not in file.read_bytes()


def test_a_note_changes_no_release(url: str) -> None:
    before = archive.all_releases(url)
    figure_notes.add(RECORDS, url, N01, Said(Role.MINISTRY, TEXT, WRITTEN))
    assert archive.all_releases(url) == before
    with archive.reading(url).connect() as connection:
        archive.content(connection, before[0])


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "a" * LONGEST,
        "=1+1 and @SUM(A1) and -2+3",
        "<script>alert(1)</script> **bold** [a](b) $x$ :smile:",
        "قبل عام 2020 كانت محكمة واحدة فقط تحسب هكذا.",
        "می\N{ZERO WIDTH NON-JOINER}شود",
        "Änderung ab 2016: 1 234 567 Fälle, 12.345.678,50 EUR, 2015-2017 und 2018/19.",
        "Since 2021-03-01 Directive 2011/36/EU and Law 161/2014 apply; 30% of 1,234.",
        "Case type 3b; articles 4 (2) and 225-4-1; before: 12 of 30.",
        "अनुच्छेद ३",
    ],
)
def test_what_is_no_ones_is_kept_as_it_is(text: str) -> None:
    assert clean_note_text(text) == text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "has no text"),
        (" \n ", "has no text"),
        ("a" * (LONGEST + 1), "501 characters. At most 500"),
        ("Ask ana@example.org", "an e-mail address"),
        ("Ask ana (at) example org", "an e-mail address"),
        ("See https://example.org", "a web address"),
        ("Call +49 170 1234567", "a telephone number"),
        ("Call 601 123 456.", "a telephone number"),
        ("Person 123-45-6789", "number"),
        ("Account DE89 3704 0044 0532 0130 00", "a bank account"),
        ("Born 19850101-1234", "number"),
        ("In 12 Js 7/25", "the number of a case"),
        ("Case k7f3a9b2c4d5e6", "an id"),
        ("Case 00412233", "a telephone number"),
        ("a\nb", "is invisible"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}b", "is invisible"),
        ("a\N{ZERO WIDTH SPACE}b", "is invisible"),
        ("a\N{LINE SEPARATOR}b", "is invisible"),
        ("a\x00b\x1b[2Jc", "is invisible"),
        ("a\ue000b", "is invisible"),
        ("z" + "\N{COMBINING GRAVE ACCENT}" * 9, "is invisible"),
    ],
)
def test_what_names_somebody_or_hides_is_refused_without_being_repeated(
    text: str, what: str
) -> None:
    with pytest.raises(errors.UserError, match=what) as refused:
        clean_note_text(text)
    for word in text.split():
        assert len(word) < 4 or word not in str(refused.value)
