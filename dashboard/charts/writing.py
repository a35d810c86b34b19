"""Writes Altair's objects as Vega-Lite, as Altair does that does not hold them against the schema.

Altair looks for numbers, days and frames in all that it writes, and copies it: ten times as long.
"""

from functools import lru_cache
from typing import Any

import altair as alt
from altair.expr.core import Expression
from altair.utils import SchemaBase, parse_shorthand

# What a field is called for in a chart: a few hundred texts in all of them.
SHORTHANDS_KEPT = 512
NOT_WRITTEN = frozenset({"shorthand", "_cached_hash"})


def written(value: Any) -> Any:
    """A value as JSON has it; what is not defined is left out."""
    if isinstance(value, Expression):
        return value.to_dict()
    if isinstance(value, SchemaBase):
        return _object(value)
    if isinstance(value, dict):
        return {name: written(of) for name, of in value.items() if of is not alt.Undefined}
    if isinstance(value, list | tuple):
        return [written(of) for of in value]
    if value is None or type(value) in (str, int, bool, float):
        return value
    # A number of numpy's.
    return float(value)


def _object(of: SchemaBase) -> Any:
    if of._args:
        return written(of._args[0])
    given = of._kwds
    shorthand = given.get("shorthand", alt.Undefined)
    if shorthand is not alt.Undefined:
        given = given | {
            name: part
            for name, part in _parsed(shorthand, typed="type" in given).items()
            if given.get(name, alt.Undefined) is alt.Undefined
        }
    kept = {name: value for name, value in given.items() if name not in NOT_WRITTEN}
    if isinstance(kept.get("mark"), str):
        kept["mark"] = {"type": kept["mark"]}
    return written(kept)


@lru_cache(SHORTHANDS_KEPT)
def _parsed(shorthand: str, *, typed: bool) -> dict[str, Any]:
    """A second end of a mark has no type of its own."""
    parsed = dict(parse_shorthand(shorthand))
    if not typed:
        parsed.pop("type", None)
    return parsed
