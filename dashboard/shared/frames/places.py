"""Rows by place or group, each with its label, in the order they are drawn."""

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from dashboard.shared.frames.chart_rows import obey_status
from schemas import columns

OWN, OTHER, BEYOND_LIMITS = "own", "other", "outside"
# On one axis two currencies would look like more and less: such amounts are listed.
OWN_CURRENCIES = "In alphabetical order, each in its own currency: amounts do not compare."


def by_place(rows: pd.DataFrame, names: Mapping[str, str], own: str) -> pd.DataFrame:
    """One row per jurisdiction of `names`, alphabetical by name; `own` is the one chosen.

    A jurisdiction without a row has no units to count.
    """
    order = sorted(names, key=lambda id_: names[id_])
    drawn = obey_status(_filled(rows, order))
    return drawn.assign(
        label=[names[id_] for id_ in order], role=[OWN if id_ == own else OTHER for id_ in order]
    )


def _filled(rows: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """The rows of the jurisdictions in their order, a row of its own where there is none."""
    at = {id_: place for place, id_ in enumerate(rows["jurisdiction"].tolist())}
    if at.keys() >= set(order):
        return rows.iloc[[at[id_] for id_ in order]].reset_index(drop=True)
    kind = str(rows["kind"].iloc[0]) if len(rows) else "Share"
    filled = rows.set_index("jurisdiction").reindex(order)
    filled["kind"] = filled["kind"].fillna(kind)
    filled["status"] = filled["status"].fillna("empty")
    return filled.rename_axis("jurisdiction").reset_index()


def by_measure(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """One row per measure of `names`, in their order, each labelled by its name."""
    order = {id_: place for place, id_ in enumerate(names)}
    here = rows[rows["measure"].isin(order)]
    drawn = obey_status(
        here.sort_values("measure", key=lambda ids: ids.map(order), ignore_index=True)
    )
    return drawn.assign(label=[names[id_] for id_ in drawn["measure"]], role=OWN)


def by_group(rows: pd.DataFrame, column: str, names: Mapping[str, str]) -> pd.DataFrame:
    """One row per value of the breakdown `column`, in the order of `names`; unknown comes last.

    Values that `names` lacks are written as codes are.
    """
    order = {name: place for place, name in enumerate(names)}
    groups = [columns.UNKNOWN if pd.isna(group) else str(group) for group in rows[column]]
    told = {
        "group": groups,
        "label": [_label(group, names) for group in groups],
        "role": [OTHER if group == columns.UNKNOWN else OWN for group in groups],
        "place": [
            len(order) + (group == columns.UNKNOWN)
            if group not in order or group == columns.UNKNOWN
            else order[group]
            for group in groups
        ],
    }
    drawn = obey_status(rows.reset_index(drop=True)).assign(**told)
    return drawn.sort_values(["place", "label"], ignore_index=True)


def _label(group: str, names: Mapping[str, str]) -> str:
    if group == columns.UNKNOWN:
        return "Not recorded"
    return names.get(group, words.code(group))


def spoken(drawn: pd.DataFrame) -> str:
    """The rows for those who do not see them drawn: `Avaria 54 % (44-63); Norland not recorded.`"""
    pairs = zip(drawn["label"], drawn["says"], strict=True)
    return "; ".join(f"{label} {says}" for label, says in pairs) + "."


def apart(names: Mapping[str, str]) -> Mapping[str, str]:
    """The names without the words with which all of them begin: what tells them apart.

    `Prosecution office of Arlen` and `Prosecution office of Vessik` are `Arlen` and `Vessik`.
    """
    split = [name.split() for name in names.values()]
    shared = 0
    # The last word of a name always stays.
    while len(names) > 1 and all(
        len(words_) > shared + 1 and words_[shared] == split[0][shared] for words_ in split
    ):
        shared += 1
    return {id_: " ".join(name.split()[shared:]) for id_, name in names.items()}


def value_of_whole(whole: pd.DataFrame, jurisdiction: str) -> float | None:
    """A place's value among rows that are not split, as it is drawn; None where none is shown."""
    here = each_row(whole[whole["jurisdiction"] == jurisdiction])
    if not here or not words.shown(here[0]):
        return None
    return float(here[0]["value"]) / words.per_drawn(here[0])
