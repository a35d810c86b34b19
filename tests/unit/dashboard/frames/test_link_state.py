"""The state of the records: in an address, and what a link says of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from dashboard.frames import link_state
from dashboard.frames.link_state import State
from metrics import catalogue, counting_options
from metrics.measure import Change
from schemas.store import bookkeeping
from tests.unit.dashboard.export import small

A, B = "a" * 64, "b" * 64


def test_an_address_is_read_into_the_state_it_was_made_of() -> None:
    now = State((1, 2, 3, 7, 9, 10), A, B)
    assert link_state.link_state_text(now) == f"1-3.7.9-10_{'a' * 8}_{'b' * 8}"
    read = link_state.parse_state(link_state.link_state_text(now), last=10)
    assert read is not None
    assert read.batches == now.batches
    assert read.is_as(now)
    assert not read.is_as(now._replace(contents=B))
    assert not read.is_as(now._replace(beside=A))


def test_another_version_of_a_definition_is_another_state(monkeypatch: pytest.MonkeyPatch) -> None:
    before = link_state.build_state(small.batches(), counting_options.DEFAULTS, A)
    # Batches that were undone are no part of it.
    assert before.batches == (1, 2, 3, 4, 5, 6)
    measure = catalogue.CATALOGUE["N01"]
    another = replace(measure, changes=(Change("9", date(2026, 1, 1), "Counts persons"),))
    monkeypatch.setattr(catalogue, "CATALOGUE", {**catalogue.CATALOGUE, "N01": another})
    after = link_state.build_state(small.batches(), counting_options.DEFAULTS, A)
    assert (before.contents, before.is_as(after)) == (after.contents, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        f"1_{'a' * 8}",
        f"_{'a' * 8}_{'b' * 8}",
        f"0-2_{'a' * 8}_{'b' * 8}",
        f"3-1_{'a' * 8}_{'b' * 8}",
        f"2.1_{'a' * 8}_{'b' * 8}",
        f"1-2-3_{'a' * 8}_{'b' * 8}",
        f"1_{'A' * 8}_{'b' * 8}",
        f"1_{'a' * 8}_{'b' * 8}\n",
        f"١_{'a' * 8}_{'b' * 8}",
        f"1'; drop table cases;--_{'a' * 8}_{'b' * 8}",
        # More than there are: not walked through.
        f"1-999999999_{'a' * 8}_{'b' * 8}",
        f"{'1.' * link_state.LONGEST}1_{'a' * 8}_{'b' * 8}",
    ],
)
def test_what_is_no_state_of_these_records_is_none(text: str) -> None:
    assert link_state.parse_state(text, last=12) is None


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
    return link_state.build_state(listing, counting_options.DEFAULTS, beside)


def link(listing: pd.DataFrame, beside: str = BESIDE) -> str:
    return link_state.link_state_text(now(listing, beside))


def differing(*rows: tuple[str, str, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["jurisdiction", "table", "new", "changed", "removed"])


def notice(
    address: str,
    listing: pd.DataFrame,
    frame: pd.DataFrame | None,
    of_link: tuple[int, ...] = (),
    names: dict[str, str] = NAMES,
) -> link_state.Notice | None:
    """The notice over `listing`; the changes since the batches `of_link` are `frame`."""

    def changes_since(asked: tuple[int, ...]) -> pd.DataFrame | None:
        assert asked == of_link
        return frame

    return link_state.link_notice(address, listing, now(listing), "XAA", names, changes_since)


def test_of_the_same_state_nothing_is_said() -> None:
    listing = batches({}, {})
    assert notice(link(listing), listing, differing()) is None
    # The same contents under other numbers are the same state.
    again = batches({"undone_at": UNDONE}, {"content_hash": f"{1:064x}"})
    assert notice(link(batches({})), again, differing()) is None
    # Other options beside the same submissions are told.
    told = notice(link(listing, "c" * 64), listing, differing())
    assert told == link_state.Notice(link_state.OTHER_BESIDE)


def test_what_came_since_is_counted_for_the_place_and_table_by_table() -> None:
    then, listing = link(batches({}, {})), batches({}, {}, {})
    frame = differing(
        ("XAA", "cases", 12, 3, 0),
        ("XAA", "suspects", 1234, 0, 5),
        *((jurisdiction, "cases", 1, 0, 0) for jurisdiction in ("XAB", "XAC", "XAD", "XAE")),
    )
    told = notice(then, listing, frame, (1, 2))
    assert told is not None
    assert told.text == (
        "The records have changed since this link was made. Exampleland: cases: 12 new, 3 changed;"
        " all tables: 1,246 new, 3 changed, 5 removed."
        " Records of other jurisdictions changed too: Borduria, Cland, Dland and 1 other"
        " jurisdiction."
    )
    assert told.rows == (("Cases", "12", "3", "0"), ("Suspects", "1,234", "0", "5"))
    told = notice(then, listing, differing(("XAA", "victims", 0, 0, 2)), (1, 2))
    assert told is not None
    assert told.text.endswith("made. Exampleland: all tables: 2 removed.")


def test_a_place_whose_records_are_the_same_is_told_beside_those_that_changed() -> None:
    address, frame = link(batches({}), "c" * 64), differing(("XAB", "cases", 1, 0, 0))
    assert notice(address, batches({}, {}), frame, (1,)) == link_state.Notice(
        "The records have changed since this link was made. The records of Exampleland are the"
        " same."
        f" Records of other jurisdictions changed too: Borduria. {link_state.OTHER_BESIDE}"
    )


def test_where_a_batch_was_undone_or_erased_nothing_is_counted() -> None:
    then = link(batches({}, {}, {}))
    erased = {"content_hash": bookkeeping.NO_HASH, "undone_at": UNDONE}
    for left, how in (({"undone_at": UNDONE}, "undone"), (erased, "deleted permanently")):
        assert notice(then, batches({}, left, {}, {}), differing()) == link_state.Notice(
            f"The records have changed since this link was made. Import 2 was {how} on 4 May 2026."
            f" {link_state.NOT_COUNTED}"
        )


def test_a_link_of_another_database_is_not_counted_against_this_one() -> None:
    other, listing = batches({"content_hash": "f" * 64}), batches({}, {})
    for address in (link(other), "<script>alert(1)</script>", f"{link(listing)}0"):
        told = notice(address, listing, differing())
        assert told == link_state.Notice(link_state.NO_STATE)


def test_an_office_is_told_that_records_changed_and_not_how_many() -> None:
    then, listing = batches({}), batches({}, {})
    for beside, more in (("b" * 64, ""), ("c" * 64, f" {link_state.OTHER_BESIDE}")):
        told = notice(link(then, beside), listing, None, (1,), {"XAA": "Exampleland"})
        assert told == link_state.Notice(
            "The records have changed since this link was made. The differences are counted for"
            f" the whole jurisdiction and shown only to it.{more}"
        )
