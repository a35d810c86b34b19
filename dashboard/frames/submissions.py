"""Describe submissions, and the reference date of each jurisdiction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard import words
from schemas.language import comma_list, marked, n, sort_key, t
from schemas.store import bookkeeping
from seed.batches import Undone

# What may happen to rows, as in the output of a dry run.
SIDES = ("new", "changed", "removed")
CASES = "cases"
NOTHING = marked("no rows are new, changed or removed")


@dataclass(frozen=True)
class Partly:
    """A submission with refused rows: its name, and the share of its rows that were accepted.

    `whole` is a text on how many cases were left out completely; blank if none.
    """

    source: str
    accepted: str
    whole: str


@dataclass(frozen=True)
class Import:
    """The last import of a jurisdiction that was not undone, and whether it is the first."""

    batch_id: int
    source: str
    jurisdiction: str
    stored_on: date
    is_first: bool


@dataclass(frozen=True)
class Gone:
    """A batch that was undone, with its source and the day."""

    batch_id: int
    source: str
    undone_on: date


def batches_in_force(batches: pd.DataFrame) -> pd.DataFrame:
    """Return the batches whose rows are counted: neither undone nor fully replaced by others."""
    return batches[
        batches["undone_at"].isna() & (batches["replaced_by"].isna() | (batches["rows_stored"] > 0))
    ]


def partly_accepted_batches(batches: pd.DataFrame) -> list[Partly]:
    """Return the batches with refused rows.

    `batches` has the columns source, rows_refused, accepted_share, cases_held_back.
    """
    listed = batches[["source", "rows_refused", "accepted_share", "cases_held_back"]].to_dict(
        "records"
    )
    return [
        Partly(
            row["source"],
            words.share(row["accepted_share"]),
            _is_whole_text(int(row["cases_held_back"])),
        )
        for row in listed
        if row["rows_refused"] > 0
    ]


def _is_whole_text(cases: int) -> str:
    if not cases:
        return ""
    return n("{count} case is left out", "{count} cases are left out", cases)


def last_import(batches: pd.DataFrame, jurisdiction: str) -> Import | None:
    """Return the last import of a jurisdiction that was not undone, or None.

    `batches` is the list of all batches. Undone or erased imports do not count as earlier ones.
    """
    here = batches[(batches["jurisdiction"] == jurisdiction) & batches["undone_at"].isna()]
    if here.empty:
        return None
    last = here.sort_values("batch_id").iloc[-1]
    return Import(
        batch_id=int(last["batch_id"]),
        source=str(last["source"]),
        jurisdiction=jurisdiction,
        stored_on=pd.Timestamp(last["stored_at"]).date(),
        is_first=len(here) == 1,
    )


def last_undone_batch(batches: pd.DataFrame) -> Gone | None:
    """Return the batch that was undone last; None if there is none or its rows were erased."""
    gone = batches[batches["undone_at"].notna() & (batches["content_hash"] != bookkeeping.NO_HASH)]
    if gone.empty:
        return None
    last = gone.sort_values(["undone_at", "batch_id"]).iloc[-1]
    return Gone(int(last["batch_id"]), str(last["source"]), pd.Timestamp(last["undone_at"]).date())


def undone_sentence(undone: Undone) -> str:
    """Return how many rows were removed when an import was undone, and how many came back."""
    removed = n(
        "Import {number} ({source}) was undone: {count} row was removed.",
        "Import {number} ({source}) was undone: {count} rows were removed.",
        undone.rows,
        number=undone.batch_id,
        source=undone.source,
    )
    if not undone.restored:
        return removed
    restored = n(
        "{count} earlier row came back.", "{count} earlier rows came back.", undone.restored
    )
    return f"{removed} {restored}"


def differing_rows_text(rows: pd.DataFrame) -> str:
    """Return `cases: 12 new, 3 changed; all tables: 1,246 new, 3 changed, 5 removed`.

    `rows` has the columns table, new, changed, removed. Cases are left out if none changed.
    """
    cases = _changes_text(rows[rows["table"] == CASES])
    parts = [t("cases: {changes}", changes=cases)] if cases else []
    parts.append(t("all tables: {changes}", changes=_changes_text(rows) or t(NOTHING)))
    return "; ".join(parts)


def _changes_text(rows: pd.DataFrame) -> str:
    sums = {side: int(rows[side].sum()) for side in SIDES}
    said = {
        "new": n("{count} new", "{count} new", sums["new"]),
        "changed": n("{count} changed", "{count} changed", sums["changed"]),
        "removed": n("{count} removed", "{count} removed", sums["removed"]),
    }
    return comma_list(said[side] for side, number in sums.items() if number)


Days = Mapping[str, date]


def reference_dates_text(days: Days) -> str:
    """Return the reference dates with their jurisdictions; empty if all have the same date.

    `days` maps names of jurisdictions to dates.
    """
    if len(set(days.values())) <= 1:
        return ""
    names = sorted(days, key=sort_key)
    by_day = [
        f"{words.day(day)} ({words.listing([name for name in names if days[name] == day])})"
        for day in sorted(set(days.values()))
    ]
    return t("Reference dates: {days}.", days="; ".join(by_day))


def own_and_other_reference_dates(here: str, judged_on: date, days: Days) -> str:
    """Return the reference date of the jurisdiction `here` and those of the others.

    Empty if all have the same date.
    """
    others = sorted({day for name, day in days.items() if name != here})
    if set(others) <= {judged_on}:
        return ""
    first, last = words.day(others[0]), words.day(others[-1])
    about = {"day": words.day(judged_on), "place": here}
    if first == last:
        return t(
            "Reference date: {day} ({place}); {others} (other jurisdictions).",
            others=first,
            **about,
        )
    return t(
        "Reference date: {day} ({place}); {first} to {last} (other jurisdictions).",
        first=first,
        last=last,
        **about,
    )
