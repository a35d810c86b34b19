"""Compare offices with each other in a funnel plot, and with all offices together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from dashboard import words
from dashboard.frames import peer_comparison
from dashboard.frames.chart_rows import BEYOND_LIMITS, OTHER
from dashboard.frames.peer_comparison import Compared, ComparisonResult, Years
from dashboard.query_params import Choice
from metrics import Measure, results
from metrics.statistics import comparison
from schemas import columns, language
from schemas.language import comma_list, marked, n, t

# With fewer offices a funnel plot tells little: their intervals tell more.
FEWEST_OFFICES = 8
INSIDE, UNJUDGED = "inside", "unjudged"
OUTSIDE = ("far_above", "far_below")
BEYOND = {2: "far_above", 1: "above", 0: INSIDE, -1: "below", -2: "far_below"}
SAID = {
    "far_above": marked("above the 99.8% limit"),
    "above": marked("above the 95% limit"),
    INSIDE: marked("within the limits"),
    "below": marked("below the 95% limit"),
    "far_below": marked("below the 99.8% limit"),
    UNJUDGED: marked("not tested"),
}
LIMITS = ("size", "low95", "high95", "low998", "high998")


@dataclass(frozen=True)
class Funnel:
    """The data of a funnel plot: offices, limits around the share of all, and test results.

    `offices` has label, n, value, standing (position against the limits), role, marked (a label for
    the point), says; `limits` has the columns LIMITS (a size and the limits for it, as shares)
    and centre. `found` is from `comparison.build_funnel`.
    """

    offices: pd.DataFrame
    limits: pd.DataFrame
    centre: float
    found: comparison.Funnel


def has_enough_offices(offices: pd.DataFrame) -> bool:
    """Return whether enough offices (rows of `rows_by_group`) have a value for a funnel plot."""
    return len(_offices_with_value(offices)) >= FEWEST_OFFICES


def build_funnel(offices: pd.DataFrame, whole: float) -> Funnel:
    """Build the funnel plot of a share by office around `whole`, the share of all.

    `offices` is from `chart_rows.rows_by_group`. Offices without a value, and units without an
    office, are left out.
    """
    drawn = _offices_with_value(offices)
    sizes = drawn["denominator"] / drawn["deff"]
    regions = comparison.Regions(drawn["value"], sizes, drawn["low"], drawn["high"])
    funnel_ = comparison.build_funnel(regions, whole)
    standing = [
        UNJUDGED if funnel_.is_over_dispersed is None else BEYOND[int(beyond)]
        for beyond in funnel_.beyond
    ]
    clear = [where in OUTSIDE for where in standing]
    labels = [str(label) for label in drawn["label"]]
    limits = pd.DataFrame(dict(zip(LIMITS, funnel_.lines, strict=True)))
    return Funnel(
        offices=pd.DataFrame(
            {
                "label": labels,
                "n": sizes.to_numpy(float),
                "value": drawn["value"].to_numpy(float),
                "standing": standing,
                "role": [BEYOND_LIMITS if is_clear else OTHER for is_clear in clear],
                "marked": [
                    t("{office}, {position}", office=label, position=t(SAID[where]))
                    if is_clear
                    else ""
                    for label, where, is_clear in zip(labels, standing, clear, strict=True)
                ],
                "says": [
                    t("{value}: {position}", value=says, position=t(SAID[where]))
                    for says, where in zip(drawn["says"], standing, strict=True)
                ],
            }
        ),
        # Cut the limits below the smallest office.
        limits=limits[limits["size"] >= sizes.min()].assign(centre=whole),
        centre=whole,
        found=funnel_,
    )


def funnel_sentences(of: Funnel, offices: pd.DataFrame) -> list[str]:
    """Return sentences on what was tested, which offices are outside, and which are not drawn."""
    return [_what_was_checked(of), _who_stands_out(of), *_not_drawn(offices)]


def add_funnel_columns(of: Funnel, offices: pd.DataFrame, written: pd.DataFrame) -> pd.DataFrame:
    """Add two columns to the offices' table: the share adjusted for size, and the funnel position.

    `written` is the table of `tables.rows_table` for the rows `offices`, in their order. The
    adjusted share is moved towards that of all offices, more so for small offices (beta-
    binomial), and is shown with its 95% limits.
    """
    drawn = _offices_with_value(offices)
    towards = comparison.shrink_shares(drawn["numerator"], drawn["denominator"])
    values = zip(towards.value, towards.low, towards.high, strict=True)
    shrunk = [
        t("{value} ({interval})", value=words.share(value), interval=words.between(low, high))
        for value, low, high in values
    ]
    # By row, not by name: two offices may be called alike.
    in_all = pd.Series(shrunk, drawn.index).reindex(offices.index, fill_value="").array
    return written.assign(
        **{
            t("Adjusted for size (95% interval)"): in_all,
            t("Position in the funnel"): funnel_position_texts(of, offices),
        }
    )


def funnel_position_texts(of: Funnel, offices: pd.DataFrame) -> list[str]:
    """Return the position of each office against the limits as text, also for those not drawn."""
    said = [t(SAID[standing]) for standing in of.offices["standing"]]
    index = _offices_with_value(offices).index
    return list(pd.Series(said, index, dtype=str).reindex(offices.index, fill_value=t("not drawn")))


def _offices_with_value(offices: pd.DataFrame) -> pd.DataFrame:
    """Return the offices that have a value, without units that have no office."""
    return offices[(offices["group"] != columns.UNKNOWN) & offices["value"].notna()]


def _what_was_checked(of: Funnel) -> str:
    """Return whether offices differ by more than chance (chi-square test), and by how much."""
    spread = of.found
    if spread.is_over_dispersed is None:
        return t(
            "At least {number} offices are needed to test whether they differ by more than random"
            " variation, so none is marked.",
            number=comparison.FEWEST_ASSESSED,
        )
    times = language.decimal(spread.phi, 1)
    if not spread.is_over_dispersed:
        return t(
            "The offices differ no more than random variation explains (chi-square test, φ ="
            " {ratio}).",
            ratio=times,
        )
    apart = 2 * np.sqrt(of.centre * (1 - of.centre)) * np.sqrt(spread.tau2) * 100
    return n(
        "The offices differ more than random variation explains, by about {count} percentage"
        " point either way. The limits are widened by this (chi-square test, p < 0.05, φ ="
        " {ratio}, τ² = {tau2}).",
        "The offices differ more than random variation explains, by about {count} percentage"
        " points either way. The limits are widened by this (chi-square test, p < 0.05, φ ="
        " {ratio}, τ² = {tau2}).",
        apart,
        ratio=times,
        tau2=language.decimal(spread.tau2, 4),
    )


def _who_stands_out(of: Funnel) -> str:
    outside = [text for text in of.offices["marked"] if text]
    if outside:
        return t(
            "Outside the limits: {offices}. This is a reason to look, not a verdict.",
            offices="; ".join(outside),
        )
    if of.found.is_over_dispersed is None:
        return ""
    return t("No office is outside the limits.")


def _not_drawn(offices: pd.DataFrame) -> list[str]:
    """Return sentences on offices without a value, by reason, and on units without an office."""
    without = offices[(offices["group"] != columns.UNKNOWN) & offices["value"].isna()]
    sentences = [
        t(
            "{reason}: {offices}.",
            reason=words.ABSENCES[str(status)].words,
            offices=comma_list(names),
        )
        for status, names in without.groupby("status", sort=False)["label"]
        if str(status) != words.SHOWN
    ]
    unknown = offices[offices["group"] == columns.UNKNOWN]
    sentences += [
        t("Without an office, and not drawn: {number}.", number=_counted(row))
        for row in results.row_dicts(unknown)
    ]
    return sentences


def _counted(row: Mapping[str, Any]) -> str:
    """Return a row's number of units, known and unknown, as text; its symbol if protected."""
    if row["status"] == "protected":
        return str(row["glyph"])
    return words.count(
        sum(row[part] for part in ("denominator", "unknown") if words.is_known_number(row[part]))
    )


OFFICE = "office"
READINGS = peer_comparison.BESIDE_ALL_OFFICES
NAMED = marked(
    "An office is clearly different only if its whole 99% confidence interval, allowing for"
    " missing data, is on one side of the value for all offices."
)
# The id of all offices together in a comparison. No office has this id.
_ALL = ""

# For each office, its row and that of all offices.
ByOffice = Mapping[str, list[peer_comparison.Row]]


class Rows(NamedTuple):
    """Two frames of a measure in a jurisdiction: by office, and for all offices together."""

    by_office: pd.DataFrame
    whole: pd.DataFrame


def compare_with_whole(
    rows: Rows,
    measure: Measure,
    choice: Choice,
    *,
    happened: pd.DataFrame,
    rows_of: Callable[[Years], Rows],
) -> dict[str, Compared]:
    """Return, by office, the result of comparing its value with that of all offices together.

    `rows_of` loads the rows for other years. They are needed if a break in series divides the
    period.
    """

    ask = cache(lambda span: _with_row_of_all(rows_of(span), choice))
    found = {}
    for office, held in _with_row_of_all(rows, choice).items():
        circle = peer_comparison.build_office_group(
            replace(choice, office=office),
            (_ALL,),
            happened=happened,
            rows_of=partial(_rows_of, ask, office),
            fewest=1,
        )
        found[office] = peer_comparison.compare_with_peers({measure.id: held}, circle)[measure.id]
    return found


def _rows_of(
    ask: Callable[[Years], ByOffice], office: str, ids: tuple[str, ...], span: Years
) -> peer_comparison.ByMeasure:
    return dict.fromkeys(ids, ask(span).get(office, []))


def _with_row_of_all(rows: Rows, choice: Choice) -> ByOffice:
    """Return by office two rows, its own and that of all; `jurisdiction` is the office or _ALL."""
    offices, whole = (frame[frame["jurisdiction"] == choice.jurisdiction] for frame in rows)
    of_all = [{**row, "jurisdiction": _ALL} for row in results.row_dicts(whole)]
    return {
        str(row[OFFICE]): [{**row, "jurisdiction": str(row[OFFICE])}, *of_all]
        for row in results.row_dicts(offices)
        if str(row[OFFICE]) != columns.UNKNOWN
    }


def comparison_cells(compared: Mapping[str, Compared], offices: Sequence[str]) -> list[str]:
    """Return the result of each office as text for a table. Blank if there is none."""
    read = {office: one for office, one in compared.items() if one.reading is not None}
    said = {office: peer_comparison.comparison_text(one, READINGS) for office, one in read.items()}
    return [said[one].line if one in said else "" for one in offices]


def comparison_sentences(compared: Mapping[str, Compared], names: Mapping[str, str]) -> list[str]:
    """Return sentences on which offices differ clearly from all together, and how many do not."""
    read = {office: one for office, one in compared.items() if one.reading is not None}
    clear = {
        office: peer_comparison.comparison_text(one, READINGS).words
        for office, one in read.items()
        if one.reading is not ComparisonResult.NO_CLEAR_DIFFERENCE
    }
    texts = [
        t(
            "{result}: {offices}.",
            result=text,
            offices=words.listing([names[office] for office in clear if clear[office] == text]),
        )
        for text in dict.fromkeys(clear.values())
    ]
    if rest := len(read) - len(clear):
        texts.append(
            n(
                "{count} office shows no clear difference from all offices together.",
                "{count} offices show no clear difference from all offices together.",
                rest,
            )
        )
    for years in dict.fromkeys(one.years for one in read.values() if one.years):
        texts.append(t(peer_comparison.PART_AFTER_THE_BREAK, part=words.period(*years)))
    reasons = dict.fromkeys(t(one.why) for one in compared.values() if one.is_across_break)
    return [*texts, *(t("{reason}.", reason=reason) for reason in reasons)]
