"""The chain in detail: which link groups were charged together, and how far by year."""

from functools import partial

import pandas as pd

from dashboard import charts, data, filter_options, words
from dashboard.export import card_export
from dashboard.frames import tables
from dashboard.pages.chain import frames
from dashboard.ui import chain_strip, chart_card, filters, html_card
from dashboard.ui.chart_card import draw_nothing, draw_plain_chart, draw_table_below
from metrics import catalogue
from metrics.release import plan

NETWORK = "More than one link, and beyond the destination"
NETWORK_MEASURES = ("N01", "N01s", "N01n", "N02", "N02l", "N02d", "N03", "N03p", "N04", "N05")
GROUP_AND_YEAR = "Group and year"
TOGETHER = "Which links were charged together"
BY_YEAR = (
    "Share of cases charged as trafficking in which each group was charged, by year, with 95%"
    " confidence intervals. All charts have the same scale."
)
# What the page shows of records, and no release holds; the second one of a single form.
RECORDS_ALONE = ("which links were charged together", "how far charges reach, by group and year")
# The reach of a group is counted over the cases that N01 counts.
MATURITY = chain_strip.COUNTED_AS


def not_in_release(choice: filters.Choice) -> tuple[str, ...]:
    """What no release holds under the choice."""
    return (
        RECORDS_ALONE[:1] if filter_options.release_includes(plan.CHAIN, choice) else RECORDS_ALONE
    )


def together_note() -> str:
    """How to read which links were charged together."""
    return (
        f"{basis_sentence()} Blue: more than one group of links. Grey: one group only. Right:"
        " share of cases in which the group was charged."
    )


def draw_together(combinations: pd.DataFrame, reach: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw which groups were charged together. Frames as `metrics.chain` returns them."""
    here = combinations[combinations["jurisdiction"] == choice.jurisdiction]
    reached = reach[reach["jurisdiction"] == choice.jurisdiction]
    combined = frames.combination_rows(here)
    if combined.empty:
        draw_nothing(chain_strip.absence_sentence(reached, choice.period, _window()))
        return
    sentence = several_sentence(combined)
    spoken = (
        f"Cases by the link groups charged together in {filters.subject(choice)}, {choice.period}: "
        f"{sentence}"
    )
    name = "links_charged_together"
    drawn = partial(charts.upset, frames.most_frequent(combined), frames.group_rows(reached))
    draw_plain_chart(drawn, alt=spoken, name=name)
    html_card.draw_note(" ".join((sentence, *_left_out(here, combined))), key="chain.left_out")
    of_card = card_export.export_numbers(
        "Links charged together",
        choice,
        frames.combination_numbers(combined),
        says=(basis_sentence(), sentence, *_left_out(here, combined)),
    )
    draw_table_below(
        tables.combinations_table(combined),
        of_card.drawn({card_export.ONE: drawn}, spoken),
        name=name,
    )


def several_sentence(combined: pd.DataFrame) -> str:
    """How many cases reach more than one group, and why more may have more than one link."""
    more, of = frames.cases_of_several(combined)
    reach_ = "reaches" if more == 1 else "reach"
    return (
        f"{words.count(more)} of {_cases(of)} with a known link {reach_} more than one group. Two"
        " links in the same group (such as recruiter and agency) count as one group here, and as"
        " more than one link in the measure below."
    )


def basis_sentence() -> str:
    """Which cases the drawing is of."""
    months = _window()
    since = f", charged at least {months} months ago" if months else ""
    return f"Cases charged as trafficking{since}."


def _window() -> int:
    return catalogue.CATALOGUE[MATURITY].window(data.chosen())


def _cases(number: int) -> str:
    return words.counted(number, "case")


def _left_out(combinations: pd.DataFrame, combined: pd.DataFrame) -> list[str]:
    """What the chart does not show, in words."""
    lines = []
    kinds, cases = frames.others_count(combined)
    if kinds:
        rarer = "1 rarer combination" if kinds == 1 else f"{words.count(kinds)} rarer combinations"
        lines.append(f"{rarer} ({_cases(cases)} in all) are in the table only.")
    if unlinked := frames.cases_without_link(combinations):
        more = "1 more case" if unlinked == 1 else f"{words.count(unlinked)} more cases"
        lines.append(f"No link is recorded in {more}.")
    return lines


def draw_by_year(choice: filters.Choice) -> None:
    """Draw each group's share by year, all on one scale."""
    drawing = _by_year(choice)
    chart_card.draw_panels(
        drawing,
        otherwise=(
            "No year has enough cases charged as trafficking with known links in "
            f"{filters.subject(choice)}."
        ),
        name="reach_by_year",
        export=card_export.export_drawn(
            "Groups of links charged, by year",
            choice,
            drawing.rows,
            GROUP_AND_YEAR,
            period=data.every_year(),
            says=(BY_YEAR, drawing.read),
        ),
    )


def _by_year(choice: filters.Choice) -> chart_card.Panels:
    reach = data.reach(by=("year",), only=choice.only_here)
    here = reach[reach["jurisdiction"] == choice.jurisdiction].assign(kind="Share")
    counted = catalogue.CATALOGUE[MATURITY]
    return chart_card.build_panels(
        {
            words.code(group): chart_card.panel_rows(
                here[here["group"] == group], counted, choice.jurisdiction
            )
            for group in frames.GROUPS
        },
        spoken="share of cases charged as trafficking by year",
        heading=GROUP_AND_YEAR,
    )
