"""Cards of the page Overview, the sentence that answers its question, and their downloads."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from dashboard import charts, data, filter_options, released_data, words
from dashboard.export import card_export
from dashboard.export.card_export import ONE, CardExport, Drawing
from dashboard.frames import chart_rows, peer_comparison, submissions, targets, trend_breaks
from dashboard.frames.figures import Beside
from dashboard.html_templates import render_template
from dashboard.pages.overview import PAGE, count_card
from dashboard.query_params import OverviewView, QualityView
from dashboard.records import current_records
from dashboard.ui import (
    filters,
    html_card,
    lead_sentence,
    link_group_card,
    measure_table,
    money_cascade_card,
)
from dashboard.ui import scorecard as ui_scorecard
from metrics import catalogue, results
from metrics.release import plan
from schemas.language import marked, t


def rows_in_period(choice: filters.Choice) -> pd.DataFrame:
    """Return the rows of all cards' measures in the chosen years, of the place and its peers."""
    ids = _all_measure_ids(choice)
    # The rows of peers in a release are not restricted to the office and form of the own records.
    if choice.is_of_release or choice.office_alone or not choice.only_here:
        return current_records().rows_with_peers(ids, choice)
    return data.rows(ids, years=choice.years, only=choice.only_here)


def rows_by_year(choice: filters.Choice) -> pd.DataFrame:
    """Return the rows of all cards' measures in the chosen jurisdiction for each year."""
    return data.rows(_all_measure_ids(choice), by=("year",), only=choice.only_jurisdiction)


def rows_of_measures(rows: pd.DataFrame, measures: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows of the given measures."""
    return rows[rows["measure"].isin(measures)]


def _all_measure_ids(choice: filters.Choice) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ui_scorecard.profile_ids(choice), *count_card.COUNT_IDS)))


(HEADLINE,) = PAGE.lead_measures


def answer_text(
    rows: pd.DataFrame, lines: Sequence[ui_scorecard.ProfileLine], choice: filters.Choice
) -> str:
    """Return the answer to the page's question as HTML: the headline measure, and what is worse.

    `lines` are the lines of the quality profile.
    """
    answers = list(current_records().sentences(rows[rows["measure"] == HEADLINE], choice).items())
    if lead_sentence.has_assets_but_no_cases(choice):
        answers += lead_sentence.asset_register_sentences(choice).items()
    context = {
        "place": filters.subject_name(choice),
        "answers": [
            (t(catalogue.CATALOGUE[id_].title), filters.page_link("measure", choice, id_), text)
            for id_, text in answers
        ],
    }
    return render_template("answer.html", context | comparison_values(lines))


def comparison_values(lines: Sequence[ui_scorecard.ProfileLine]) -> dict[str, Any]:
    """Return values for a template: worse measures, the first one's value, number compared.

    The worse measures are in order: those furthest from the median of the others come first.
    """
    worse = [
        line for line in lines if line.compared.reading is peer_comparison.ComparisonResult.WORSE
    ]
    worse.sort(key=lambda line: line.from_others)
    value = ""
    if worse:
        compared = worse[0].compared
        value = peer_comparison.compared_years_text(compared) or words.value(compared.drawn)
    return {
        "worse": worse,
        "value": value,
        "compared": sum(line.compared.reading is not None for line in lines),
    }


class Cards(NamedTuple):
    """The HTML of each card; empty if a release does not contain its figures."""

    answer: str
    count_card: str
    scorecard: str
    link_group_card: str
    money_cascade_card: str


def cards_html(
    choice: filters.Choice, looked: OverviewView, peers: tuple[str, ...] | None = None
) -> Cards | None:
    """Return the cards for the chosen filters; None if there are no such records.

    `peers` are the jurisdictions for comparison, if they were chosen.
    """
    circle = current_records().peer_group(choice, peers)
    ids = ui_scorecard.profile_ids(choice)
    by_year, period = rows_by_year(choice), rows_in_period(choice)
    rows = rows_of_measures(period, ids)
    counted = rows_of_measures(period, count_card.COUNT_IDS)
    if lead_sentence.is_nothing_counted(rows, choice) and lead_sentence.is_nothing_counted(
        counted, choice
    ):
        return None
    happened = data.events()
    staged = trend_breaks.add_stretches_by_measure(rows_of_measures(by_year, ids), happened)
    jurisdiction = ui_scorecard.OfPlace(
        aims=targets.targets_of_jurisdiction(data.targets(), choice),
        last_due=current_records().last_due_years(ids, choice),
        changed=current_records().progress(ids, choice),
        last_full_year=filters.current_options().last_full_year[choice.jurisdiction],
    )
    lines = ui_scorecard.profile_lines(rows, staged, circle, choice, jurisdiction)
    broken = count_card.breaks_of_counts(happened, choice.jurisdiction)
    if choice.is_of_release:
        how_many = count_card.released_card_html(counted, by_year, choice, broken)
        cascade = ""
    else:
        as_of = current_records().reference_date(choice)
        year = count_card.card_year(choice, as_of)
        decided = data.outcomes(years=(year, year), only=choice.only_jurisdiction)
        covered = filters.covered_years(choice)
        how_many = count_card.count_card_html(
            counted, by_year, choice, broken, decided, as_of, covered
        )
        cascade = money_cascade_card.cascade_card_html(
            data.steps(years=choice.years, only=choice.only_jurisdiction), choice
        )
    return Cards(
        answer=answer_text(rows, lines, choice),
        count_card=how_many,
        scorecard=ui_scorecard.profile_html(lines, choice, looked),
        link_group_card=_write_link_group_card(circle, choice),
        money_cascade_card=cascade,
    )


def _write_link_group_card(circle: peer_comparison.PeerGroup, choice: filters.Choice) -> str:
    """Return the card on the trafficking chain; empty if a release does not contain its figures."""
    if not filter_options.release_has_shares(plan.CHAIN, choice):
        return ""

    def ask_for_reach(years: results.Years) -> pd.DataFrame:
        reach = data.reach(years=years, only=choice.only_here)
        return (
            released_data.combine_with_released(reach, reach, choice.jurisdiction)
            if choice.is_of_release
            else reach
        )

    later = replace(
        circle, rows_of=lambda _, years: link_group_card.rows_by_link_group(ask_for_reach(years))
    )
    return link_group_card.link_group_card_html(ask_for_reach(choice.years), later, choice)


# The width of the longest text, in pixels.
WIDTH = 230


def draw_peers_note(choice: filters.Choice) -> None:
    """Draw a note on the peer jurisdictions, in the row of the filters."""
    records = current_records()
    said = peer_comparison.describe_peer_group(records.peers(choice), choice, records.peers_of)
    html_card.draw_template("peers_note.html", {"peers": said}, key="peers_note", width=WIDTH)


def draw_last_import_link(choice: filters.Choice) -> None:
    """Draw a link to what the last import changed; nothing if it was the first one."""
    last = submissions.last_import(data.batches(), choice.jurisdiction)
    if last is None or last.is_first:
        return
    context = {
        "batch": last.batch_id,
        "day": words.day(last.stored_on),
        "href": QualityView("changes").link(choice.jurisdiction),
    }
    html_card.draw_template("moved_note.html", context, key="moved_note")


# What Overview shows for records, but no release contains.
RECORDS_ALONE = (
    marked("first-instance outcomes"),
    marked("sums from proceeds to victims, step by step"),
    marked("days from charge to judgment, by form and year"),
    marked("convictions compared with quality, year by year"),
)
CHAIN = link_group_card.TITLE
CHAIN_SAYS = marked(
    "Share of cases charged as trafficking in which each group of links was charged."
)
# Measures whose replies are shown in the card of counts.
COUNTED = (*count_card.BEFORE, count_card.CONVICTIONS)
BY_GROUP = marked("how far up the chain charges reach, by group of links")


def not_in_release_sentence(choice: filters.Choice) -> tuple[str, ...]:
    """Return texts on what the page cannot show for the filters, because no release contains it."""
    has_chain = filter_options.release_has_shares(plan.CHAIN, choice)
    return tuple(map(t, RECORDS_ALONE if has_chain else (BY_GROUP, *RECORDS_ALONE)))


def counts_export(choice: filters.Choice) -> CardExport:
    """Return the download of the counts by year."""
    return measure_table.export_by_year(
        t("How many"),
        lambda: data.rows(count_card.COUNT_IDS, by=("year",), only=choice.only_jurisdiction),
        choice,
    )


def periods_of_count_card(choice: filters.Choice) -> tuple[str, ...]:
    """Return the periods of the card of counts: the chosen one, and each year."""
    return (choice.period, *map(str, data.years()))


def profile_export(
    choice: filters.Choice,
    peers: tuple[str, ...] | None = None,
    says: tuple[str, ...] = (),
) -> CardExport:
    """Return the download of the quality profile with all its measures.

    `peers` are the jurisdictions for comparison, if they were chosen, and `says` names them.
    """
    profile = measure_table.export_measures(
        t("How well cases are prosecuted"),
        lambda: data.rows(
            ui_scorecard.profile_ids(choice), years=choice.years, only=choice.only_jurisdiction
        ),
        choice,
        lambda: _beside_profile(choice, peers),
    )
    return replace(profile, says=says, peers=peers)


def _beside_profile(choice: filters.Choice, peers: tuple[str, ...] | None) -> Beside:
    """Return the comparison with peers and the change over time that the profile shows."""
    ids = ui_scorecard.profile_ids(choice)
    rows = rows_of_measures(rows_in_period(choice), ids)
    return Beside(
        peer_comparison.compare_with_peers(
            peer_comparison.group_rows_by_measure(rows), current_records().peer_group(choice, peers)
        ),
        current_records().progress(ids, choice),
    )


def hidden_targets_note(choice: filters.Choice) -> str:
    """Return a note that targets are hidden for one form or office; empty if none is hidden."""
    names = filters.current_options().jurisdictions
    return targets.hidden_targets_note(
        ui_scorecard.profile_ids(choice), data.targets(), choice, names[choice.jurisdiction]
    )


def chain_export(choice: filters.Choice) -> CardExport:
    """Return the download of the share of cases in which each link group was charged."""
    reach = data.reach(years=choice.years, only=choice.only_jurisdiction)
    here = reach[reach["jurisdiction"] == choice.jurisdiction].reset_index(drop=True)
    drawn = chart_rows.hide_by_status(
        here.assign(kind="Share", label=here["group"].map(words.code), role=chart_rows.OWN)
    )
    export = card_export.export_drawn(t(CHAIN), choice, drawn, t("Group of links"))
    if drawn["value"].isna().all():
        return export
    chart = partial(charts.interval_chart, drawn, axis=charts.SHARE)
    alt = t("{title}: {values}", title=t(CHAIN), values=chart_rows.rows_as_text(drawn))
    says = (t(CHAIN_SAYS), t(card_export.DOTS))
    return replace(export, drawing=lambda: Drawing({ONE: chart}, alt, says))
