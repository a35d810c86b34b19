"""Link groups: how often each was charged, and which were charged together."""

import pandas as pd

from dashboard import words
from schemas import vocabulary
from schemas.language import t

JOIN = "+"
# More columns than this cannot be read on a telephone; the rest is said in words.
COLUMNS_DRAWN = 10
GROUPS = tuple(group.value for group in vocabulary.LinkGroup)


def group_rows(reach: pd.DataFrame) -> pd.DataFrame:
    """Per link group in the order of the chain: group, label, value (share, 0-1), value_label.

    `reach` holds one place's rows of `metrics.chain.reach`; a group whose share may not be shown
    has the glyph of its status.
    """
    by_group = {str(row["group"]): row for row in reach.to_dict("records")}
    rows = []
    for group in GROUPS:
        row = by_group.get(group)
        shown = row is not None and row["status"] == words.SHOWN and words.known(row["value"])
        value = float(row["value"]) if row is not None and shown else None
        absent = (
            words.absence("empty" if row is None else str(row["status"])).glyph if not shown else ""
        )
        label = words.share(value) if value is not None else absent
        rows.append((group, words.code(group), value, label))
    return pd.DataFrame(rows, columns=["group", "label", "value", "value_label"])


def combination_rows(combinations: pd.DataFrame) -> pd.DataFrame:
    """Per combination, most cases first: groups (ids joined by +), cases, label, says.

    Cases without any known link are left out; `without_link` counts them.
    """
    linked = combinations[combinations["groups"].map(_join_groups) != ""]
    drawn = pd.DataFrame(
        {"groups": linked["groups"].map(_join_groups), "cases": linked["cases"].astype(int)}
    )
    drawn = drawn.groupby("groups", as_index=False)["cases"].sum()
    drawn = drawn.sort_values(["cases", "groups"], ascending=[False, True], ignore_index=True)
    return drawn.assign(
        label=[words.count(cases) for cases in drawn["cases"]],
        says=[combination_text(groups) for groups in drawn["groups"]],
    )


def combination_numbers(combined: pd.DataFrame) -> pd.DataFrame:
    """The combinations as numbers. Columns: Charged together, Groups of links, Cases."""
    return pd.DataFrame(
        {
            t("Charged together"): combined["says"],
            t("Groups of links"): combined["groups"].str.count(f"[{JOIN}]") + 1,
            t("Cases"): combined["cases"],
        }
    )


def cases_without_link(combinations: pd.DataFrame) -> int:
    """The charged cases in which no link is known."""
    return int(combinations.loc[combinations["groups"].map(_join_groups) == "", "cases"].sum())


def cases_of_several(combined: pd.DataFrame) -> tuple[int, int]:
    """The cases in which more than one group was charged, and all cases."""
    more = combined["groups"].str.contains(JOIN, regex=False)
    return int(combined.loc[more, "cases"].sum()), int(combined["cases"].sum())


def most_frequent(combined: pd.DataFrame) -> pd.DataFrame:
    """The combinations that are drawn."""
    return combined.head(COLUMNS_DRAWN)


def others_count(combined: pd.DataFrame) -> tuple[int, int]:
    """How many combinations are not drawn, and their cases."""
    left = combined.iloc[COLUMNS_DRAWN:]
    return len(left), int(left["cases"].sum())


def combination_text(groups: str) -> str:
    """A combination as people say it: `Recruitment, Exploitation`."""
    return ", ".join(words.code(group) for group in groups.split(JOIN))


def _join_groups(groups: object) -> str:
    """A combination as text in the order of the chain, whether it came as text or as a tuple."""
    parts = groups.split(JOIN) if isinstance(groups, str) else list(groups)  # type: ignore[call-overload]
    return JOIN.join(group for group in GROUPS if group in parts)
