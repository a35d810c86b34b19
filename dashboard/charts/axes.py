"""Shared parts of the charts: axes, number formats, layers, and the columns sent to browsers."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import altair as alt
import pandas as pd
from altair.utils import schemapi

from metrics import round_to_twelve_digits
from schemas import language
from schemas.language import marked, t

# The columns that charts may send to browsers: numbers only if the status allows it, and words
# always.
VALUE_COLUMNS = (
    *("value", "low", "high", "bound_low", "bound_high", "status"),
    *("number", "glyph", "says"),
)
# How far an unfinished year goes, `to 30 June`; empty for full years.
RUNNING = "running"

# Whether an interval has no upper limit.
OPEN = "open"
HEADROOM = 1.15

RowsOf = Callable[[pd.DataFrame], Any]
IS_SHOWN = "isValid(datum.value)"
HAS_ENDS = "isValid(datum.low) && isValid(datum.high)"
HAS_INTERVAL = f"{IS_SHOWN} && {HAS_ENDS}"
HAS_BOUNDS = "isValid(datum.bound_low) && isValid(datum.bound_high)"
NOT_SHOWN = "!isValid(datum.value)"
IS_RUNNING = f"{IS_SHOWN} && datum.{RUNNING} !== ''"


@dataclass(frozen=True)
class ValueAxis:
    """The axis of a chart's values: number format, heading, range and smallest step between ticks.

    `unit` is a message. `title` replaces it as heading, for example by a currency.
    """

    # Returns a Vega expression that writes a value in the reader's language.
    label: Callable[[], str]
    unit: str = ""
    title: str | None = None
    domain: tuple[float, float] | None = None
    least_step: float = 0

    @property
    def heading(self) -> str | None:
        """Return the heading of the axis; None if it has none."""
        return self.title or (t(self.unit) if self.unit else None)

    def scale(self, rows: pd.DataFrame) -> alt.Scale:
        """Return the scale: the fixed range, or from 0 to the highest number in the rows."""
        if self.domain is not None:
            return alt.Scale(domain=list(self.domain), nice=False)
        highest = rows[["value", "low", "high", "bound_high"]].astype(float).max(axis=None)
        if have_open_ends(rows).any():
            # An open interval continues above the highest number, so it needs some space.
            return alt.Scale(domain=[0, highest * HEADROOM], nice=False)
        return alt.Scale(domain=[0, highest if highest > 0 else 1], nice=True)

    def with_open_ends(self, rows: pd.DataFrame) -> tuple[pd.DataFrame, "ValueAxis"]:
        """Return the rows with open intervals (`7.7 or more`) extended to the end, and the axis.

        The column OPEN marks these rows. Intervals without lower limit (`up to 7.7`) begin at 0.
        """
        is_open = have_open_ends(rows)
        from_none = rows["value"].notna() & rows["low"].isna() & rows["high"].notna()
        rows = rows.assign(**{OPEN: is_open, "low": rows["low"].mask(from_none, 0.0)})
        if not is_open.any():
            return rows, self
        low, high = self.scale(rows).domain
        return rows.assign(high=rows["high"].mask(is_open, high)), replace(self, domain=(low, high))

    def common(self, frames: Sequence[pd.DataFrame]) -> "ValueAxis":
        """Return the axis with a range that fits all `frames`, to compare their charts."""
        if self.domain is not None or not frames:
            return self
        low, high = self.scale(pd.concat(frames)).domain
        return replace(self, domain=(low, high))


NUMBER = "format(datum.value, ',.0f')"


def _number_label() -> str:
    """Return a Vega expression that writes a number in the reader's language."""
    return NUMBER


def _plain_label() -> str:
    """Return a Vega expression that writes a number without a unit."""
    return "format(datum.value, ',.3~r')"


def _percent_label() -> str:
    """Return a Vega expression that writes a share (0-1) as a percentage."""
    before, after = t("{number}%", number="\n").split("\n")
    return " + ".join((json.dumps(before), "format(100 * datum.value, '.0f')", json.dumps(after)))


def _amount_label() -> str:
    """Return a Vega expression that writes money like `schemas.language.short_money`."""
    label = NUMBER
    for least, unit, after in language.amount_units():
        number = f"(abs(datum.value) / {unit:.0f})"
        which = f"{number} % 1 == 0 && {number} <= 10 ? {number} - 1 : {number} < 2 ? 10 : 11"
        words = f"{json.dumps(after)}[{which}]" if len({*after}) > 1 else json.dumps(after[0])
        written = f"format(datum.value / {unit:.0f}, ',.3~r') + {words}"
        label = f"abs(datum.value) >= {least:.0f} ? {written} : {label}"
    return label


SHARE = ValueAxis(_percent_label, domain=(0.0, 1.0))
RATIO = ValueAxis(_percent_label)
MONTHS = ValueAxis(_number_label, unit=marked("months"), least_step=1)
DAYS = ValueAxis(_number_label, unit=marked("days"), least_step=1)
COUNT = ValueAxis(_number_label, least_step=1)
AMOUNT = ValueAxis(_amount_label)
# Days, months, ratios and rates: the text of each value has the unit.
PLAIN = ValueAxis(_plain_label)
AXIS_OF_KIND = {
    "Share": SHARE,
    "AmountRatio": RATIO,
    "months": MONTHS,
    "days": DAYS,
    "Count": COUNT,
    "Amount": AMOUNT,
    **dict.fromkeys(("Median", "Rate", "FlowRatio"), PLAIN),
}


def json_records(frame: pd.DataFrame) -> Any:
    """Return a frame as a list of dicts for JSON, with numbers rounded as in exported files."""
    numbers = frame.select_dtypes("float")
    rounded = frame.assign(**{name: of.map(round_to_twelve_digits) for name, of in numbers.items()})
    return json.loads(rounded.to_json(orient="records", double_precision=15))


@dataclass(frozen=True)
class Chart:
    """Several chart layers drawn on top of each other, as wide as the page allows.

    Altair's own LayerChart copies each layer three times, hashes the frames for unused names and
    converts them again for each layer. This took two thirds of the time of a chart.
    """

    layers: tuple[alt.Chart, ...]
    height: int
    autosize: alt.AutoSizeParams | None = None
    padding: Mapping[str, int] | None = None

    def to_dict(self, *, validate: bool = True, rows_of: RowsOf = json_records) -> dict[str, Any]:
        """Return the Vega-Lite specification of this chart as a dict.

        `rows_of` converts a frame to a list of dicts. Each frame is included only once.
        """
        names: dict[int, str] = {}
        datasets: dict[str, Any] = {}
        layers = []
        for one in self.layers:
            layer, frame = one, one.data
            if isinstance(frame, pd.DataFrame):
                if id(frame) not in names:
                    names[id(frame)] = name = f"rows_{len(names)}"
                    datasets[name] = rows_of(frame)
                layer = one.copy(deep=False)
                layer.data = alt.NamedData(name=names[id(frame)])
            context = {"top_level": False, "datasets": {}}
            layers.append(layer.to_dict(validate=validate, context=context))
        sized = {"autosize": self.autosize.to_dict(validate=validate)} if self.autosize else {}
        padded = {"padding": dict(self.padding)} if self.padding else {}
        return {
            "$schema": alt.SCHEMA_URL,
            "layer": layers,
            "height": self.height,
            "datasets": datasets,
            **sized,
            **padded,
        }


def layer_charts(layers: list[alt.Chart], height: int) -> Chart:
    """Combine layers into one chart as wide as the page allows.

    Screen readers read text and marks with a description. Other layers are hidden from them,
    because they would be announced as images without a name.
    """
    for layer in layers:
        wordless = layer.encoding.description is alt.Undefined
        if wordless and layer.mark.type != "text":
            layer.mark.aria = False
    return Chart(tuple(layers), height)


def as_vega_lite(chart: Callable[[], Chart], rows_of: RowsOf = json_records) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart; `rows_of` turns a frame into a list of dicts.

    Validation is off because it doubles the time. The tests of the charts validate.
    """
    with schemapi.debug_mode(False):
        return chart().to_dict(validate=False, rows_of=rows_of)


def have_open_ends(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Return which rows have a lower limit of the interval but no upper one."""
    return rows["low"].notna() & rows["high"].isna()


def has_any_value(rows: pd.DataFrame) -> bool:
    """Return whether any row has a value: screen readers must not get a layer without marks."""
    return bool(rows["value"].notna().any())


def select_columns(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return a frame with only these columns. Altair would send all others to the browser too."""
    return frame.loc[:, list(columns)]


def distinct_values(frame: pd.DataFrame, column: str) -> list[str]:
    """Return the distinct values of a column in the order of the frame, for a discrete scale."""
    return [str(name) for name in frame[column].drop_duplicates()]


# A row of a chart has room for two lines of text around its middle.
LINE_HEIGHT, ABOVE_MIDDLE = 12, "alphabetic"


def text_with_halo(words: alt.Chart) -> tuple[alt.Chart, alt.Chart]:
    """Return two layers: the text, and below it a wide outline that covers lines behind it."""
    under = words.copy(deep=False)
    under.mark = words.mark.copy()
    under.mark.style = [words.mark.style, "halo"]
    under.mark.aria = False
    return under, words


@dataclass(frozen=True)
class TwoLineText:
    """A Vega expression that splits the text `words` into two lines if `when` is true.

    It splits at a space near the middle; text without such a space stays on one line.
    """

    words: str
    when: str

    @property
    def _line_position(self) -> str:
        return f"lastindexof(slice({self.words}, 0, floor(length({self.words}) / 2) + 3), ' ')"

    @property
    def are_two(self) -> str:
        """Return a Vega expression that is true if the text is split into two lines."""
        return f"({self.when}) && {self._line_position} > 0"

    @property
    def text(self) -> str:
        """Return a Vega expression for the text, or a list of its two lines."""
        first, second = (
            f"slice({self.words}, 0, {self._line_position})",
            f"slice({self.words}, {self._line_position} + 1)",
        )
        return f"{self.are_two} ? [{first}, {second}] : {self.words}"
