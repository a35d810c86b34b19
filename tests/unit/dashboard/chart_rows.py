"""Hand-made frames as the charts take them, and what a chart's specification is asked for."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

VALUES = (
    *("value", "low", "high", "bound_low", "bound_high", "status"),
    *("number", "glyph", "says"),
)
SHOWN = (0.54, 0.47, 0.61, 0.5, 0.6, "ok", "54%", "", "54% (47–61), 98 of 181")
TOO_FEW = (None, None, None, None, None, "too_few", "", "<10", "Too few cases: 3 of 7")
UNKNOWN = (None, None, None, 0.2, 0.7, "bounds_only", "", "?", "Not enough data")
Specification = dict[str, Any]


def by_year(*values: tuple[object, ...], first: int = 2018) -> pd.DataFrame:
    """Rows of years in a row, with these values."""
    rows = [(str(first + position), *row) for position, row in enumerate(values)]
    return pd.DataFrame(rows, columns=["period", *VALUES]).assign(stretch="0", running="")


def in_stretch(*values: tuple[object, ...], first: int = 2018) -> pd.DataFrame:
    """The same as a run chart takes them, all in one stretch."""
    years = by_year(*values, first=first)
    return years.assign(at=[first + position + 0.5 for position in range(len(years))], stretch="0")


def medians(*steps: tuple[float, float, float]) -> pd.DataFrame:
    """Steps of start, end and median."""
    rows = [(*step, "Median") for step in steps]
    return pd.DataFrame(rows, columns=["start", "end", "middle", "says"])


def marks(*of: tuple[float, str, bool]) -> pd.DataFrame:
    """Marks of when, words, and whether it breaks the series."""
    made = pd.DataFrame(list(of), columns=["at", "label", "breaks"])
    return made.assign(letter=made["label"].str[:1])


def offices(**of: tuple[float, float, str]) -> pd.DataFrame:
    """Offices of n, share and standing, as a funnel takes them."""
    rows = [
        (label, n, value, standing, "other", "" if standing == "inside" else label, "x")
        for label, (n, value, standing) in of.items()
    ]
    columns = ["label", "n", "value", "standing", "role", "marked", "says"]
    return pd.DataFrame(rows, columns=columns)


LIMITS = pd.DataFrame(
    [(10.0, 0.1, 0.6, 0.05, 0.8, 0.3), (80.0, 0.2, 0.4, 0.15, 0.45, 0.3)],
    columns=["size", "low95", "high95", "low998", "high998", "centre"],
)


def by_label(**values: tuple[object, ...]) -> pd.DataFrame:
    """Rows of places with these values; the first is the chosen one."""
    rows = [
        (label, "other" if position else "own", "n = 181", "n = 181", "Too few cases", *row)
        for position, (label, row) in enumerate(values.items())
    ]
    return pd.DataFrame(rows, columns=["label", "role", "known", "short", "reason", *VALUES])


def encodings(specification: Specification) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each channel of each layer with its definition."""
    for layer in specification["layer"]:
        for channel, definition in layer.get("encoding", {}).items():
            for one in definition if isinstance(definition, list) else [definition]:
                yield channel, one


def domains(specification: Specification, channel: str) -> list[object]:
    """The domains that the layers state for a channel that has a field."""
    return [
        definition.get("scale", {}).get("domain")
        for of, definition in encodings(specification)
        if of == channel and "field" in definition
    ]


def columns_in_page(specification: Specification) -> set[str]:
    """The columns of all data that the specification carries."""
    named = [row for rows in specification["datasets"].values() for row in rows]
    layers = [layer.get("data", {}).get("values", []) for layer in specification["layer"]]
    return {column for row in [*named, *(row for rows in layers for row in rows)] for column in row}


def layers_of(specification: Specification, style: str) -> list[dict[str, Any]]:
    """The layers whose mark stands for `style`."""
    return [one for one in specification["layer"] if one["mark"].get("style") == style]


def filters(layer: dict[str, Any]) -> list[str]:
    """What a layer leaves out."""
    return [str(step["filter"]) for step in layer.get("transform", []) if "filter" in step]
