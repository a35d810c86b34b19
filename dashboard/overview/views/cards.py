"""The cards of Overview, written from the records."""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from dashboard import data, filter_options, filters, peers, released
from dashboard.overview import asked
from dashboard.overview.frames import volume
from dashboard.overview.views import answer, count_card, released_counts
from dashboard.query_params import OverviewView
from dashboard.shared import (
    cascade_card,
    chain_strip,
    empty,
    peer_comparison,
    peer_places,
    progress_of,
    scorecard,
    target_line,
)
from dashboard.shared.frames import stretches, targets
from metrics import results
from metrics.release import measured


class Cards(NamedTuple):
    """The markup of each card; empty of what no release tells."""

    answer: str
    count_card: str
    scorecard: str
    chain_strip: str
    cascade_card: str


def write_cards(choice: filters.Choice, looked: OverviewView) -> Cards | None:
    """The cards of the choice; None where it leaves no record to speak of."""
    circle = peers.circle(choice, peer_places.peer_places(peers.places(), choice))
    ids = scorecard.ids(choice)
    compared = progress_of.compared(ids, choice)
    over_time, period = asked.here(choice), asked.in_period(choice)
    rows, counted = asked.of(period, ids), asked.of(period, count_card.IDS)
    happened = data.events()
    by_year = results.by_year(over_time)
    staged = stretches.every(asked.of(by_year, ids), happened)
    if empty.is_empty(rows, choice) and empty.is_empty(counted, choice):
        return None
    place = scorecard.OfPlace(
        aims=targets.here(data.targets(), choice),
        last_due=target_line.last_due(ids, choice),
        changed=progress_of.measures(over_time, compared, choice),
        last_full_year=filters.options().last_full_year[choice.jurisdiction],
    )
    broken = _broken(choice)
    lines = scorecard.lines(rows, staged, circle, choice, place)
    first = answer.written(rows, lines, choice)
    profile = scorecard.written(lines, choice, looked.order)
    if choice.of_release:
        how_many = released_counts.written(counted, by_year, choice, broken)
        return Cards(first, how_many, profile, _write_chain_strip(circle, choice), "")
    verdicts = _verdicts(choice, by_year, broken)
    year = count_card.year_of(choice, verdicts.as_of)
    decided = data.outcomes(years=(year, year), only=choice.only_here)
    return Cards(
        first,
        count_card.written(
            counted, by_year, choice, broken, verdicts, decided, filters.covered(choice)
        ),
        profile,
        _write_chain_strip(circle, choice),
        cascade_card.written(data.steps(years=choice.years, only=choice.only_here), choice),
    )


def _broken(choice: filters.Choice) -> volume.Broken:
    return count_card.breaks(data.events(), choice.jurisdiction)


def _verdicts(
    choice: filters.Choice, by_year: pd.DataFrame, broken: volume.Broken
) -> count_card.Verdicts:
    """Of all years up to the last of the period: they are the same wherever it begins."""
    of_volume = asked.of(by_year, volume.IDS).reset_index(drop=True)
    as_of, covered = filters.judged_on(choice), filters.covered(choice)
    return count_card.verdicts(of_volume, choice, as_of, broken, covered)


def _write_chain_strip(circle: peer_comparison.Circle, choice: filters.Choice) -> str:
    """The strip of the chain; empty where a release does not tell it."""
    if not filter_options.release_includes(measured.CHAIN, choice):
        return ""

    def ask_for_reach(years: results.Years) -> pd.DataFrame:
        reach = data.reach(years=years, only=choice.only_here)
        return (
            released.put_others_beside(reach, reach, choice.jurisdiction)
            if choice.of_release
            else reach
        )

    later = replace(circle, rows_of=lambda _, years: chain_strip.by_group(ask_for_reach(years)))
    return chain_strip.write_strip(ask_for_reach(choice.years), later, choice)
