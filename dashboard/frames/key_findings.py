"""Choose the key findings on a place by fixed rules, as data for files and as sentences.

`find_key_findings` uses the verdicts that pages show (target, other jurisdictions, change over
time, status) and makes none of its own. It needs only rows, exact or of a release, so that a
report and a static edition say the same. Figures of a release are rounded, and so is all that is
calculated from them.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.data_dictionary import BY_NAME, Column
from dashboard.frames import figures, peer_comparison, targets, yearly_figures
from dashboard.frames.peer_comparison import Compared, ComparisonResult
from dashboard.frames.targets import HeldTarget
from metrics import (
    Measure,
    catalogue,
    counting_options,
    measure_kinds,
    result_sentences,
    results,
)
from metrics import measure as measures
from schemas.language import marked, n, t

# Fewer findings are filled up with second ones, and then with plain figures.
FEWEST = 3
Row = Mapping[str, Any]
Change = yearly_figures.Change
Standing = targets.Standing


class Kind(StrEnum):
    """What a finding is about, in the order in which findings are shown."""

    TARGET = "furthest_from_target"
    WORSE = "worse_than_others"
    BETTER = "better_than_others"
    CHANGED = "changed"
    FIGURE = "figure"
    GAP = "largest_gap"
    UNSAID = "not_said"


LABELS: Mapping[Kind, str] = {
    Kind.TARGET: marked("Furthest from its target"),
    Kind.WORSE: marked("Worse than other jurisdictions"),
    Kind.BETTER: marked("Better than other jurisdictions"),
    Kind.CHANGED: marked("Changed over time"),
    Kind.FIGURE: marked("Figure"),
    Kind.GAP: marked("Largest gap in the records"),
    Kind.UNSAID: marked("What cannot be said"),
}
IMPROVED, WORSENED = marked("Improved over time"), marked("Worse than before")


@dataclass(frozen=True)
class Judged:
    """A measure of a place with the verdicts on it, as pages show them.

    `row` is the figure of the chosen period (columns of `metrics.results.rows`, with `currency`).
    `compared` is from `peer_comparison.compare_with_peers`, `held` (with its target) from
    `targets.figure_for_target`, and `changed` from `yearly_figures.progress_of_measures`; None
    where there is no such verdict.
    """

    row: Row
    compared: Compared | None = None
    held: HeldTarget | None = None
    changed: yearly_figures.Progress | None = None

    @property
    def measure(self) -> Measure:
        """Return the definition of the measure."""
        return catalogue.CATALOGUE[self.row["measure"]]


@dataclass(frozen=True)
class About:
    """What all findings share: the place in words, the chosen years, and settings.

    `without_others` is a sentence on why no other jurisdiction is compared; else empty.
    """

    subject: str
    years: tuple[int, int]
    chosen: counting_options.OptionValues = counting_options.DEFAULTS
    currency: str = ""
    without_others: str = ""


@dataclass(frozen=True)
class Finding:
    """A finding as data and in words.

    `measure` is the id, empty if the finding is on what has no figure. `row` is the figure of
    `period` (first and last year). It is compared with `aim`, in its unit: target, median of
    others, or the earlier value of `aim_period`. `result` is the code of the verdict, `to_go` how
    many more (or fewer) cases would reach the aim. In a gap it is how many answers would allow a
    figure.
    """

    kind: Kind
    label: str
    text: str
    measure: str = ""
    period: tuple[int, int] | None = None
    row: Row | None = None
    result: str = ""
    aim: float | None = None
    aim_period: tuple[int, int] | None = None
    to_go: int | None = None

    @property
    def heading(self) -> str:
        """Return the label with the title of the measure: `Furthest from its target: Legal aid`."""
        if not self.measure:
            return t(self.label)
        title = t(catalogue.CATALOGUE[self.measure].title)
        if self.kind is Kind.FIGURE:
            return title
        return t("{finding}: {measure}", finding=t(self.label), measure=title)


def find_key_findings(judged: Sequence[Judged], about: About) -> tuple[Finding, ...]:
    """Return three to five findings, the ones to act on first; fewer if there are no figures.

    One of each kind: furthest from its target, furthest behind and ahead of comparable others,
    largest change, and largest gap in the records. No measure is named twice, except that a gap is
    always of a measure without a figure. If they are fewer than three, the next of each kind
    follow, then plain figures. If most measures have no figure, or nothing can be compared, the
    last one says so and why. `judged` are in the order of the catalogue.
    """
    found: list[Finding] = []
    ranked = [rank(judged, about) for rank in _RANKS]
    for of_kind in ranked:
        found += _next_unnamed_finding(of_kind, found)
    for of_kind in (*ranked, *ranked, *([_plain_figures(judged, about)] * FEWEST)):
        if len(found) < FEWEST:
            found += _next_unnamed_finding(of_kind, found)
    found += _largest_gap(judged, about)
    if len(found) <= len(_RANKS):
        found += _sentence_on_unsaid(judged, about)
    order = list(Kind)
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def is_lagging(one: Judged) -> bool:
    """Return whether a measure is behind its target, or worse than peers or than before."""
    about = About("", (0, 0))
    if one.compared is not None and one.compared.reading is ComparisonResult.WORSE:
        return True
    if _rank_targets((one,), about):
        return True
    return any(finding.label == WORSENED for finding in _rank_changed((one,), about))


def _next_unnamed_finding(ranked: Iterable[Finding], found: Sequence[Finding]) -> list[Finding]:
    """Return the first finding on a measure that is not named yet, if there is one."""
    named = {one.measure for one in found}
    return [one for one in ranked if one.measure not in named][:1]


_SHARED = (
    *("measure", "title", "value", "unit", "region_low", "region_high"),
    *("numerator", "denominator", "unknown", "coverage", "status"),
)
# Columns of `findings_table` by name: those of the figures, and its own.
COLUMNS: Mapping[str, Column] = {
    name: BY_NAME[name]
    for name in (
        *("finding", *_SHARED, "years", "result"),
        *("compared_value", "compared_years", "to_go", "text"),
    )
}


def findings_table(findings: Sequence[Finding]) -> pd.DataFrame:
    """Return the findings as data for files, one row each, with COLUMNS.

    `value`, its 95% limits and `compared_value` are in `unit`, as in the figures of a report; blank
    if not shown.
    """
    rows = [_table_row(one) for one in findings]
    table = pd.DataFrame(rows, columns=[*COLUMNS])
    numbers = [name for name, of in COLUMNS.items() if of.is_number]
    return table.astype(dict.fromkeys(numbers, float))


def _table_row(one: Finding) -> dict[str, object]:
    said: dict[str, object] = {"finding": one.kind.value, "result": one.result, "text": one.text}
    said |= {"measure": one.measure, "to_go": one.to_go, "years": _years_code(one.period)}
    said |= {"compared_years": _years_code(one.aim_period)}
    row = one.row
    if row is None:
        return said | dict.fromkeys(("title", "unit", "status"), "")
    per = words.chart_divisor(row)
    if words.is_value_shown(row):
        low, high = results.confidence_limits(row)
        ends = {"value": row["value"], "region_low": low, "region_high": high}
        said |= {name: float(end) / per for name, end in ends.items() if words.is_known_number(end)}
        said |= {name: row[name] for name in ("numerator", "denominator", "unknown")}
    return said | {
        "title": t(catalogue.CATALOGUE[one.measure].title),
        "unit": figures.value_unit(row),
        "status": str(row["status"]),
        "coverage": row["coverage"],
        "compared_value": None if one.aim is None else one.aim / per,
    }


def _years_code(span: tuple[int, int] | None) -> str:
    return "-".join(map(str, dict.fromkeys(span))) if span else ""


def _rank_targets(judged: Sequence[Judged], about: About) -> list[Finding]:
    """Return findings on the measures behind their targets, the furthest first."""
    behind = []
    for one in judged:
        if (held := one.held) is None or (row := held.row) is None:
            continue
        distance = targets.distance_to_target(row, held.target.value, str(held.year))
        if distance is not None:
            finding = _target_finding(one, held, row, distance.says, about)
            behind.append((distance.place, finding))
    return _largest_first(behind)


def _target_finding(one: Judged, held: HeldTarget, row: Row, to_go: str, about: About) -> Finding:
    year, aim = held.year, held.target.value
    against = targets.compare_held(held) if held.is_due else None
    standing = against.standing if against else None
    texts = [
        _number_with_meaning(row, (year, year), about),
        t(
            _TARGET_SENTENCES[standing],
            target=targets.held_value_text(held),
            due=targets.due_text(held.target),
        ),
        targets.as_sentence(to_go),
    ]
    if one.compared is not None and one.compared.reading in (
        ComparisonResult.WORSE,
        ComparisonResult.BETTER,
    ):
        texts.append(peer_comparison.comparison_sentence(one.compared))
    return Finding(
        Kind.TARGET,
        LABELS[Kind.TARGET],
        _join_texts(texts),
        one.measure.id,
        (year, year),
        row,
        "not_due" if standing is None else standing.name.lower(),
        aim,
        to_go=targets.cases_to_go(row, aim),
    )


_TARGET_SENTENCES: Mapping[Standing | None, str] = {
    None: marked("The target is {target} by {due}. It is too early to tell if it is met."),
    Standing.CLEARLY_NOT_MET: marked("The target of {target} by {due} is not met."),
    Standing.CANNOT_TELL: marked("We cannot tell if the target of {target} by {due} is met."),
    Standing.CLEARLY_MET: marked("The target of {target} by {due} is met."),
}


def _rank_compared(
    judged: Sequence[Judged], about: About, reading: ComparisonResult, kind: Kind
) -> list[Finding]:
    """Return findings on measures with the result `reading`, furthest from the median first."""
    found = []
    for one in judged:
        compared = one.compared
        if compared is None or compared.reading is not reading or compared.others is None:
            continue
        row, median = compared.row, compared.others.median
        span = compared.years or about.years
        behind = targets.distance_to_median(row, median, words.period(*span))
        is_worse = kind is Kind.WORSE
        says = [
            _number_with_meaning(row, span, about),
            peer_comparison.comparison_sentence(compared, own_beside=True),
            targets.as_sentence(behind.says) if behind and is_worse else "",
        ]
        finding = Finding(
            kind,
            LABELS[kind],
            _join_texts(says),
            one.measure.id,
            span,
            row,
            reading.value,
            median,
            to_go=targets.cases_to_go(row, median) if is_worse else None,
        )
        found.append((_difference_size(row, float(row["value"]), median), finding))
    return _largest_first(found)


def _rank_changed(judged: Sequence[Judged], about: About) -> list[Finding]:
    """Return findings on the measures that clearly changed, the largest change first."""
    found = []
    for one in judged:
        if one.changed is None or one.changed.change in (None, Change.NO_CLEAR_CHANGE):
            continue
        earlier, later, change = one.changed.earlier, one.changed.later, one.changed.change
        before, span = one.changed.periods
        is_lower_better = one.measure.direction is measures.Direction.LOWER
        label = IMPROVED if (change is Change.LOWER) is is_lower_better else WORSENED
        if one.measure.direction is measures.Direction.CONTEXT:
            label = LABELS[Kind.CHANGED]
        says = [
            _number_with_meaning(later, span, about),
            yearly_figures.progress_sentence(one.changed),
        ]
        finding = Finding(
            Kind.CHANGED,
            label,
            _join_texts(says),
            one.measure.id,
            span,
            later,
            str(change),
            float(earlier["value"]),
            before,
        )
        size = _difference_size(later, float(later["value"]), float(earlier["value"]))
        found.append((size, finding))
    return _largest_first(found)


_RANKS: Sequence[Callable[[Sequence[Judged], About], list[Finding]]] = (
    _rank_targets,
    partial(_rank_compared, reading=ComparisonResult.WORSE, kind=Kind.WORSE),
    partial(_rank_compared, reading=ComparisonResult.BETTER, kind=Kind.BETTER),
    _rank_changed,
)
# Shares first, by percentage points; others by the part of what they are compared with.
Size = tuple[Any, ...]


def _difference_size(row: Row, value: float, aim: float) -> Size:
    """Return the sort key of a difference: the largest comes first."""
    apart = abs(value - aim)
    if row["kind"] == "Share":
        return False, -round(apart, targets.ROUNDED)
    return True, -round(apart / abs(aim), targets.ROUNDED) if aim else -math.inf


def _largest_first(found: list[tuple[Size, Finding]]) -> list[Finding]:
    return [finding for _, finding in sorted(found, key=lambda one: one[0])]


def _plain_figures(judged: Sequence[Judged], about: About) -> list[Finding]:
    """Return findings that only state a measure's figure, in the order of the catalogue."""
    return [
        Finding(
            Kind.FIGURE,
            LABELS[Kind.FIGURE],
            _finding_sentence(one.row, about),
            one.measure.id,
            about.years,
            one.row,
        )
        for one in judged
        if words.is_value_shown(one.row)
    ]


def _largest_gap(judged: Sequence[Judged], about: About) -> list[Finding]:
    """Return a finding on a measure without figure: not collected, else with fewest answers."""
    absent = [one for one in judged if one.row["status"] == words.NOT_COLLECTED]
    unclear = [one for one in judged if one.row["status"] == words.BOUNDS_ONLY]
    if not absent + unclear:
        return []
    first = absent[0] if absent else min(unclear, key=lambda one: _coverage_of_row(one.row))
    missing = None if absent else _answers_needed(first)
    says = [_finding_sentence(first.row, about)]
    if len(absent) > 1:
        says.append(
            n(
                "{number} of the {count} measure here is not collected.",
                "{number} of the {count} measures here are not collected.",
                len(judged),
                number=words.count(len(absent)),
            )
        )
    if missing:
        says.append(
            n(
                "With {count} more recorded answer a figure can be shown.",
                "With {count} more recorded answers a figure can be shown.",
                missing,
            )
        )
    return [
        Finding(
            Kind.GAP,
            LABELS[Kind.GAP],
            _join_texts(says),
            first.measure.id,
            about.years,
            first.row,
            str(first.row["status"]),
            to_go=missing,
        )
    ]


def _coverage_of_row(row: Row) -> float:
    return float(row["coverage"]) if words.is_known_number(row["coverage"]) else 0.0


def _answers_needed(one: Judged) -> int | None:
    """Return how many more answers a share needs to be shown; None for releases and other kinds."""
    row = one.row
    if not isinstance(one.measure, measure_kinds.Share) or words.is_released(row):
        return None
    known = int(row["denominator"])
    needed = math.ceil(one.measure.least_coverage * (known + int(row["unknown"])))
    return max(needed, results.FEWEST_UNITS) - known


def _sentence_on_unsaid(judged: Sequence[Judged], about: About) -> list[Finding]:
    """Return a finding on why most measures lack a figure or a comparison; empty if they do not."""
    hidden = [one for one in judged if not peer_comparison.has_comparable_value(one.row)]
    if 2 * len(hidden) >= len(judged):
        reasons = Counter(words.no_number_reason(one.row).words for one in hidden)
        listed = words.listing(
            [
                t("{reason} ({number})", reason=reason, number=words.count(number))
                for reason, number in reasons.most_common()
            ]
        )
        text = n(
            "{number} of the {count} measure has no figure here. Reasons: {reasons}.",
            "{number} of the {count} measures have no figure here. Reasons: {reasons}.",
            len(judged),
            number=words.count(len(hidden)),
            reasons=listed,
        )
    elif about.without_others:
        text = about.without_others
    else:
        return []
    return [Finding(Kind.UNSAID, LABELS[Kind.UNSAID], text)]


def _finding_sentence(row: Row, about: About) -> str:
    return result_sentences.result_sentence(
        row, about.subject, about.years, about.chosen, currency=about.currency
    )


def _number_with_meaning(row: Row, span: tuple[int, int], about: About) -> str:
    """Return the number of a row and what it means, without its interval."""
    return result_sentences.first_sentence(
        row, about.subject, span, about.chosen, currency=about.currency
    )


def _join_texts(texts: Iterable[str]) -> str:
    return " ".join(filter(None, texts))
