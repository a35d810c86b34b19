"""Cards on link groups of the trafficking chain: charged, charged together, and by year."""

from functools import partial

import pandas as pd

from dashboard import charts, data, filter_options, words
from dashboard.export import card_export
from dashboard.records import cached_view, current_records
from dashboard.ui import chart_card, filters, link_group_card
from metrics import catalogue, results
from metrics.release import plan
from schemas import vocabulary
from schemas.language import comma_list, marked, n, t

JOIN = "+"

# More columns are not readable on a telephone; a sentence mentions the rest.
COLUMNS_DRAWN = 10

GROUPS = tuple(group.value for group in vocabulary.LinkGroup)


NETWORK = marked("More than one link, and links outside the place of exploitation")
NETWORK_MEASURES = ("N01", "N01s", "N01n", "N02", "N02l", "N02d", "N03", "N03p", "N04", "N05")
GROUP_AND_YEAR = marked("Group and year")
TOGETHER = marked("Which links were charged together")
SAME_GROUP = marked(
    "Two links in the same group (such as recruiter and agency) count as one group here, and as"
    " more than one link in the measure below."
)
BY_YEAR = marked(
    "Share of cases charged as trafficking with someone from each group of links charged. Band:"
    " 95% confidence interval."
)
# What the page shows for records, but no release contains; the second one if a single form is
# chosen.
RECORDS_ALONE = (
    marked("which links were charged together"),
    marked("how far charges reach, by group and year"),
)
# The shares of link groups count the same cases as measure N01.
MATURITY = link_group_card.COUNTED_AS


def not_in_release_sentence(choice: filters.Choice) -> tuple[str, ...]:
    """Return texts on what the page cannot show for the filters, because no release contains it."""
    has_chain = filter_options.release_has_shares(plan.CHAIN, choice)
    return tuple(t(one) for one in (RECORDS_ALONE[:1] if has_chain else RECORDS_ALONE))


def combinations_note(choice: filters.Choice) -> str:
    """Return how to read the chart of link groups charged together."""
    colours = t(
        "Blue: more than one group of links. Grey: one group only. Right: share of cases in which"
        " a link of the group was charged."
    )
    return f"{counted_cases_sentence(choice)} {colours}"


@cached_view
def link_combinations_card(choice: filters.Choice) -> chart_card.ChartCard | str:
    """Return which link groups were charged together, or a text that says why there are none."""
    combinations = data.combinations(years=choice.years, only=choice.only_jurisdiction)
    reach = data.reach(years=choice.years, only=choice.only_jurisdiction)
    here = combinations[combinations["jurisdiction"] == choice.jurisdiction]
    reached = reach[reach["jurisdiction"] == choice.jurisdiction]
    combined = combination_rows(here)
    if combined.empty:
        months = current_records().follow_up_months(MATURITY, choice)
        return link_group_card.absence_sentence(reached, choice.period, months)
    several = several_links_sentence(combined)
    sentence = f"{several} {t(SAME_GROUP)}"
    heading = t(
        "Cases by the groups of links charged together in {place}, {period}.",
        place=filters.subject_name(choice),
        period=choice.period,
    )
    left_out = left_out_sentences(here, combined)
    table = combinations_table(combined)
    return chart_card.ChartCard(
        partial(
            charts.link_combinations_chart,
            combined.head(COLUMNS_DRAWN),
            rows_by_link_group(reached),
        ),
        alt=f"{heading} {sentence}",
        table=table.assign(**{name: table[name].map(words.count) for name in table.columns[1:]}),
        export=card_export.export_plain_rows(
            t("Links charged together"),
            choice,
            table,
            says=(counted_cases_sentence(choice), sentence, *left_out),
        ),
        name="links_charged_together",
        says=(" ".join((several, *left_out)),),
    )


def several_links_sentence(combined: pd.DataFrame) -> str:
    """Return a sentence on how many cases have links of more than one group charged."""
    more = combined["groups"].str.contains(JOIN, regex=False)
    return n(
        "In {count} of the {total} cases with a recorded link, links of more than one group were"
        " charged.",
        "In {count} of the {total} cases with a recorded link, links of more than one group were"
        " charged.",
        int(combined.loc[more, "cases"].sum()),
        total=words.count(combined["cases"].sum()),
    )


def counted_cases_sentence(choice: filters.Choice) -> str:
    """Return a sentence on which cases the chart counts."""
    months = current_records().follow_up_months(MATURITY, choice)
    if not months:
        return t("Cases charged as trafficking.")
    return n(
        "Cases charged as trafficking at least {count} month ago.",
        "Cases charged as trafficking at least {count} months ago.",
        months,
    )


def left_out_sentences(combinations: pd.DataFrame, combined: pd.DataFrame) -> list[str]:
    """Return sentences on rare combinations and cases without a link, which are not drawn."""
    sentences = []
    rarer = combined.iloc[COLUMNS_DRAWN:]
    if len(rarer):
        sentences.append(
            n(
                "{count} rarer combination is shown only in the table. Its cases: {cases}.",
                "{count} rarer combinations are shown only in the table. Their cases: {cases}.",
                len(rarer),
                cases=words.count(rarer["cases"].sum()),
            )
        )
    if unlinked := int(combinations.loc[combinations["groups"] == "", "cases"].sum()):
        sentences.append(
            n(
                "No link is recorded in {count} more case.",
                "No link is recorded in {count} more cases.",
                unlinked,
            )
        )
    return sentences


@cached_view
def links_by_year(choice: filters.Choice) -> chart_card.PanelCard:
    """Return the share of each link group by year, in panels with one scale."""
    reach = data.reach(by=("year",), only=choice.only_jurisdiction)
    here = reach[reach["jurisdiction"] == choice.jurisdiction].assign(kind="Share")
    counted = catalogue.CATALOGUE[MATURITY]
    drawing = chart_card.build_panels(
        {
            words.code(group): chart_card.panel_rows(
                here[here["group"] == group], counted, choice.jurisdiction
            )
            for group in GROUPS
        },
        spoken=t("Share of cases charged as trafficking by year"),
        heading=t(GROUP_AND_YEAR),
    )
    return chart_card.PanelCard(
        drawing,
        otherwise=t(
            "No year has enough cases charged as trafficking with recorded links in {place}.",
            place=filters.subject_name(choice),
        ),
        name="reach_by_year",
        export=card_export.export_drawn(
            t("Groups of links charged, by year"),
            choice,
            drawing.rows,
            t(GROUP_AND_YEAR),
            period=data.all_years_text(),
            says=(t(BY_YEAR), drawing.read),
        ),
    )


def rows_by_link_group(reach: pd.DataFrame) -> pd.DataFrame:
    """Return one row per link group: group, label, value (share, 0-1), value_label.

    `reach` has the rows of `metrics.chain_reach.reach` of one jurisdiction. If a share may
    not be shown, its label is the glyph of the status.
    """
    by_group = {str(row["group"]): row for row in results.row_dicts(reach)}
    rows = []
    for group in GROUPS:
        row = by_group.get(group, {"status": words.EMPTY})
        if words.is_value_shown(row):
            value, label = row["value"], words.share(row["value"])
        else:
            value, label = None, words.ABSENCES[row["status"]].glyph
        rows.append((group, words.code(group), value, label))
    return pd.DataFrame(rows, columns=["group", "label", "value", "value_label"])


def combination_rows(combinations: pd.DataFrame) -> pd.DataFrame:
    """Return the combinations of link groups, those with most cases first.

    Columns: groups (ids joined by +), cases, label, says. Cases without any known link are left
    out.
    """
    linked = combinations[combinations["groups"] != ""].reset_index(drop=True)
    return linked.assign(
        label=[words.count(cases) for cases in linked["cases"]],
        says=[comma_list(map(words.code, groups.split(JOIN))) for groups in linked["groups"]],
    )


def combinations_table(combined: pd.DataFrame) -> pd.DataFrame:
    """Return a table of link groups charged together, their number, and the number of cases."""
    return pd.DataFrame(
        {
            t("Charged together"): combined["says"],
            t("Number of links charged"): combined["groups"].str.count(f"[{JOIN}]") + 1,
            t("Cases"): combined["cases"],
        }
    )
