"""Compare figures with targets, and sort them by how far they are behind a target or median."""

import calendar
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Any, NamedTuple

import pandas as pd

from dashboard import words
from dashboard.query_params import Choice
from metrics import catalogue, measure, measure_kinds, national_lists, results, statistics
from schemas import language
from schemas.language import marked, marked_plural, n, t

MONTHS = 12
Standing = statistics.trends.TargetVerdict
# Texts of the results, in a cell and in a sentence, for all pages and files.
CELLS = {
    Standing.CLEARLY_MET: marked("Target met: {target} by {due}"),
    Standing.CANNOT_TELL: marked("Cannot tell if the target is met: {target} by {due}"),
    Standing.CLEARLY_NOT_MET: marked("Target not met: {target} by {due}"),
}
SENTENCES = {
    Standing.CLEARLY_MET: marked("The target is met: {value} in {year}."),
    Standing.CANNOT_TELL: marked("We cannot tell if the target is met: {value} in {year}."),
    Standing.CLEARLY_NOT_MET: marked("The target is not met: {value} in {year}."),
}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """The target of a measure: `value` in its unit, `due` as the user wrote it."""

    measure: str
    value: float
    due: str
    source: str


Targets = Mapping[str, Target]
NONE: Targets = {}


def targets_of_jurisdiction(listed: pd.DataFrame, choice: Choice) -> Targets:
    """Return the targets of the chosen jurisdiction by measure.

    Empty for an office or a single form of exploitation, because a target is for all cases.
    `listed` has the columns of `national_lists.load_targets`.
    """
    if choice.office or choice.form:
        return NONE
    of_place = listed[listed["jurisdiction"] == choice.jurisdiction]
    return {
        str(row["measure"]): Target(
            str(row["measure"]), float(row["value"]), str(row["due"]), str(row["source"])
        )
        for row in results.row_dicts(of_place)
    }


def hidden_targets_note(
    ids: Iterable[str], listed: pd.DataFrame, choice: Choice, jurisdiction: str
) -> str:
    """Return a note that targets are hidden for one form or office; empty if none is hidden.

    `jurisdiction` is the name of the chosen one.
    """
    of_whole = targets_of_jurisdiction(listed, replace(choice, form="", office=""))
    number = len(of_whole.keys() & set(ids))
    if not (choice.form or choice.office) or not number:
        return ""
    return n(
        "{count} target is set for {place} as a whole. It does not apply to one form or office.",
        "{count} targets are set for {place} as a whole. They do not apply to one form or office.",
        number,
        place=jurisdiction,
    )


def measure_target_sentence(
    by_year: pd.DataFrame, listed: pd.DataFrame, measure: str, choice: Choice, due: int
) -> str:
    """Return the sentence on the target of a measure; empty if it has no target.

    `by_year` are rows by year; `listed` are targets, with the columns of
    `national_lists.load_targets`. Years up to `due` can be judged.
    """
    target = targets_of_jurisdiction(listed, choice).get(measure)
    if target is None:
        return ""
    of = (by_year["measure"] == measure) & (by_year["jurisdiction"] == choice.jurisdiction)
    return target_sentence(figure_for_target(results.row_dicts(by_year[of]), target, due))


def target_value_text(target: Target, currency: str = "") -> str:
    """Format a target like the values of its measure: `70%`, `18.0 months`, `EUR 4,000`."""
    of = catalogue.CATALOGUE[target.measure]
    row = {"measure": of.id, "kind": of.kind, "value": target.value, "status": words.SHOWN}
    return words.value(row | {"currency": currency})


def due_text(target: Target) -> str:
    """Return when the target is due: `2027`, `30 June 2027`."""
    return language.day(due_date(target)) if "-" in target.due else target.due


@dataclass(frozen=True)
class HeldTarget:
    """A target with the figure of its due year, or of the latest year if it is not yet due.

    `row` is None if no figure is shown. `is_due` says whether the due year can be judged.
    """

    target: Target
    year: int
    row: Row | None
    is_due: bool


def figure_for_target(by_year: Sequence[Row], target: Target, last_due: int) -> HeldTarget:
    """Find the figure to compare with a target, in rows (dicts) by year of one measure and place.

    Years up to `last_due` can be judged. A target is met or not only from its due year on.
    """
    year = last_full_due_year(target)
    shown = {
        int(row["period"]): row
        for row in by_year
        if row["period"].isdigit() and words.is_value_shown(row)
    }
    if year <= last_due:
        return HeldTarget(target, year, shown.get(year), is_due=True)
    latest = max((one for one in shown if one <= last_due), default=None)
    return HeldTarget(target, latest or year, shown[latest] if latest else None, is_due=False)


def last_full_due_year(target: Target) -> int:
    """Return the last calendar year that ends on or before the due day."""
    year, *rest = (int(part) for part in target.due.split("-"))
    return year if not rest or rest in ([12], [12, 31]) else year - 1


def due_date(target: Target) -> date:
    """Return the due day: the last day of the year or month if only that is given."""
    year, month, day = (int(part) for part in [*target.due.split("-"), "0", "0"][:3])
    month = month or MONTHS
    return date(year, month, day or calendar.monthrange(year, month)[1])


def target_cell_text(of: HeldTarget) -> str:
    """Return the result for a table cell: `Target not met: 70% by 2022`."""
    aim, due = held_value_text(of), due_text(of.target)
    if not of.is_due:
        return t("Target: {target} by {due} (too early to tell)", target=aim, due=due)
    if (against := compare_held(of)) is None:
        return t(
            "Target: {target} by {due} (no figure for {year})", target=aim, due=due, year=of.year
        )
    return t(CELLS[against.standing], target=aim, due=due)


def target_sentence(of: HeldTarget) -> str:
    """Return the result in sentences, with the source and the remaining distance.

    Example: `Target: 70% by 2022 (source). The target is not met: 63% in 2022. 12 more of 240 in
    2022 would meet the target.`
    """
    lead = t(
        "Target: {target} by {due} ({source}).",
        target=held_value_text(of),
        due=due_text(of.target),
        source=of.target.source,
    )
    against = compare_held(of)
    if against is None and of.is_due:
        missing = t("There is no figure for {year} to compare with the target.", year=of.year)
        return " ".join((lead, missing))
    said = [lead]
    if not of.is_due:
        said.append(t("It is due on {day}.", day=language.day(due_date(of.target))))
    if against is not None and of.row is not None:
        value = words.value(of.row)
        said.append(
            t(SENTENCES[against.standing], value=value, year=of.year)
            if of.is_due
            else t("In {year} the figure was {value}.", value=value, year=of.year)
        )
        said.append(_way_to_go(of, against))
    return " ".join(filter(None, said))


def compare_held(of: HeldTarget) -> national_lists.Against | None:
    """Compare the figure with its target; None without a figure or an interval."""
    return None if of.row is None else national_lists.compare_with_target(of.row, of.target.value)


def held_value_text(of: HeldTarget) -> str:
    """Format the target like its figure, with the figure's currency."""
    return target_value_text(of.target, str(of.row.get("currency", "")) if of.row else "")


def _way_to_go(of: HeldTarget, against: national_lists.Against) -> str:
    """Return how many more or fewer cases would meet the target, a note on the interval, or ""."""
    row = of.row
    assert row is not None
    if of.is_due and against.standing is Standing.CLEARLY_MET:
        return ""
    if against.reached:
        if not of.is_due:
            return ""
        return t("The figure meets the target, but part of its confidence interval does not.")
    if against.to_go is None:
        if words.is_known_number(row["low"]):
            return ""
        return t("A ratio of sums has no confidence interval.")
    change = _units_text(Mark.TARGET, row, against.target, str(of.year))
    return as_sentence(change)


def as_sentence(text: str) -> str:
    """Return a text such as `Distance.says` with capital letter and full stop; empty if empty."""
    return t("{sentence}.", sentence=text[:1].upper() + text[1:]) if text else ""


# Decimals for comparing distances, because of rounding errors.
ROUNDED = 9


class Mark(IntEnum):
    """What a figure is compared with, in the order of sorting."""

    TARGET = 0
    OTHERS = 1


# Sort key: shares behind a target, shares behind the median, other kinds, and last what is not
# behind.
Place = tuple[bool, int, float]
LAST: Place = (True, len(Mark), 0.0)


class Distance(NamedTuple):
    """How far a figure is behind: a sort key, the farthest first, and what would have to change."""

    place: Place
    says: str


def distance_to_target(row: Row, target: float, of: str) -> Distance | None:
    """Return how far a figure of `of` (years as text) is behind its target.

    None if it is not behind, if the value is hidden, or if the measure has no good direction. Only
    the value counts, not its interval, because this is for sorting and claims no difference. A
    target that is not yet due also counts: there is still time to reach it.
    """
    return _distance_behind_aim(row, Mark.TARGET, target, of) if words.is_value_shown(row) else None


def distance_to_median(row: Row, median: float | None, of: str) -> Distance | None:
    """Return how far a figure is behind the other places' median, or None if it is not."""
    if median is None or not words.is_known_number(median) or not words.is_value_shown(row):
        return None
    return _distance_behind_aim(row, Mark.OTHERS, median, of)


def distance_sort_key(distance: Distance | None) -> Place:
    """Return the sort key of a row: the farthest behind first, those not behind last and equal."""
    return distance.place if distance else LAST


def _distance_behind_aim(row: Row, mark: Mark, aim: float, of_years: str) -> Distance | None:
    """Return how far a value is behind an aim, or None if it is not."""
    of = catalogue.CATALOGUE[row["measure"]]
    if of.direction is measure.Direction.CONTEXT:
        return None
    lower, value = of.direction is measure.Direction.LOWER, float(row["value"])
    if isinstance(of, measure_kinds.Share):
        if not national_lists.units_to_go(of, row, aim):
            return None
        place = (False, int(mark), -round(100 * abs(value - aim), ROUNDED))
        return Distance(place, _units_text(mark, row, aim, of_years))
    short = value - aim if lower else aim - value
    if short <= 0 or math.isclose(value, aim):
        return None
    # An aim of 0 has no fraction, so any value above it counts as farthest behind.
    away = short / aim if aim else math.inf
    says = t(DIFFERENCES[mark, lower], difference=_difference_text(row, short), years=of_years)
    return Distance((True, int(mark), -round(away, ROUNDED)), says)


DIFFERENCES = {
    (Mark.TARGET, True): marked("{difference} less in {years} would meet the target"),
    (Mark.TARGET, False): marked("{difference} more in {years} would meet the target"),
    (Mark.OTHERS, True): marked(
        "{difference} less in {years} would match the median of the others"
    ),
    (Mark.OTHERS, False): marked(
        "{difference} more in {years} would match the median of the others"
    ),
}


def _difference_text(row: Row, short: float) -> str:
    """Format a difference in the unit of the values, or in percentage points."""
    if words.value_kind(row) == "AmountRatio":
        number = language.whole_percent(short)
        if number == language.LEAST:
            return t("less than 1 percentage point")
        return n("{count} percentage point", "{count} percentage points", round(100 * short))
    return words.value({**row, "value": short})


# Counts of a release are multiples of this.
ROUNDED_TO = 5


def cases_to_go(row: Row, aim: float) -> int | None:
    """Return how many more cases of a share (fewer if lower is better) would reach an aim.

    None if the figure is not a share or is not shown. In a release the number is rounded up to a
    multiple of five, so that it is no more exact than the counts from which it comes.
    """
    of = catalogue.CATALOGUE[row["measure"]]
    if not isinstance(of, measure_kinds.Share) or not words.is_value_shown(row):
        return None
    to_go = national_lists.units_to_go(of, row, aim)
    return math.ceil(to_go / ROUNDED_TO) * ROUNDED_TO if words.is_released(row) else to_go


def _units_text(mark: Mark, row: Row, aim: float, years: str) -> str:
    """Return how many more or fewer cases would reach the target or median; no full stop."""
    to_go = cases_to_go(row, aim)
    assert to_go is not None
    of = catalogue.CATALOGUE[row["measure"]]
    forms = UNITS[mark, of.direction is measure.Direction.LOWER, words.is_released(row)]
    distance = n(*forms, to_go, total=words.count(row["denominator"]), years=years)
    units = t(of.unit_words)
    return t("{units}: {distance}", units=units[:1].upper() + units[1:], distance=distance)


# By what the figure is compared with, whether lower is better, and whether counts are rounded.
UNITS = {
    (Mark.TARGET, True, False): marked_plural(
        "{count} fewer of {total} in {years} would meet the target",
        "{count} fewer of {total} in {years} would meet the target",
    ),
    (Mark.TARGET, False, False): marked_plural(
        "{count} more of {total} in {years} would meet the target",
        "{count} more of {total} in {years} would meet the target",
    ),
    (Mark.OTHERS, True, False): marked_plural(
        "{count} fewer of {total} in {years} would match the median of the others",
        "{count} fewer of {total} in {years} would match the median of the others",
    ),
    (Mark.OTHERS, False, False): marked_plural(
        "{count} more of {total} in {years} would match the median of the others",
        "{count} more of {total} in {years} would match the median of the others",
    ),
    (Mark.TARGET, True, True): marked_plural(
        "about {count} fewer of {total} in {years} would meet the target",
        "about {count} fewer of {total} in {years} would meet the target",
    ),
    (Mark.TARGET, False, True): marked_plural(
        "about {count} more of {total} in {years} would meet the target",
        "about {count} more of {total} in {years} would meet the target",
    ),
    (Mark.OTHERS, True, True): marked_plural(
        "about {count} fewer of {total} in {years} would match the median of the others",
        "about {count} fewer of {total} in {years} would match the median of the others",
    ),
    (Mark.OTHERS, False, True): marked_plural(
        "about {count} more of {total} in {years} would match the median of the others",
        "about {count} more of {total} in {years} would match the median of the others",
    ),
}
