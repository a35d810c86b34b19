"""Cost against size as a picture: seconds of each step by the number of cases, ours and peers."""

from collections.abc import Sequence

import altair as alt
import pandas as pd
import vl_convert

from bench.scale.bringing_in import INTAKE, UNITS
from bench.scale.counting import ALL, FILTERED, PAGE
from bench.scale.rows import OURS, Row

STEPS = (INTAKE, UNITS, ALL, FILTERED, PAGE)
# Told apart by colour-blind readers (Okabe and Ito), and by their signs without any colour.
COLOURS = {
    OURS: "#000000",
    "by hand": "#0072b2",
    "copied": "#56b4e9",
    "a query per card": "#d55e00",
    "polars": "#009e73",
    "pandas": "#cc79a7",
}
WIDTH, HEIGHT = 190, 170


def chart(rows: Sequence[Row]) -> alt.FacetChart:
    """A row of panels for each database, a panel for each step; both axes are logarithmic."""
    frame = pd.DataFrame(
        [(r.database, r.cases, r.step, r.way, r.seconds) for r in rows],
        columns=["database", "cases", "step", "way", "seconds"],
    )
    colours = alt.Scale(domain=[*COLOURS], range=[*COLOURS.values()])
    legend = alt.Legend(title=None, orient="top")
    points = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(size=45), strokeWidth=1.5)
        .encode(
            alt.X("cases:Q", title="cases", scale=alt.Scale(type="log"), axis=_axis(",")),
            alt.Y("seconds:Q", title="seconds", scale=alt.Scale(type="log"), axis=_axis("~g")),
            color=alt.Color("way:N", scale=colours, legend=legend),
            shape=alt.Shape("way:N", scale=alt.Scale(domain=[*COLOURS]), legend=legend),
        )
        .properties(width=WIDTH, height=HEIGHT)
    )
    return points.facet(
        row=alt.Row("database:N", title=None),
        column=alt.Column("step:N", title=None, sort=[*STEPS]),
    )


def _axis(form: str) -> alt.Axis:
    # A tick for each power of ten.
    return alt.Axis(format=form, values=[10.0**power for power in range(-3, 8)], grid=True)


def drawn(rows: Sequence[Row]) -> str:
    """The picture as SVG, on white."""
    plain = chart(rows).configure(background="#ffffff", font="sans-serif")
    return str(vl_convert.vegalite_to_svg(plain.to_dict()))
