"""Tables and sentences that compare jurisdictions with the chosen one, now and in earlier years."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

import pandas as pd

from dashboard import words
from dashboard.frames import chart_rows, peer_comparison, published_figures, trend_breaks
from dashboard.frames.comparable_places import APART, differing_rule_text
from metrics import Measure, comparability, results
from metrics.statistics import trends
from schemas.language import marked, n, sort_by_name, t

Row = Mapping[str, Any]
Change: TypeAlias = trends.Change
Difference: TypeAlias = comparability.Difference
Stated: TypeAlias = comparability.Stated
Years = tuple[int, int]
BEFORE = ("before", "before_says", "moved", "before_short")
# Signs with words and without judgement, because neither direction is better for every measure.
BESIDE = {
    Change.HIGHER: marked("△ higher"),
    Change.LOWER: marked("▽ lower"),
    Change.NO_CLEAR_CHANGE: marked("no clear difference"),
}
SINCE = {
    Change.HIGHER: marked("↗ higher"),
    Change.LOWER: marked("↘ lower"),
    Change.NO_CLEAR_CHANGE: marked("→ no clear change"),
}
# A sign makes the columns easier to scan.
TICKS = {"yes": marked("✓ yes"), "no": marked("✗ no")}
NOT_STATED = marked("not stated")


def counting_differences(
    of: Stated, names: Mapping[str, str], own: str, measure: Measure
) -> dict[str, tuple[Difference, ...]]:
    """Return by jurisdiction the rules that matter for the measure and differ from `own`'s."""
    return {
        id_: comparability.differing_rules(of, own, id_, measure) for id_ in names if id_ != own
    }


def rules_matrix(
    of: Stated, names: Mapping[str, str], own: str, subjects: Sequence[str]
) -> pd.DataFrame:
    """Return a table: a line per jurisdiction with its rules, the chosen one first.

    Rules that differ from those of the chosen one are marked by the symbol APART.
    """
    lines = [
        [names[id_], *(_cell(of, own, id_, subject) for subject in subjects)]
        for id_ in sort_by_name(names, first=own)
    ]
    headings = [t("Jurisdiction"), *map(peer_comparison.rule_heading, subjects)]
    return pd.DataFrame(lines, columns=headings)


def _cell(of: Stated, own: str, id_: str, subject: str) -> str:
    here, other = of.get((own, subject)), of.get((id_, subject))
    if not other:
        text = t(NOT_STATED)
    elif other in TICKS:
        text = t(TICKS[other])
    else:
        text = peer_comparison.stated_text(subject, other)
    return text if id_ == own or (here == other and here) else f"{APART}{words.NO_BREAK}{text}"


def same_rules_sentence(
    names: Mapping[str, str], otherwise: Mapping[str, tuple[Difference, ...]], own: str
) -> str:
    """Return how many jurisdictions count by the same rules as `own`."""
    alike = sum(not differ for differ in otherwise.values())
    return n(
        "{count} of {total} other jurisdictions counts in the same way as {place} for this"
        " measure.",
        "{count} of {total} other jurisdictions count in the same way as {place} for this measure.",
        alike,
        total=len(otherwise),
        place=names[own],
    )


def left_out_sentence(
    names: Mapping[str, str], otherwise: Mapping[str, tuple[Difference, ...]], own: str
) -> str:
    """Return which jurisdictions have other counting rules than `own`, each with these rules."""
    places = [
        t(
            "{place} ({rules})",
            place=names[id_],
            rules="; ".join(differing_rule_text(one, names[own]) for one in differ),
        )
        for id_, differ in otherwise.items()
        if differ
    ]
    return t("Left out: {places}.", places=words.listing(places)) if places else ""


def add_comparisons(
    rows: pd.DataFrame,
    names: Mapping[str, str],
    own: str,
    otherwise: Mapping[str, tuple[Difference, ...]],
    unread: Collection[str] = (),
) -> pd.DataFrame:
    """Return the rows for the chart, with columns `alike`, `reading` and `otherwise`.

    `rows` are of one measure, by jurisdiction. `alike` is False for jurisdictions with differing
    rules, which `otherwise` lists. `reading` is "higher" or "lower" than `own`; it is empty for
    `own` itself and for the jurisdictions in `unread`.
    """
    drawn = chart_rows.rows_by_jurisdiction(rows, names, own)
    by_place = {str(row["jurisdiction"]): row for row in results.row_dicts(rows)}
    differ = [
        [differing_rule_text(one, names[own]) for one in otherwise.get(id_, ())]
        for id_ in drawn["jurisdiction"]
    ]
    alike = [not otherwise.get(id_) for id_ in drawn["jurisdiction"]]
    return drawn.assign(
        alike=alike,
        otherwise=["; ".join(texts) for texts in differ],
        first_difference=[texts[0] if texts else "" for texts in differ],
        further_differences=[max(len(texts) - 1, 0) for texts in differ],
        reading=[
            _comparison_words(by_place.get(own), by_place.get(id_))
            if id_ != own and id_ not in unread
            else ""
            for id_ in drawn["jurisdiction"]
        ],
    )


def _comparison_words(own: Row | None, other: Row | None) -> str:
    """Return in words whether `other` is clearly higher or lower than `own`, the chosen one.

    The 99% interval of the difference must exclude 0.
    """
    if own is None or other is None:
        return ""
    change = comparability.compare_jurisdictions(own, other)
    return t(BESIDE[change]) if change else ""


def add_published(
    drawn: pd.DataFrame, totals: Mapping[str, published_figures.Total]
) -> pd.DataFrame:
    """Add published totals: as texts in `published`, and in the columns of the chart.

    The chart has only totals of all years of the period. Without any, its columns are not added.
    """
    of = [totals.get(str(id_)) for id_ in drawn["jurisdiction"]]
    drawn = drawn.assign(published=[total.text if total else "" for total in of])
    whole = [total if total and total.is_whole else None for total in of]
    if not any(whole):
        return drawn
    return drawn.assign(
        published_low=[total.low if total else math.nan for total in whole],
        published_high=[total.high if total else math.nan for total in whole],
        published_says=[
            t("published: {value}", value=total.text) if total else "" for total in whole
        ],
    )


def published_sentence(drawn: pd.DataFrame) -> str:
    """Return the published totals in a sentence, for files; empty if there are none."""
    values = [
        t("{place} {value}", place=row["label"], value=row["published"])
        for row in results.row_dicts(drawn)
        if row["published"]
    ]
    return t("Published by others: {values}.", values="; ".join(values)) if values else ""


def preceding_period(first: int, last: int, on_record: int) -> Years | None:
    """Return as many years before the given ones, from `on_record` at the earliest; else None."""
    span = max(first - (last - first + 1), on_record), first - 1
    return span if span[0] <= span[1] else None


def add_preceding_period(
    drawn: pd.DataFrame,
    rows: pd.DataFrame,
    earlier: pd.DataFrame,
    broken: Mapping[str, trend_breaks.Breaks],
) -> pd.DataFrame:
    """Add the values of the preceding years, texts for them, and the change since then.

    `rows` and `earlier` are the rows of both periods by jurisdiction. `broken` are the breaks in
    series from the first to the last of these years; no change is stated across a break.
    """
    now, then = (
        {str(row["jurisdiction"]): row for row in results.row_dicts(of)} for of in (rows, earlier)
    )
    compared = [
        _value_before(now.get(id_), then.get(id_), broken.get(id_, ()))
        for id_ in drawn["jurisdiction"]
    ]
    before = pd.DataFrame(compared, columns=list(BEFORE), index=drawn.index)
    return drawn.assign(**before.assign(before=before["before"].astype(float)))


def _value_before(
    now: Row | None, then: Row | None, broken: trend_breaks.Breaks
) -> tuple[float | None, str, str, str]:
    """Return (value or None, text, change since then, short text) for the earlier row `then`."""
    if then is None or not words.is_value_shown(then):
        absent = t(words.no_number_reason(then).words) if then is not None else t("No cases")
        return None, absent, "", absent
    if broken:
        # Only years, because a chart has no room for what happened.
        years = words.listing([str(year) for year in dict.fromkeys(one.on.year for one in broken)])
        return None, f"{APART} {trend_breaks.breaks_text(broken)}", "", f"{APART} {years}"
    limits = words.interval(then)
    says = f"{words.value(then)} ({limits})" if limits else words.value(then)
    change = comparability.judge_change(then, now) if now is not None else None
    moved = t(SINCE[change]) if change else ""
    return float(then["value"]) / words.chart_divisor(then), says, moved, words.value(then)
