"""The chart of link groups charged together: combinations as columns of dots (UpSet plot)."""

from dataclasses import dataclass

import altair as alt
import pandas as pd

from dashboard.charts.axes import Chart, distinct_values, layer_charts, select_columns
from dashboard.charts.theme import OTHER, OWN, ROLES
from schemas.language import t

JOIN = "+"
# Positions are counted in dot columns from the left and in dot rows from the top of the first row.
# One view with such positions fits any width; several views side by side do not.
ROW_HEIGHT = 30
BARS, BARS_FOOT, ABOVE = 4.2, 0.4, 0.7
GAP, RIGHT, RIGHT_LABEL = 0.5, 2.4, 1.9
# Small enough in a narrow chart that dots do not touch.
DOT = "(width < 200 ? 40 : 125)"
IS_NARROW = "width < 328"
# In a narrow chart a share needs more room than a column has.
SHARE_ROOM = f"({IS_NARROW} ? 26 : 0)"


@dataclass(frozen=True)
class _Grid:
    """The positions in a chart with a number of dot columns and one row per link group."""

    columns: int
    groups: list[str]

    @property
    def right(self) -> float:
        """Return the horizontal position where the bars at the right begin."""
        return self.columns + GAP

    @property
    def header(self) -> float:
        """Return where the bars at the right begin, as a part of the chart's width (0-1)."""
        return self.right / (self.right + RIGHT + RIGHT_LABEL)

    def across(self, field: str) -> alt.X:
        """Return the horizontal encoding of a field of positions."""
        ends = [0, self.right + RIGHT + RIGHT_LABEL]
        scale = alt.Scale(domain=ends, range=[0, alt.expr(f"width - {SHARE_ROOM}")], nice=False)
        return alt.X(f"{field}:Q", title=None, axis=None, scale=scale)

    def down(self, field: str) -> alt.Y:
        """Return the vertical encoding of a field of positions."""
        ends = [len(self.groups), -BARS - ABOVE]
        return alt.Y(f"{field}:Q", title=None, axis=None, scale=alt.Scale(domain=ends, nice=False))


def link_combinations_chart(combinations: pd.DataFrame, groups: pd.DataFrame) -> Chart:
    """Draw each combination of link groups as a column of dots under a bar of its `cases`.

    `combinations`: groups (ids joined by +), cases, label, says; most frequent first. `groups`:
    group (id), label, value (share of cases it was charged in, 0-1), value_label, in the order of
    the chain. Columns of several groups have the accent colour, others are grey.
    """
    grid = _Grid(columns=len(combinations), groups=distinct_values(groups, "group"))
    layers = [
        *_draw_bars(combinations, grid),
        *_draw_dots(combinations, grid),
        *_charged_in(groups, grid),
    ]
    height = int(ROW_HEIGHT * (len(grid.groups) + BARS + ABOVE))
    return layer_charts(layers, height)


def _placed(combinations: pd.DataFrame) -> alt.Chart:
    """Return a chart of the combinations with their horizontal position and their groups."""
    return (
        alt.Chart(select_columns(combinations, ("groups", "cases", "label", "says")))
        .transform_window(rank="row_number()")
        .transform_calculate(
            across="datum.rank - 0.5",
            members=f"split(datum.groups, '{JOIN}')",
            foot=f"{-BARS_FOOT}",
        )
    )


def _draw_bars(combinations: pd.DataFrame, grid: _Grid) -> list[alt.Chart]:
    bars = (
        _placed(combinations)
        .transform_joinaggregate(most="max(cases)")
        .transform_calculate(
            top=f"{-BARS_FOOT} - {BARS - BARS_FOOT} * datum.cases / datum.most",
            left="datum.across - 0.27",
            right="datum.across + 0.27",
            role=f"length(datum.members) > 1 ? '{OWN}' : '{OTHER}'",
        )
    )
    color = alt.Color("role:N", scale=alt.Scale(domain=list(ROLES)), legend=None)
    across, top = grid.across("left"), grid.down("top")
    return [
        bars.mark_rect(cornerRadius=1).encode(
            x=across,
            x2=alt.X2("right:Q"),
            y=top,
            y2=alt.Y2("foot:Q"),
            color=color,
            tooltip=_combination_tooltip(),
            description=alt.Description("says:N"),
        ),
        bars.mark_text(
            style="value",
            # In a narrow chart the numbers would overlap, so they are rotated.
            angle=alt.ExprRef(f"{IS_NARROW} ? 270 : 0"),
            align=alt.ExprRef(f"{IS_NARROW} ? 'left' : 'center'"),
            baseline=alt.ExprRef(f"{IS_NARROW} ? 'middle' : 'bottom'"),
            dx=alt.ExprRef(f"{IS_NARROW} ? 4 : 0"),
            dy=alt.ExprRef(f"{IS_NARROW} ? 0 : -4"),
            fontSize=alt.ExprRef(f"{IS_NARROW} ? 10 : 13"),
        ).encode(x=grid.across("across"), y=top, text=alt.Text("label:N")),
    ]


def _draw_dots(combinations: pd.DataFrame, grid: _Grid) -> list[alt.Chart]:
    placed = _placed(combinations)
    every = placed.transform_calculate(row=f"sequence({len(grid.groups)})").transform_flatten(
        ["row"]
    )
    members = placed.transform_flatten(["members"], ["group"]).transform_calculate(
        down=f"indexof({grid.groups}, datum.group) + 0.5"
    )
    ties = members.transform_joinaggregate(first="min(down)", last="max(down)", groupby=["groups"])
    across = grid.across("across")
    return [
        every.transform_calculate(down="datum.row + 0.5")
        .mark_point(style="track", filled=True, opacity=1, size=alt.ExprRef(DOT))
        .encode(x=across, y=grid.down("down")),
        ties.mark_rule(style="tie").encode(x=across, y=grid.down("first"), y2=alt.Y2("last:Q")),
        members.mark_point(style="ink", filled=True, opacity=1, size=alt.ExprRef(DOT)).encode(
            x=across,
            y=grid.down("down"),
            tooltip=_combination_tooltip(),
            description=alt.Description("says:N"),
        ),
    ]


def _charged_in(groups: pd.DataFrame, grid: _Grid) -> list[alt.Chart]:
    """Draw the names of the link groups, and a bar for the share of cases each was charged in."""
    rows = (
        alt.Chart(select_columns(groups, ("group", "label", "value", "value_label")))
        .transform_window(row="row_number()")
        .transform_calculate(
            down="datum.row - 0.5",
            upper="datum.row - 0.75",
            lower="datum.row - 0.25",
            start=f"{grid.right}",
            end=f"{grid.right} + {RIGHT} * datum.value",
        )
    )
    header = alt.Chart(alt.Data(values=[{"down": -BARS_FOOT}]))
    down, start = grid.down("down"), grid.across("start")
    tooltip = [
        alt.Tooltip("label:N", title=t("Group of links")),
        alt.Tooltip("value_label:N", title=t("Share of cases")),
    ]
    return [
        rows.mark_text(style="label", align="right", dx=-8).encode(
            x=alt.XValue(0), y=down, text=alt.Text("label:N")
        ),
        rows.transform_filter("isValid(datum.value)")
        .mark_rect(style="pale")
        .encode(
            x=start, x2=alt.X2("end:Q"), y=grid.down("upper"), y2=alt.Y2("lower:Q"), tooltip=tooltip
        ),
        rows.mark_text(style="note", align="left", dx=5).encode(
            x=grid.across("end"), y=down, text=alt.Text("value_label:N")
        ),
        header.mark_text(
            style="note",
            baseline="bottom",
            align=alt.ExprRef(f"{IS_NARROW} ? 'right' : 'left'"),
            text=t("Share of cases"),
        ).encode(x=alt.XValue(alt.expr(f"{IS_NARROW} ? width : {grid.header} * width")), y=down),
    ]


def _combination_tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("says:N", title=t("Charged together")),
        alt.Tooltip("label:N", title=t("Cases")),
    ]
