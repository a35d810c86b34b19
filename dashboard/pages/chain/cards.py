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
from schemas.language import marked, n, t

NETWORK = marked("More than one link, and links outside the place of exploitation")
NETWORK_MEASURES = ("N01", "N01s", "N01n", "N02", "N02l", "N02d", "N03", "N03p", "N04", "N05")
GROUP_AND_YEAR = marked("Group and year")
TOGETHER = marked("Which links were charged together")
BY_YEAR = marked(
    "Share of cases charged as trafficking in which each group was charged, by year, with 95%"
    " confidence intervals. All charts have the same scale."
)
# What the page shows of records, and no release holds; the second one of a single form.
RECORDS_ALONE = (
    marked("which links were charged together"),
    marked("how far charges reach, by group and year"),
)
# The reach of a group is counted over the cases that N01 counts.
MATURITY = chain_strip.COUNTED_AS


def not_in_release(choice: filters.Choice) -> tuple[str, ...]:
    """What no release holds under the choice."""
    has_chain = filter_options.release_includes(plan.CHAIN, choice)
    return tuple(t(one) for one in (RECORDS_ALONE[:1] if has_chain else RECORDS_ALONE))


def together_note() -> str:
    """How to read which links were charged together."""
    colours = t(
        "Blue: more than one group of links. Grey: one group only. Right: share of cases in which"
        " the group was charged."
    )
    return f"{basis_sentence()} {colours}"


def draw_together(combinations: pd.DataFrame, reach: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw which groups were charged together. Frames as `metrics.chain` returns them."""
    here = combinations[combinations["jurisdiction"] == choice.jurisdiction]
    reached = reach[reach["jurisdiction"] == choice.jurisdiction]
    combined = frames.combination_rows(here)
    if combined.empty:
        draw_nothing(chain_strip.absence_sentence(reached, choice.period, _window()))
        return
    sentence = several_sentence(combined)
    heading = t(
        "Cases by the groups of links charged together in {place}, {period}.",
        place=filters.subject(choice),
        period=choice.period,
    )
    spoken = f"{heading} {sentence}"
    name = "links_charged_together"
    drawn = partial(charts.upset, frames.most_frequent(combined), frames.group_rows(reached))
    draw_plain_chart(drawn, alt=spoken, name=name)
    html_card.draw_note(" ".join((sentence, *_left_out(here, combined))), key="chain.left_out")
    of_card = card_export.export_numbers(
        t("Links charged together"),
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
    reached = n(
        "{count} of the {total} cases with a recorded link reaches more than one group.",
        "{count} of the {total} cases with a recorded link reach more than one group.",
        more,
        total=words.count(of),
    )
    counted = t(
        "Two links in the same group (such as recruiter and agency) count as one group here, and as"
        " more than one link in the measure below."
    )
    return f"{reached} {counted}"


def basis_sentence() -> str:
    """Which cases the drawing is of."""
    months = _window()
    if not months:
        return t("Cases charged as trafficking.")
    return n(
        "Cases charged as trafficking at least {count} month ago.",
        "Cases charged as trafficking at least {count} months ago.",
        months,
    )


def _window() -> int:
    return catalogue.CATALOGUE[MATURITY].window(data.chosen())


def _left_out(combinations: pd.DataFrame, combined: pd.DataFrame) -> list[str]:
    """What the chart does not show, in words."""
    lines = []
    kinds, cases = frames.others_count(combined)
    if kinds:
        lines.append(
            n(
                "{count} rarer combination is shown only in the table. Its cases: {cases}.",
                "{count} rarer combinations are shown only in the table. Their cases: {cases}.",
                kinds,
                cases=words.count(cases),
            )
        )
    if unlinked := frames.cases_without_link(combinations):
        lines.append(
            n(
                "No link is recorded in {count} more case.",
                "No link is recorded in {count} more cases.",
                unlinked,
            )
        )
    return lines


def draw_by_year(choice: filters.Choice) -> None:
    """Draw each group's share by year, all on one scale."""
    drawing = _by_year(choice)
    chart_card.draw_panels(
        drawing,
        otherwise=t(
            "No year has enough cases charged as trafficking with recorded links in {place}.",
            place=filters.subject(choice),
        ),
        name="reach_by_year",
        export=card_export.export_drawn(
            t("Groups of links charged, by year"),
            choice,
            drawing.rows,
            t(GROUP_AND_YEAR),
            period=data.every_year(),
            says=(t(BY_YEAR), drawing.read),
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
        spoken=t("share of cases charged as trafficking by year"),
        heading=t(GROUP_AND_YEAR),
    )
