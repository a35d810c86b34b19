"""Assets of no case: nothing says of which offence they are, and measures count them."""

from collections.abc import Iterator

import polars as pl

from schemas import findings, tables
from schemas import vocabulary as v
from seed.gate.keys import Known


def caseless(known: Known) -> Iterator[findings.Finding]:
    """A warning where assets name no case, and other cases here are not of trafficking.

    A register of trafficking alone may leave its cases out; one of all offences may not.
    """
    cases, assets = known.rows.get(tables.cases.name), known.rows.get(tables.assets.name)
    if cases is None or assets is None:
        return
    others = cases.frame.filter(pl.col("scope") == v.Scope.OTHER_OFFENCE).height
    lone = assets.frame.filter(pl.col("case_id").is_null() & ~assets.refused).height
    if others and lone:
        of_others = "1 case here is" if others == 1 else f"{others:,} cases here are"
        they = "1 asset names" if lone == 1 else f"{lone:,} assets name"
        wording = (
            f"{they} no case, so that nothing says of which offence they are, and measures count"
            f" them. {of_others} of another offence than trafficking: give assets of such offences"
            " their case, or leave them out."
        )
        yield findings.Finding(
            assets.files[0],
            "assets.without_case",
            wording,
            findings.Severity.WARNING,
            column="case_id",
            occurrences=lone,
        )
