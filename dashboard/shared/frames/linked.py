"""What is said of a link that carries the state of the records it was made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from dashboard import state, words
from dashboard.each_row import each_row
from dashboard.shared.frames import submissions
from dashboard.shared.frames.submissions import SIDES
from dashboard.state import State
from schemas.store import bookkeeping

HEADINGS = ("Table", "New", "Changed", "Removed")
NAMED = 3
NO_STATE = (
    "The state in this link is none of these records: the link is damaged, or of another database."
    " Whether its figures were those below nobody can tell."
)
OTHER_BESIDE = (
    "What figures depend on beside the submissions has changed since this link was made:"
    " definitions, options, targets, events, rates, wages, how exactly dates are kept, or rows were"
    " erased."
)
SINCE = "The records have changed since this link was made"
NOT_TOLD = "What differs is counted over the whole jurisdiction, and told to it."
NOT_COUNTED = "What differs is not counted, since rows of then are not kept."


class Standing(StrEnum):
    """How the state of a link stands to that of the records."""

    SAME = "same"
    NO_STATE = "no_state"
    LEFT = "left"
    OTHER_BESIDE = "other_beside"
    CHANGED = "changed"


@dataclass(frozen=True)
class Linked:
    """A link's standing, its batches, and those of them that left: when, and erased or undone."""

    standing: Standing
    batches: tuple[int, ...] = ()
    left: tuple[str, ...] = ()
    other_beside: bool = False


@dataclass(frozen=True)
class Said:
    """A notice, with a line for each table of the place in which rows differ."""

    text: str
    rows: tuple[tuple[str, ...], ...] = ()


def linked(text: str, batches: pd.DataFrame, now: State) -> Linked:
    """Where the link stands whose address says `text`; `batches` is the listing of all."""
    then = state.read(text, 0 if batches.empty else int(batches["batch_id"].max()))
    if then is None:
        return Linked(Standing.NO_STATE)
    if then.is_as(now):
        return Linked(Standing.SAME)
    of_then = batches[batches["batch_id"].isin(then.batches)]
    erased = of_then["content_hash"] == bookkeeping.NO_HASH
    # The contents of what was erased are not known any more, and the others prove nothing alone.
    hashed = state.contents(of_then["content_hash"])[: state.SIGNS]
    if not erased.any() and hashed != then.contents:
        return Linked(Standing.NO_STATE)
    if left := tuple(_left(of_then)):
        return Linked(Standing.LEFT, left=left)
    other_beside = then.beside != now.beside[: state.SIGNS]
    if then.contents == now.contents[: state.SIGNS]:
        return Linked(Standing.OTHER_BESIDE)
    return Linked(Standing.CHANGED, then.batches, other_beside=other_beside)


def said(
    of: Linked, differing: pd.DataFrame | None, place: str, names: Mapping[str, str]
) -> Said | None:
    """The notice of a link; None where the records are as they were.

    `differing` has the columns of `seed.batches.changes_since`, or is None where it is not told;
    `names` are those of jurisdictions, `place` the id of the one that is looked at.
    """
    match of.standing:
        case Standing.SAME:
            return None
        case Standing.NO_STATE:
            return Said(NO_STATE)
        case Standing.LEFT:
            left = words.listing([*of.left[:NAMED], *_more(len(of.left) - NAMED)])
            return Said(f"{SINCE}: {left}. {NOT_COUNTED}")
        case Standing.OTHER_BESIDE:
            return Said(OTHER_BESIDE)
        case Standing.CHANGED if differing is None:
            beside = [OTHER_BESIDE] if of.other_beside else []
            return Said(" ".join([f"{SINCE}.", NOT_TOLD, *beside]))
        case Standing.CHANGED:
            assert differing is not None
            here = differing[differing["jurisdiction"] == place]
            sentences = [
                f"{SINCE}.",
                _of_place(here, names.get(place, place)),
                _elsewhere(differing, place, names),
                OTHER_BESIDE if of.other_beside else "",
            ]
            rows = tuple(_rows(here))
            return Said(" ".join(filter(None, sentences)), rows)


def _left(batches: pd.DataFrame) -> Iterator[str]:
    for batch in each_row(batches[batches["undone_at"].notna()]):
        how = "erased" if batch["content_hash"] == bookkeeping.NO_HASH else "undone"
        on = words.day(pd.Timestamp(str(batch["undone_at"])).date())
        yield f"batch {batch['batch_id']} was {how} on {on}"


def _more(number: int) -> list[str]:
    return [f"{words.count(number)} more left"] if number > 0 else []


def _of_place(here: pd.DataFrame, name: str) -> str:
    if here.empty:
        return f"Those of {name} are the same."
    return f"{name}: {submissions.differing(here)}."


def _elsewhere(differing: pd.DataFrame, place: str, names: Mapping[str, str]) -> str:
    others = sorted(
        {names.get(str(id_), str(id_)) for id_ in differing["jurisdiction"]}
        - {names.get(place, place)}
    )
    if not others:
        return ""
    return f"Changed as well: {words.listing([*others[:NAMED], *_others(len(others) - NAMED)])}."


def _others(number: int) -> list[str]:
    return [words.counted(number, "other jurisdiction")] if number > 0 else []


def _rows(here: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    for row in each_row(here):
        yield words.code(str(row["table"])), *(words.count(int(row[side])) for side in SIDES)
