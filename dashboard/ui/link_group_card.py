"""The card of the trafficking chain: in what share of cases each link group was charged."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.frames import chart_rows, peer_comparison
from dashboard.html_templates import render_template
from dashboard.records import current_records
from dashboard.ui import filters
from metrics import catalogue, measure, results
from schemas import vocabulary
from schemas.language import comma_list, marked, n, t

# The shares of link groups count the same cases as this measure.
COUNTED_AS = "N01"
TITLE = marked("How far up the chain charges reach")
_N01 = catalogue.CATALOGUE[COUNTED_AS]
# The measure whose rules apply to the comparison of a group. Charging exploiters less often is not
# worse if others are charged, so it is only called higher or lower.
COMPARED_AS = dict.fromkeys(map(str, vocabulary.LinkGroup), _N01) | {
    vocabulary.LinkGroup.EXPLOITATION.value: replace(_N01, direction=measure.Direction.CONTEXT)
}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """A link group as texts and as the heights of its bars.

    `height` is the filled part of its column and `possible` the part that may be filled, in
    percent. `possible` is larger if the value is known only within bounds, or as `<10%` or `>90%`.
    """

    id: str
    name: str
    links: str
    share: str
    height: float
    possible: float
    below: str
    others: str
    glyph: str
    words: str
    part: str
    look: str


def rows_by_link_group(reach: pd.DataFrame) -> dict[str, list[Row]]:
    """Return rows of `metrics.chain_reach.reach` by link group, each marked as a share."""
    return peer_comparison.group_rows_by_measure(reach.assign(kind="Share"), "group")


def link_groups_in_order(reach: pd.DataFrame, circle: peer_comparison.PeerGroup) -> list[Group]:
    """Return the link groups in the order of the chain.

    `reach` has the columns of `chain_reach.reach`.
    """
    rows = rows_by_link_group(reach)
    compared = peer_comparison.compare_with_peers(rows, circle, COMPARED_AS)
    uncompared = peer_comparison.most_common_reason(compared.values())
    return [
        _group_column(group, compared[group.value], uncompared)
        for group in vocabulary.LinkGroup
        if group.value in compared
    ]


def _group_column(
    group: vocabulary.LinkGroup, compared: peer_comparison.Compared, uncompared: str
) -> Group:
    row = compared.drawn
    sign, others = peer_comparison.comparison_text(compared), compared.others_drawn
    height, possible = (round(100 * end, 1) for end in _filled_heights(row))
    return Group(
        id=group.value,
        name=words.code(group),
        links=comma_list(words.code(link) for link in vocabulary.LINKS_OF_GROUP[group]),
        share=words.value(row),
        height=height,
        possible=possible,
        below=" · ".join(filter(None, (words.interval(row), words.sample_size_text(row))))
        if words.is_value_shown(row) or words.protected_value_text(row)
        else words.ABSENCES[row["status"]].words,
        others=peer_comparison.median_label(compared) if others else "",
        glyph=sign.glyph,
        words="" if compared.reading is None and compared.why == uncompared else sign.words,
        part=sign.part,
        look=sign.look,
    )


def _filled_heights(row: Row) -> tuple[float, float]:
    """Return the filled and the possible part of a group's column, from 0 to 1."""
    if words.is_value_shown(row):
        return row["value"], row["value"]
    return chart_rows.possible_limits(row) or (0.0, 0.0)


def counted_cases_sentence(reach: pd.DataFrame, jurisdiction: str, period: str) -> str:
    """Return how many charged cases the shares are based on; empty if no answer is recorded.

    Cases count only after the follow-up period of measure N01. Each share is of the cases with a
    known answer.
    """
    here = reach[reach["jurisdiction"] == jurisdiction]
    if results.OF_RELEASE in here:
        if set(here["status"]) <= {"not_yet_due", words.NOT_COLLECTED}:
            return ""
        # Rounded numbers are not added: the sum would be a number that was not released.
        largest = max(results.row_dicts(here), key=_case_count_number)
        number = words.count_text(largest, "denominator")
        if not number:
            return t("Based on cases charged as trafficking in {period}.", period=period)
        return t(
            "Based on {number} cases charged as trafficking in {period}.",
            number=words.with_about(largest, number),
            period=period,
        )
    if here.empty or not here["denominator"].max() > 0:
        return ""
    return n(
        "Based on {count} case charged as trafficking in {period}.",
        "Based on {count} cases charged as trafficking in {period}.",
        int((here["denominator"] + here["unknown"]).max()),
        period=period,
    )


def _case_count_number(row: Row) -> float:
    """Return how many cases a row counts; for a hidden number such as "<10" it returns 0.5."""
    if words.hides(row, "denominator"):
        return 0.5
    return row["denominator"] if words.is_known_number(row["denominator"]) else 0.0


def absence_sentence(reach: pd.DataFrame, period: str, window: int) -> str:
    """Return why no link group has a share to show, from the statuses of the rows `reach`.

    `reach` has the rows of one jurisdiction, `window` is the follow-up period in months.
    """
    status = set(reach["status"])
    if status == {"not_yet_due"}:
        return n(
            "{period} is too recent: cases charged as trafficking count after {count} month.",
            "{period} is too recent: cases charged as trafficking count after {count} months.",
            window,
            period=period,
        )
    if status == {words.NOT_COLLECTED}:
        return t("Links are not recorded for {period}.", period=period)
    if status - {words.EMPTY}:
        return n(
            "The charged links are not recorded in the {count} case charged as trafficking in"
            " {period}.",
            "The charged links are not recorded in any of the {count} cases charged as trafficking"
            " in {period}.",
            int(reach["unknown"].max()),
            period=period,
        )
    return t("No cases charged as trafficking in {period}.", period=period)


def _lead_sentences(based_on: str, window: int) -> str:
    """Return sentences on what the shares mean, which cases count, and after how many months."""
    sentences = [t("Share of cases in which each part of the chain was charged."), based_on]
    if window:
        sentences.append(
            n(
                "Only cases charged at least {count} month ago count.",
                "Only cases charged at least {count} months ago count.",
                window,
            )
        )
    return " ".join(sentences)


def link_group_card_html(
    reach: pd.DataFrame, circle: peer_comparison.PeerGroup, choice: filters.Choice
) -> str:
    """Return the HTML of the card for the chosen jurisdiction and period."""
    window = current_records().follow_up_months(COUNTED_AS, choice)
    here = reach[reach["jurisdiction"] == choice.jurisdiction]
    based_on = counted_cases_sentence(reach, choice.jurisdiction, choice.period)
    context = {
        "title": t(TITLE),
        "groups": link_groups_in_order(reach, circle),
        "lead": _lead_sentences(based_on, window) if based_on else "",
        "absent": "" if based_on else absence_sentence(here, choice.period, window),
        "chain": filters.page_link("chain", choice, choice.measure),
    }
    return render_template("link_group_card.html", context)
