"""A link that carries a state says what has changed since, or why that cannot be said."""

from datetime import UTC, datetime
from typing import Any

import pandas as pd

from dashboard import state
from dashboard.shared.frames import linked
from dashboard.shared.frames.linked import Standing
from dashboard.state import State
from metrics import options
from schemas.store import bookkeeping

NAMES = {"XAA": "Exampleland", "XAB": "Borduria", "XAC": "Cland", "XAD": "Dland", "XAE": "Eland"}
BESIDE = "b" * 64
UNDONE = datetime(2026, 5, 4, 9, tzinfo=UTC)


def batches(*changed: dict[str, Any]) -> pd.DataFrame:
    """As many batches, each with what is changed in it."""
    first = {"undone_at": None, "replaced_by": None, "rows_stored": 10}
    return pd.DataFrame(
        [
            first | {"batch_id": number, "content_hash": f"{number:064x}"} | change
            for number, change in enumerate(changed, start=1)
        ]
    )


def now(listing: pd.DataFrame, beside: str = BESIDE) -> State:
    return state.of(listing, options.DEFAULTS, beside)


def link(listing: pd.DataFrame, beside: str = BESIDE) -> str:
    return state.written(now(listing, beside))


def differing(*rows: tuple[str, str, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["jurisdiction", "table", "new", "changed", "removed"])


def text(of: linked.Linked, frame: pd.DataFrame) -> str:
    told = linked.said(of, frame, "XAA", NAMES)
    assert told is not None
    return told.text


def test_of_the_same_state_nothing_is_said() -> None:
    listing = batches({}, {})
    of = linked.linked(link(listing), listing, now(listing))
    assert of.standing is Standing.SAME
    assert linked.said(of, differing(), "XAA", NAMES) is None


def test_the_same_contents_under_other_numbers_are_the_same_state() -> None:
    then, again = batches({}), batches({"undone_at": UNDONE}, {"content_hash": f"{1:064x}"})
    assert linked.linked(link(then), again, now(again)).standing is Standing.SAME


def test_what_came_since_is_counted_for_the_place_and_table_by_table() -> None:
    then, listing = batches({}, {}), batches({}, {}, {})
    of = linked.linked(link(then), listing, now(listing))
    assert (of.standing, of.batches, of.other_beside) == (Standing.CHANGED, (1, 2), False)
    frame = differing(
        ("XAA", "cases", 12, 3, 0),
        ("XAA", "suspects", 1234, 0, 5),
        *((place, "cases", 1, 0, 0) for place in ("XAB", "XAC", "XAD", "XAE")),
    )
    told = linked.said(of, frame, "XAA", NAMES)
    assert told is not None
    assert told.text == (
        "The records have changed since this link was made. Exampleland: cases 12 new, 3 changed;"
        " all tables 1,246 new, 3 changed, 5 removed."
        " Changed as well: Borduria, Cland, Dland and 1 other jurisdiction."
    )
    assert told.rows == (("Cases", "12", "3", "0"), ("Suspects", "1,234", "0", "5"))


def test_where_no_case_differs_none_is_told() -> None:
    then, listing = batches({}), batches({}, {})
    of = linked.linked(link(then), listing, now(listing))
    told = text(of, differing(("XAA", "victims", 0, 0, 2)))
    assert told.endswith("made. Exampleland: all tables 2 removed.")


def test_a_place_whose_records_are_the_same_is_told_beside_those_that_changed() -> None:
    then, listing = batches({}), batches({}, {})
    of = linked.linked(link(then, "c" * 64), listing, now(listing))
    assert text(of, differing(("XAB", "cases", 1, 0, 0))) == (
        "The records have changed since this link was made. Those of Exampleland are the same."
        f" Changed as well: Borduria. {linked.OTHER_BESIDE}"
    )


def test_where_a_batch_was_undone_or_erased_nothing_is_counted() -> None:
    then = batches({}, {}, {})
    erased = {"content_hash": bookkeeping.NO_HASH, "undone_at": UNDONE}
    for left, how in (({"undone_at": UNDONE}, "undone"), (erased, "erased")):
        listing = batches({}, left, {}, {})
        of = linked.linked(link(then), listing, now(listing))
        assert (of.standing, of.batches) == (Standing.LEFT, ())
        assert text(of, differing()) == (
            f"The records have changed since this link was made: batch 2 was {how} on 4 May 2026."
            f" {linked.NOT_COUNTED}"
        )


def test_other_options_beside_the_same_submissions_are_told() -> None:
    listing = batches({}, {})
    of = linked.linked(link(listing, "c" * 64), listing, now(listing))
    assert text(of, differing()) == linked.OTHER_BESIDE


def test_a_link_of_another_database_is_not_counted_against_this_one() -> None:
    other, listing = batches({"content_hash": "f" * 64}), batches({}, {})
    for address in (link(other), "<script>alert(1)</script>", f"{link(listing)}0"):
        of = linked.linked(address, listing, now(listing))
        assert of == linked.Linked(Standing.NO_STATE)
        assert text(of, differing()) == linked.NO_STATE


def test_an_office_is_told_that_records_changed_and_not_how_many() -> None:
    then, listing = batches({}), batches({}, {})
    for beside, more in (("b" * 64, ""), ("c" * 64, f" {linked.OTHER_BESIDE}")):
        of = linked.linked(link(then, beside), listing, now(listing))
        told = linked.said(of, None, "XAA", {"XAA": "Exampleland"})
        assert told is not None
        assert told.rows == ()
        assert told.text == (
            "The records have changed since this link was made."
            f" What differs is counted over the whole jurisdiction, and told to it.{more}"
        )
