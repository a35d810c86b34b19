"""What unknown answers could make of a share, beside rows and in words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row

Row = Mapping[str, Any]
BOTH = "Chance and unknowns"
SURE = ("sure_low", "sure_high")


def beside(drawn: pd.DataFrame) -> list[str]:
    """How many stand behind each row, and for how many more the answer is unknown."""
    return [
        ", ".join(part for part in (row["known"], _unknown(row)) if part) for row in each_row(drawn)
    ]


def _unknown(row: Row) -> str:
    number = words.tally(row, "unknown")
    return f"{number} unknown" if number not in ("", "0") else ""


def with_sure(drawn: pd.DataFrame) -> pd.DataFrame:
    """Drawn rows whose `low` and `high` are those of chance alone, beside SURE."""
    return drawn.assign(low=drawn["chance_low"], high=drawn["chance_high"])


def written(sure: pd.DataFrame) -> list[str]:
    """The limits of `with_sure` as a table writes them: `43–64`."""
    ends = zip(*(sure[name] for name in SURE), strict=True)
    return [words.between(low, high) if words.known(low) else "" for low, high in ends]


def sentence(row: Row) -> str:
    """What a row of `with_sure` means; empty where its bounds may not be shown."""
    if not words.known(row["bound_low"]):
        return ""
    number = words.tally(row, "unknown")
    if not number:
        return ""
    if number == "0":
        return "Every answer is known: only chance is left."
    many = "Fewer than 10" if number == words.FEW else words.about(row, number)
    low, high = words.share(row["bound_low"]), words.share(row["bound_high"])
    bounds = (
        f"{many} answers are unknown. Were every one a no, the share would be {low}; were every one"
        f" a yes, {high}."
    )
    bounds = f"{bounds[:1].upper()}{bounds[1:]}"
    [region] = written(pd.DataFrame([row]))
    return (
        f"{bounds} Chance included, the true share lies within {region}{words.NO_BREAK}% "
        "with 95 % confidence (Imbens and Manski)."
    )
