"""The state of the records in page links and reports: hashes that show if figures may differ."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from dashboard import words
from dashboard.frames import submissions
from dashboard.frames.submissions import SIDES
from metrics import catalogue, counting_options, results
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


@dataclass(frozen=True)
class Notice:
    """A notice for the user, with one row for each table in which records differ."""

    text: str
    rows: tuple[tuple[str, ...], ...] = ()


def link_notice(
    text: str,
    batches: pd.DataFrame,
    now: State,
    jurisdiction: str,
    names: Mapping[str, str],
    changes_since: Callable[[tuple[int, ...]], pd.DataFrame | None],
) -> Notice | None:
    """Compare the state `text` of a link with the state `now`; None if the records are the same.

    `batches` lists all batches. `names` are the names of jurisdictions, `jurisdiction` is the id of
    the current one. `changes_since` returns the frame of `seed.batches.changes_since` for the
    batches of the link, or None if the user may not see it.
    """
    then = parse_state(text, 0 if batches.empty else int(batches["batch_id"].max()))
    if then is None:
        return Notice(t(NO_STATE))
    if then.is_as(now):
        return None
    of_then = batches[batches["batch_id"].isin(then.batches)]
    is_any_erased = (of_then["content_hash"] == bookkeeping.NO_HASH).any()
    # If a batch was erased, its content is unknown, so the hash cannot be checked.
    if not is_any_erased and batches_hash(of_then["content_hash"])[:SIGNS] != then.contents:
        return Notice(t(NO_STATE))
    if left := _undone_batches(of_then):
        return Notice(" ".join((t(SINCE), *left, t(NOT_COUNTED))))
    if then.contents == now.contents[:SIGNS]:
        return Notice(t(OTHER_BESIDE))
    beside = [t(OTHER_BESIDE)] if then.beside != now.beside[:SIGNS] else []
    differing = changes_since(then.batches)
    sentences, rows = [t(NOT_TOLD)], []
    if differing is not None:
        here = differing[differing["jurisdiction"] == jurisdiction]
        elsewhere = differing[differing["jurisdiction"] != jurisdiction]
        sentences = [
            _differences_here(here, names.get(jurisdiction, jurisdiction)),
            *_differences_elsewhere(elsewhere, names),
        ]
        rows = [
            (words.code(str(row["table"])), *(words.count(int(row[side])) for side in SIDES))
            for row in results.row_dicts(here)
        ]
    return Notice(" ".join((t(SINCE), *sentences, *beside)), tuple(rows))


def _undone_batches(batches: pd.DataFrame) -> list[str]:
    """Return sentences on the undone or erased batches: on the first NAMED, then how many more."""
    sentences = []
    for batch in results.row_dicts(batches[batches["undone_at"].notna()]):
        when = {
            "number": batch["batch_id"],
            "day": words.day(pd.Timestamp(str(batch["undone_at"])).date()),
        }
        sentences.append(
            t("Import {number} was deleted permanently on {day}.", **when)
            if batch["content_hash"] == bookkeeping.NO_HASH
            else t("Import {number} was undone on {day}.", **when)
        )
    if (more := len(sentences) - NAMED) > 0:
        text = n(
            "{count} more import was undone or deleted.",
            "{count} more imports were undone or deleted.",
            more,
        )
        return [*sentences[:NAMED], text]
    return sentences


def _differences_here(here: pd.DataFrame, name: str) -> str:
    if here.empty:
        return t("The records of {place} are the same.", place=name)
    return t("{place}: {changes}.", place=name, changes=submissions.differing_rows_text(here))


def _differences_elsewhere(elsewhere: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Return a sentence on the jurisdictions in which records changed too, if there are any."""
    others = sorted(
        {names.get(str(id_), str(id_)) for id_ in elsewhere["jurisdiction"]}, key=sort_key
    )
    if not others:
        return []
    if (more := len(others) - NAMED) > 0:
        others[NAMED:] = [n("{count} other jurisdiction", "{count} other jurisdictions", more)]
    places = words.listing(others)
    return [t("Records of other jurisdictions changed too: {places}.", places=places)]
