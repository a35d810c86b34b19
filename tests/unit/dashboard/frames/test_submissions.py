"""The submissions behind the figures, and the days on which they are judged."""

from datetime import UTC, date, datetime

import pandas as pd

from dashboard.frames import submissions
from schemas.store import bookkeeping

DAY = datetime(2026, 5, 4, 22, tzinfo=UTC)
COLUMNS = ["batch_id", "jurisdiction", "source", "stored_at", "undone_at"]


def listing(*batches: tuple[int, str, datetime | None]) -> pd.DataFrame:
    rows = [(id_, jurisdiction, f"b{id_}", DAY, undone) for id_, jurisdiction, undone in batches]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_the_last_import_of_a_place_is_its_own_and_was_not_undone() -> None:
    every = listing((1, "XAA", None), (2, "XAA", None), (3, "XAA", DAY), (4, "XAB", None))
    assert submissions.last_import(every, "XAA") == submissions.Import(
        2, "b2", "XAA", date(2026, 5, 4), is_first=False
    )
    other = submissions.last_import(every, "XAB")
    assert other is not None
    assert other.is_first
    assert submissions.last_import(every, "XAC") is None
    # What was undone does not come before the first.
    undone = submissions.last_import(listing((1, "XAA", DAY), (2, "XAA", None)), "XAA")
    assert undone is not None
    assert undone.is_first


def test_rows_are_told_in_the_words_of_a_dry_run() -> None:
    rows = pd.DataFrame(
        [("cases", 12, 3, 0), ("victims", 1234, 0, 5)],
        columns=["table", *submissions.SIDES],
    )
    told = [submissions.differing_rows_text(of) for of in (rows, rows.tail(1), rows.head(0))]
    assert told == [
        "cases: 12 new, 3 changed; all tables: 1,246 new, 3 changed, 5 removed",
        "all tables: 1,234 new, 5 removed",
        "all tables: no rows are new, changed or removed",
    ]


def test_what_was_undone_last_is_neither_in_force_nor_erased() -> None:
    every = listing((1, "XAA", DAY), (2, "XAA", None), (3, "XAB", DAY), (4, "XAB", DAY))
    every["content_hash"] = ["a", "b", "c", bookkeeping.NO_HASH]
    assert submissions.last_undone_batch(every) == submissions.Gone(3, "b3", date(2026, 5, 4))
    assert submissions.last_undone_batch(every[every["batch_id"] == 2]) is None
    assert submissions.last_undone_batch(every[every["batch_id"] == 4]) is None


EARLY, MIDDLE, LATE = date(2014, 3, 14), date(2020, 1, 1), date(2026, 6, 30)


def test_one_day_for_all_needs_no_word_and_several_name_whose_they_are() -> None:
    assert submissions.reference_dates_text({"A": EARLY, "B": EARLY}) == ""
    assert submissions.reference_dates_text({}) == ""
    said = submissions.reference_dates_text({"Velmora": LATE, "USA": EARLY, "Braskene": LATE})
    assert said == "Reference dates: 14 March 2014 (USA); 30 June 2026 (Braskene and Velmora)."


def test_the_chosen_ones_day_stands_first_and_the_others_behind_it() -> None:
    two = {"USA": EARLY, "Velmora": LATE}
    said = [
        submissions.own_and_other_reference_dates("USA", EARLY, of_all)
        for of_all in ({"USA": EARLY, "B": EARLY}, {}, two, two | {"Braskene": MIDDLE})
    ]
    own = "Reference date: 14 March 2014 (USA);"
    assert said == [
        *("", ""),
        f"{own} 30 June 2026 (other jurisdictions).",
        f"{own} 1 January 2020 to 30 June 2026 (other jurisdictions).",
    ]
