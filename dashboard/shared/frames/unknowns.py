"""What unknown answers could make of a share, beside rows and in words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import words

BOTH = "Chance and unknowns"
SURE = ("sure_low", "sure_high")


def beside(drawn: pd.DataFrame) -> list[str]:
    """How many stand behind each row, and for how many more the answer is unknown."""
    rows = zip(drawn["known"], drawn["unknown"], strict=True)
    return [
        ", ".join(part for part in (known, _unknown(unknown)) if part) for known, unknown in rows
    ]


def _unknown(number: float) -> str:
    return f"{words.count(number)} unknown" if words.known(number) and number else ""


def with_sure(drawn: pd.DataFrame) -> pd.DataFrame:
    """Rows of `said.obeying` whose `low` and `high` are those of chance alone, beside SURE."""
    return drawn.assign(low=drawn["chance_low"], high=drawn["chance_high"])


def written(sure: pd.DataFrame) -> list[str]:
    """The limits of `with_sure` as a table writes them: `43–64`."""
    ends = zip(*(sure[name] for name in SURE), strict=True)
    return [words.between(low, high) if words.known(low) else "" for low, high in ends]


def sentence(row: Mapping[str, Any]) -> str:
    """What a row of `with_sure` means; empty where its bounds may not be shown."""
    if not words.known(row["bound_low"]):
        return ""
    if not row["unknown"]:
        return "Every answer is known: only chance is left."
    low, high = words.share(row["bound_low"]), words.share(row["bound_high"])
    bounds = (
        f"{words.count(row['unknown'])} answers are unknown. Were every one a no, the share would "
        f"be {low}; were every one a yes, {high}."
    )
    [region] = written(pd.DataFrame([row]))
    return (
        f"{bounds} Chance included, the true share lies within {region}{words.NO_BREAK}% "
        "with 95 % confidence (Imbens and Manski)."
    )
