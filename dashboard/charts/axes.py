"""What the charts share: how values are scaled and written, and which columns may be drawn."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import altair as alt
import pandas as pd
from altair.utils import schemapi

from metrics import twelve_digits
from schemas.language import marked, t

# What every drawn row carries: numbers where its status lets them be shown, and words always.
VALUE_COLUMNS = (
    *("value", "low", "high", "bound_low", "bound_high", "status"),
    *("number", "glyph", "says"),
)
# How far a year goes that is not over, `to 30 June`; else empty.
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
    """How values are drawn: what writes a label's expression, the scale's ends and least step.

    `unit` is a message, `title` what else is the axis' heading, as a currency.
    """

    write_label: Callable[[], str]
    unit: str = ""
    title: str | None = None
    domain: tuple[float, float] | None = None
    least_step: float = 0

    @property
    def heading(self) -> str | None:
        """What is said of the values beside the axis, if anything."""
        return self.title or (t(self.unit) if self.unit else None)

    @property
    def label(self) -> str:
        """An expression that writes a value in the reader's language."""
        return self.write_label()

    def scale(self, rows: pd.DataFrame) -> alt.Scale:
        """The scale every layer states: its fixed ends, or from 0 to the highest number of rows."""
        if self.domain is not None:
            return alt.Scale(domain=list(self.domain), nice=False)
        highest = rows[["value", "low", "high", "bound_high"]].astype(float).max(axis=None)
        if have_open_ends(rows).any():
            # An open interval runs on beyond the highest number: it needs some way to go.
            return alt.Scale(domain=[0, highest * HEADROOM], nice=False)
        return alt.Scale(domain=[0, highest if highest > 0 else 1], nice=True)

    def with_open_ends(self, rows: pd.DataFrame) -> tuple[pd.DataFrame, "ValueAxis"]:
        """The rows with open intervals (`7.7 or more`) drawn to the axis' end, and that axis.

        The column OPEN says which are. One without a lower limit (`up to 7.7`) begins at 0.
        """
        is_open = have_open_ends(rows)
        from_none = rows["value"].notna() & rows["low"].isna() & rows["high"].notna()
        rows = rows.assign(**{OPEN: is_open, "low": rows["low"].mask(from_none, 0.0)})
        if not is_open.any():
            return rows, self
        low, high = self.scale(rows).domain
        return rows.assign(high=rows["high"].mask(is_open, high)), replace(self, domain=(low, high))

    def common(self, frames: Sequence[pd.DataFrame]) -> "ValueAxis":
        """The same axis with the ends that hold all of several drawings."""
        if self.domain is not None or not frames:
            return self
        low, high = self.scale(pd.concat(frames)).domain
        return replace(self, domain=(low, high))


NUMBER = "format(datum.value, ',.0f')"


def _number_label() -> str:
    return NUMBER


def _percent_label() -> str:
    return _in_message(marked("{number}%"), "format(100 * datum.value, '.0f')")


def _amount_label() -> str:
    """Money in the words of `schemas.language.short_money`."""
    label = NUMBER
    for least, step in ((1e6, marked("{number} million")), (1e9, marked("{number} billion"))):
        written = _in_message(step, f"format(datum.value / {least:.0f}, ',.3~r')")
        label = f"abs(datum.value) >= {least:.0f} ? {written} : {label}"
    return label


def _plain_label() -> str:
    return "format(datum.value, ',.3~r')"


def _in_message(message: str, number: str) -> str:
    """An expression of the message with the expression `number` in it."""
    before, after = t(message, number="\n").split("\n")
    return " + ".join((json.dumps(before), number, json.dumps(after)))


SHARE = ValueAxis(_percent_label, domain=(0.0, 1.0))
RATIO = ValueAxis(_percent_label)
MONTHS = ValueAxis(_number_label, unit=marked("months"), least_step=1)
DAYS = ValueAxis(_number_label, unit=marked("days"), least_step=1)
COUNT = ValueAxis(_number_label, least_step=1)
AMOUNT = ValueAxis(_amount_label)
# Days, months, ratios and rates: the text of each value says of what.
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


def records(frame: pd.DataFrame) -> Any:
    """The frame as JSON has it: a list of rows by name, numbers with the digits of files."""
    numbers = frame.select_dtypes("float")
    rounded = frame.assign(**{name: of.map(twelve_digits) for name, of in numbers.items()})
    return json.loads(rounded.to_json(orient="records", double_precision=15))


@dataclass(frozen=True)
class Chart:
    """Layers in one view that takes the width of its place.

    Not Altair's own chart of layers: that copies each layer three times, hashes the text of its
    frame for a name that nothing refers to, and turns the frame into rows for each anew, which was
    two thirds of the time that a chart took.
    """

    layers: tuple[alt.Chart, ...]
    height: int
    autosize: alt.AutoSizeParams | None = None

    def to_dict(self, *, validate: bool = True, rows_of: RowsOf = records) -> dict[str, Any]:
        """The Vega-Lite specification; each frame is in it once, by name, as `rows_of` has it."""
        frames: dict[int, str] = {}
        datasets: dict[str, pd.DataFrame] = {}
        layers = [
            self._named(one, self._name(one, frames, datasets)).to_dict(
                validate=validate, context={"top_level": False, "datasets": {}}
            )
            for one in self.layers
        ]
        sized = {"autosize": self.autosize.to_dict(validate=validate)} if self.autosize else {}
        return {
            "$schema": alt.SCHEMA_URL,
            "layer": layers,
            "height": self.height,
            "datasets": {name: rows_of(frame) for name, frame in datasets.items()},
            **sized,
        }

    @staticmethod
    def _name(one: alt.Chart, frames: dict[int, str], datasets: dict[str, pd.DataFrame]) -> str:
        """What the layer's frame, put into `datasets`, is called; empty where it has none."""
        if not isinstance(one.data, pd.DataFrame):
            return ""
        name = frames.setdefault(id(one.data), f"rows_{len(frames)}")
        datasets[name] = one.data
        return name

    @staticmethod
    def _named(one: alt.Chart, name: str) -> alt.Chart:
        if not name:
            return one
        named = one.copy(deep=False)
        named.data = alt.NamedData(name=name)
        return named


def layered(layers: list[alt.Chart], height: int) -> Chart:
    """The layers as one view that takes the width of its place.

    Only text and marks with a description are read out: anything else would be an image
    without a name.
    """
    for layer in layers:
        wordless = layer.encoding.description is alt.Undefined
        if wordless and layer.mark.type != "text":
            layer.mark.aria = False
    return Chart(tuple(layers), height)


def as_vega_lite(chart: Callable[[], Chart], rows_of: RowsOf = records) -> dict[str, Any]:
    """The chart as Vega-Lite reads it, its frames as `rows_of` has them.

    Held against the schema at each step it takes twice as long; the tests of charts do that.
    """
    with schemapi.debug_mode(False):
        return chart().to_dict(validate=False, rows_of=rows_of)


def have_open_ends(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Which rows have a lower limit and no upper one; of a median not reached nothing else."""
    return rows["low"].notna() & rows["high"].isna()


def any_shown(rows: pd.DataFrame) -> bool:
    """Whether a layer of shown values holds any; an empty one must not be read out."""
    return bool(rows["value"].notna().any())


def listed(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Only `columns` of the frame: Altair puts every column it is given into the page."""
    return frame.loc[:, list(columns)]


def names(frame: pd.DataFrame, column: str) -> list[str]:
    """A column's values, each once, in the frame's order: the domain of a discrete scale."""
    return [str(name) for name in frame[column].drop_duplicates()]


# A row of a drawing has room for two lines of words, set around its middle.
LINE_HEIGHT, ABOVE_MIDDLE = 12, "alphabetic"


def off_lines(words: alt.Chart) -> tuple[alt.Chart, alt.Chart]:
    """A layer of words, and under it the same in the colour of the page: a line ends at them."""
    under = words.copy(deep=False)
    under.mark = words.mark.copy()
    under.mark.style = [words.mark.style, "halo"]
    under.mark.aria = False
    return under, words


@dataclass(frozen=True)
class TwoLines:
    """The expression `words` as two lines where `when` is so, parted at the space near the middle.

    What has no space there stays one line.
    """

    words: str
    when: str

    @property
    def _place(self) -> str:
        return f"lastindexof(slice({self.words}, 0, floor(length({self.words}) / 2) + 3), ' ')"

    @property
    def are_two(self) -> str:
        """Whether they are two lines: these stand around the middle by ABOVE_MIDDLE."""
        return f"({self.when}) && {self._place} > 0"

    @property
    def text(self) -> str:
        """One line or both."""
        first, second = (
            f"slice({self.words}, 0, {self._place})",
            f"slice({self.words}, {self._place} + 1)",
        )
        return f"{self.are_two} ? [{first}, {second}] : {self.words}"
