"""The state of the records in page links and reports: hashes that show if figures may differ."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from dashboard import words
from dashboard.frames import submissions
from dashboard.frames.submissions import SIDES
from metrics import catalogue, counting_options
from schemas.language import marked, n, sort_key, t
from schemas.store import bookkeeping

# Characters of each hash in a link: enough to distinguish states of one database. Reports have the
# whole hash.
SIGNS = 8
# Batches such as `1-12.15`, then the two hashes.
WRITTEN = re.compile(r"([0-9]{1,9}(?:[-.][0-9]{1,9})*)_([0-9a-f]{8})_([0-9a-f]{8})", re.ASCII)
# Browsers and servers do not accept longer addresses.
LONGEST = 20_000


class State(NamedTuple):
    """The batches in force, a hash of their content, and one of all else that changes figures."""

    batches: tuple[int, ...]
    contents: str
    beside: str

    @property
    def whole(self) -> str:
        """Return one hash of all that figures depend on, without the numbers of batches."""
        return hashlib.sha256(f"{self.contents}\n{self.beside}".encode()).hexdigest()

    def is_as(self, other: "State") -> bool:
        """Return whether both states have the same shortened hashes, and so the same figures."""
        return _cut_hashes(self) == _cut_hashes(other)


def build_state(batches: pd.DataFrame, chosen: counting_options.OptionValues, beside: str) -> State:
    """Return the state, from the list of batches, the options and `hash_without_batches`."""
    stored = submissions.batches_in_force(batches)
    options_in_force = [f"{name}={value}" for name, value in chosen.values]
    # Another version of the program may count differently, so versions of measures are included.
    # New measures change no figure.
    versions = [f"{one.id}={one.version}" for one in catalogue.CATALOGUE.values() if one.changes]
    return State(
        batches=tuple(sorted(map(int, stored["batch_id"]))),
        contents=batches_hash(stored["content_hash"]),
        beside=_hash_lines([*options_in_force, *versions, beside]),
    )


def batches_hash(hashes: Iterable[str]) -> str:
    """Return a hash of the content of batches, which does not depend on their order."""
    return _hash_lines(sorted(hashes))


def link_state_text(state: State) -> str:
    """Return the state as text for the address of a page."""
    return "_".join((".".join(_ranges_text(state.batches)), *_cut_hashes(state)))


def parse_state(text: str, last: int) -> State | None:
    """Parse the state in the address of a page. Its hashes are shortened.

    Returns None if it is invalid, or names a batch after `last`, the newest one.
    """
    form = WRITTEN.fullmatch(text) if len(text) <= LONGEST else None
    if form is None:
        return None
    ranges = [tuple(map(int, part.split("-"))) for part in form[1].split(".")]
    ends = [end for part in ranges for end in (part[0], part[-1])]
    ascending = all(one <= other for one, other in pairwise(ends))
    # Check this before expanding ranges: anybody can write a link.
    if (
        any(len(part) > 2 for part in ranges)
        or not ascending
        or not 1 <= ends[0] <= ends[-1] <= last
    ):
        return None
    ids = [id_ for part in ranges for id_ in range(part[0], part[-1] + 1)]
    return State(tuple(dict.fromkeys(ids)), form[2], form[3])


def _ranges_text(ids: tuple[int, ...]) -> Iterator[str]:
    """Yield the ids as ranges such as `1-12` and `15`: imports often have consecutive ids."""
    first = 0
    for position, id_ in enumerate(ids):
        if position + 1 == len(ids) or ids[position + 1] != id_ + 1:
            yield str(id_) if ids[first] == id_ else f"{ids[first]}-{id_}"
            first = position + 1


def _cut_hashes(state: State) -> tuple[str, str]:
    """Return the two hashes of a state, shortened as in links."""
    return state.contents[:SIGNS], state.beside[:SIGNS]


def _hash_lines(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


HEADINGS = (marked("Table"), marked("New"), marked("Changed"), marked("Removed"))
NAMED = 3
NO_STATE = marked(
    "This link does not match these records. It is damaged, or belongs to another database. It may"
    " have shown other figures than those below."
)
OTHER_BESIDE = marked(
    "Since this link was made, something else that changes figures has changed: definitions,"
    " options, targets, events, rates, wages, the precision of dates, or deleted rows."
)
SINCE = marked("The records have changed since this link was made.")
NOT_TOLD = marked("The differences are counted for the whole jurisdiction and shown only to it.")
NOT_COUNTED = marked("The differences cannot be counted, because the old rows are not kept.")


class LinkStanding(StrEnum):
    """How the state in the address of a page compares to the current state."""

    SAME = "same"
    NO_STATE = "no_state"
    LEFT = "left"
    OTHER_BESIDE = "other_beside"
    CHANGED = "changed"


@dataclass(frozen=True)
class Linked:
    """The result for a page's link: its batches, and those erased or undone since, as texts."""

    standing: LinkStanding
    batches: tuple[int, ...] = ()
    left: tuple[str, ...] = ()
    other_beside: bool = False


@dataclass(frozen=True)
class Notice:
    """A notice for the user, with one row for each table in which records differ."""

    text: str
    rows: tuple[tuple[str, ...], ...] = ()


def compare_link_state(text: str, batches: pd.DataFrame, now: State) -> Linked:
    """Compare the state `text` of a link with the state `now`. `batches` lists all batches."""
    then = parse_state(text, 0 if batches.empty else int(batches["batch_id"].max()))
    if then is None:
        return Linked(LinkStanding.NO_STATE)
    if then.is_as(now):
        return Linked(LinkStanding.SAME)
    of_then = batches[batches["batch_id"].isin(then.batches)]
    erased = of_then["content_hash"] == bookkeeping.NO_HASH
    # If a batch was erased, its content is unknown, so the hash cannot be checked.
    hashed = batches_hash(of_then["content_hash"])[:SIGNS]
    if not erased.any() and hashed != then.contents:
        return Linked(LinkStanding.NO_STATE)
    if left := tuple(_undone_batches(of_then)):
        return Linked(LinkStanding.LEFT, left=left)
    other_beside = then.beside != now.beside[:SIGNS]
    if then.contents == now.contents[:SIGNS]:
        return Linked(LinkStanding.OTHER_BESIDE)
    return Linked(LinkStanding.CHANGED, then.batches, other_beside=other_beside)


def link_notice(
    of: Linked, differing: pd.DataFrame | None, jurisdiction: str, names: Mapping[str, str]
) -> Notice | None:
    """Return the notice for a page opened by a link, or None if the records are the same.

    `differing` has the columns of `seed.batches.changes_since`, or is None if the user may not see
    it. `names` are the names of jurisdictions, `jurisdiction` is the id of the current one.
    """
    match of.standing:
        case LinkStanding.SAME:
            return None
        case LinkStanding.NO_STATE:
            return Notice(t(NO_STATE))
        case LinkStanding.LEFT:
            left = [*of.left[:NAMED], *_more_sentence(len(of.left) - NAMED)]
            return Notice(" ".join((t(SINCE), *left, t(NOT_COUNTED))))
        case LinkStanding.OTHER_BESIDE:
            return Notice(t(OTHER_BESIDE))
        case LinkStanding.CHANGED if differing is None:
            beside = [t(OTHER_BESIDE)] if of.other_beside else []
            return Notice(" ".join([t(SINCE), t(NOT_TOLD), *beside]))
        case LinkStanding.CHANGED:
            assert differing is not None
            here = differing[differing["jurisdiction"] == jurisdiction]
            sentences = [
                t(SINCE),
                _differences_sentence(here, names.get(jurisdiction, jurisdiction)),
                _differences_elsewhere(differing, jurisdiction, names),
                t(OTHER_BESIDE) if of.other_beside else "",
            ]
            rows = tuple(_difference_rows(here))
            return Notice(" ".join(filter(None, sentences)), rows)


def _undone_batches(batches: pd.DataFrame) -> Iterator[str]:
    for batch in batches[batches["undone_at"].notna()].to_dict("records"):
        when = {
            "number": batch["batch_id"],
            "day": words.day(pd.Timestamp(str(batch["undone_at"])).date()),
        }
        if batch["content_hash"] == bookkeeping.NO_HASH:
            yield t("Import {number} was deleted permanently on {day}.", **when)
        else:
            yield t("Import {number} was undone on {day}.", **when)


def _more_sentence(number: int) -> list[str]:
    if number <= 0:
        return []
    return [
        n(
            "{count} more import was undone or deleted.",
            "{count} more imports were undone or deleted.",
            number,
        )
    ]


def _differences_sentence(here: pd.DataFrame, name: str) -> str:
    if here.empty:
        return t("The records of {place} are the same.", place=name)
    return t("{place}: {changes}.", place=name, changes=submissions.differing_rows_text(here))


def _differences_elsewhere(
    differing: pd.DataFrame, jurisdiction: str, names: Mapping[str, str]
) -> str:
    others = sorted(
        {names.get(str(id_), str(id_)) for id_ in differing["jurisdiction"]}
        - {names.get(jurisdiction, jurisdiction)},
        key=sort_key,
    )
    if not others:
        return ""
    listed = words.listing([*others[:NAMED], *_others_text(len(others) - NAMED)])
    return t("Records of other jurisdictions changed too: {places}.", places=listed)


def _others_text(number: int) -> list[str]:
    if number <= 0:
        return []
    return [n("{count} other jurisdiction", "{count} other jurisdictions", number)]


def _difference_rows(here: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    for row in here.to_dict("records"):
        yield words.code(str(row["table"])), *(words.count(int(row[side])) for side in SIDES)
