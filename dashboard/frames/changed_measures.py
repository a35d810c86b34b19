"""Describe which measures changed between two states of the records, or with an import."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import pandas as pd

from dashboard import words
from dashboard.frames import figures
from dashboard.frames.submissions import Import
from metrics import catalogue, import_impact, measure_kinds, results, round_to_twelve_digits
from schemas import language
from schemas.language import comma_list, marked, n, t

Moves = Sequence[import_impact.MeasureChange]
NOTHING_MOVES = marked("no cases")
CHANGE_COLUMNS = (
    *(marked("Measure"), marked("Place"), marked("Years"), marked("Before"), marked("After")),
    marked("Change"),
)
COUNTED = ("Share", "Duration")
# Units of values for scripts: durations stay in days, although pages show months.
VALUE_UNITS = {"Share": "share", "AmountRatio": "ratio", "months": "days", "Count": "number"}
VALUE_UNITS |= {"days": "days", "Duration": "days"}


def main_changes(moves: Moves) -> Moves:
    """Return the changes over all years together; if there are none, those of single years."""
    return tuple(move for move in moves if move.period == import_impact.ALL) or moves


def changes_summary(moves: Moves) -> str:
    """Return one or two sentences on how many measures change, and which of them changes most."""
    seen = main_changes(moves)
    if not seen:
        return t("No measure changes.")
    number = n(
        "{count} measure changes.",
        "{count} measures change.",
        len({move.measure for move in moves}),
    )
    first = seen[0]
    largest = t(
        "Largest change: {measure}, {change}.",
        measure=_measure_title(first),
        change=_change_text(first),
    )
    return f"{number} {largest}"


def change_sentence(move: import_impact.MeasureChange, jurisdictions: Mapping[str, str]) -> str:
    """Return a sentence on one change: `C01 Investigations, Velmora, all years: before ...`.

    `jurisdictions` maps codes to names. A jurisdiction without a name is shown by its code.
    """
    jurisdiction = jurisdictions.get(move.jurisdiction, move.jurisdiction)
    return t(
        "{measure}, {place}, {years}: {change}.",
        measure=_measure_title(move),
        place=jurisdiction,
        years=_years_text(move),
        change=_change_text(move),
    )


def changes_table(moves: Moves, jurisdictions: Mapping[str, str]) -> pd.DataFrame:
    """Return the changes of figures as a table of texts, with columns CHANGE_COLUMNS."""
    lines = [
        (
            _measure_title(move),
            jurisdictions.get(move.jurisdiction, move.jurisdiction),
            _years_text(move),
            changed_number_text(move, move.before),
            changed_number_text(move, move.after),
            _change_word(move),
        )
        for move in moves
    ]
    return pd.DataFrame(lines, columns=[t(name) for name in CHANGE_COLUMNS])


def changed_number_text(
    move: import_impact.MeasureChange, printed: import_impact.Printed | None
) -> str:
    """Return a number with what it is made of, `27.6% (312 of 1,130)`, or why there is none."""
    if printed is None:
        return t(NOTHING_MOVES)
    parts = _parts_text(_measure_kind(move), printed)
    if not printed.is_shown:
        return f"{missing_number_reason(move, printed)}{parts}"
    return f"{_move_value(move, printed)}{parts}"


def value_unit(move: import_impact.MeasureChange) -> str:
    """Return the unit of the values, such as `days` or `share`. Blank for money."""
    match catalogue.CATALOGUE.get(move.measure):
        case measure_kinds.Median(value_unit=measure_kinds.DAYS | measure_kinds.MONTHS as unit):
            return unit
        case measure_kinds.FlowRatio(flow=measure_kinds.Flow.DISPOSITION):
            return measure_kinds.DAYS
        case measure_kinds.Rate(per=per) if per > 1:
            return f"per {per:,}"
        case _:
            return VALUE_UNITS.get(_measure_kind(move), "")


def _measure_kind(move: import_impact.MeasureChange) -> str:
    return words.value_kind({"measure": move.measure, "kind": move.kind})


def _measure_title(move: import_impact.MeasureChange) -> str:
    return f"{move.measure} {t(catalogue.CATALOGUE[move.measure].title)}"


def _years_text(move: import_impact.MeasureChange) -> str:
    return t("all years") if move.period == import_impact.ALL else move.period


def _change_text(move: import_impact.MeasureChange) -> str:
    return t(
        "before: {before}; after: {after}",
        before=changed_number_text(move, move.before),
        after=changed_number_text(move, move.after),
    )


def _change_word(move: import_impact.MeasureChange) -> str:
    """Return the kind of change in a few words, such as higher, lower, or newly shown."""
    before = move.before if move.before is not None and move.before.is_shown else None
    after = move.after if move.after is not None and move.after.is_shown else None
    if before is None or after is None:
        if before:
            return t("no longer shown")
        return t("newly shown") if after else t("still not shown")
    if before.value == after.value:
        return t("same value, different numbers of cases")
    assert before.value is not None
    assert after.value is not None
    return t("higher") if after.value > before.value else t("lower")


def _move_value(move: import_impact.MeasureChange, printed: import_impact.Printed) -> str:
    assert printed.value is not None
    kind = _measure_kind(move)
    if kind in ("Share", "AmountRatio"):
        # One decimal, because most imports change a share by a tenth of a percentage point.
        return language.percent(f"{100 * printed.value:.1f}")
    return words.with_unit({"measure": move.measure, "kind": move.kind}, printed.value)


def missing_number_reason(move: import_impact.MeasureChange, printed: import_impact.Printed) -> str:
    """Return as text why the number of a changed measure is not shown."""
    row = {
        "measure": move.measure,
        "kind": _measure_kind(move),
        "status": printed.status,
        "period": move.period,
        "denominator": printed.denominator or 0,
    }
    return words.no_number_reason(row).words


def _parts_text(kind: str, printed: import_impact.Printed) -> str:
    """Return ` (312 of 1,130)` for a share, ` (4)` for a count that is not shown, else ""."""
    if printed.numerator is None or printed.status in ("empty", "not_collected", "not_yet_due"):
        return ""
    if kind in COUNTED and printed.denominator is not None:
        parts = t(
            "({part} of {all})",
            part=words.count(printed.numerator),
            all=words.count(printed.denominator),
        )
        return f" {parts}"
    return (
        f" ({words.count(printed.numerator)})" if kind == "Count" and not printed.is_shown else ""
    )


Compared: TypeAlias = import_impact.Compared
Reading: TypeAlias = import_impact.ChangeResult
Measures = Sequence[Compared]
MOVED_TITLE = marked("What changed with the last import")
MOVED_COLUMNS = (
    *(marked("Measure"), marked("Years"), marked("Before"), marked("After")),
    marked("Now"),
)
HIGHER, LOWER = marked("↗ higher"), marked("↘ lower")
# Fields of `before` and `after` in the JSON output.
PRINTED = ("numerator", "unknown", "denominator", "value", "status")
MOVED_RULE = marked(
    "A measure is listed if its value is outside the 95% confidence interval that it had before the"
    " import. Both values share nearly all records, so this is not a test of random variation."
    " It shows where to look."
)
FIRST = marked(
    "{place}: {import_name} is the only import. There is nothing earlier to compare it with."
)
# Reasons for not comparing a measure.
WHY = (Reading.BREAK, Reading.NOT_SHOWN, Reading.NO_REGION)


def import_name(of: Import) -> str:
    """Return the name of an import: `Import 13 (QVE, stored on 28 November 2026)`."""
    return t(
        "Import {number} ({source}, stored on {day})",
        number=of.batch_id,
        source=of.source,
        day=words.day(of.stored_on),
    )


def import_change_sentence(compared: Measures, of: Import, jurisdiction: str) -> str:
    """Return a sentence on how many measures an import moved out of their earlier interval."""
    beyond, within = (
        len(measures_with_result(compared, one)) for one in (Reading.MOVED, Reading.WITHIN)
    )
    about = {"place": jurisdiction, "import_name": import_name(of)}
    if not beyond + within:
        return t(
            "{place}: no measure can be compared. Each lacks a confidence interval before"
            " {import_name}, a value after it, or comparable years.",
            **about,
        )
    if not beyond:
        return n(
            "{place}, {import_name}: {count} measure was compared. Its value is inside its"
            " earlier confidence interval.",
            "{place}, {import_name}: {count} measures were compared. None has a value outside"
            " its earlier confidence interval.",
            within,
            **about,
        )
    return n(
        "{place}, {import_name}: {moved} of {count} measure now has a value outside its earlier"
        " confidence interval.",
        "{place}, {import_name}: {moved} of {count} measures now have a value outside their"
        " earlier confidence interval.",
        beyond + within,
        moved=words.count(beyond),
        **about,
    )


def import_change_sentences(compared: Measures, of: Import, jurisdiction: str) -> list[str]:
    """Return the sentences on what an import changed, the result first; one for a first import."""
    if of.is_first:
        return [t(FIRST, place=jurisdiction, import_name=import_name(of))]
    return [
        import_change_sentence(compared, of, jurisdiction),
        *filter(None, (not_compared_sentence(compared), t(MOVED_RULE))),
    ]


def not_compared_sentence(compared: Measures) -> str:
    """Return how many measures were not compared, and why; empty if all were compared."""
    broken, hidden, bare = (measures_with_result(compared, reading) for reading in WHY)
    said = []
    if broken:
        said.append(
            n(
                "{count} measure ({measures}) was not compared because of a break in series: a"
                " changed definition or law, or a change in what is collected.",
                "{count} measures ({measures}) were not compared because of a break in series: a"
                " changed definition or law, or a change in what is collected.",
                len(broken),
                measures=words.listing([one.measure for one in broken]),
            )
        )
    if hidden:
        said.append(
            n(
                "{count} measure was not compared because it has no value before or after.",
                "{count} measures were not compared because they have no value before or after.",
                len(hidden),
            )
        )
    if bare:
        said.append(
            n(
                "{count} measure was not compared because it has no confidence interval (counts,"
                " sums and their ratios).",
                "{count} measures were not compared because they have no confidence interval"
                " (counts, sums and their ratios).",
                len(bare),
            )
        )
    return " ".join(said)


def import_changes_table(compared: Measures, currency: str) -> pd.DataFrame:
    """Return the measures that changed as a table of texts, with columns MOVED_COLUMNS."""
    lines = [
        (
            f"{one.measure} {t(catalogue.CATALOGUE[one.measure].title)}",
            words.period(*(one.years or (None, None))),
            _moved_number(one.before, currency),
            _moved_number(one.after, currency),
            t(HIGHER) if one.is_higher else t(LOWER),
        )
        for one in measures_with_result(compared, Reading.MOVED)
    ]
    return pd.DataFrame(lines, columns=[t(name) for name in MOVED_COLUMNS])


def import_changes_numbers(compared: Measures, currency: str) -> pd.DataFrame:
    """Return the measures that an import changed, as a table of values, interval limits and n."""
    return pd.DataFrame(
        [_moved_line(one, currency) for one in measures_with_result(compared, Reading.MOVED)]
    )


def _moved_line(one: Compared, currency: str) -> dict[str, object]:
    """Return the numbers of a measure before and after an import, as a table row."""
    measure = catalogue.CATALOGUE[one.measure]
    line: dict[str, object] = {
        t("Measure"): one.measure,
        t("Title"): t(measure.title),
        t("Years"): words.period(*(one.years or (None, None))),
        t("Unit"): figures.value_unit({"measure": one.measure, "currency": currency}),
    }
    headings = (
        (
            *(t("Before"), t("Before: interval from"), t("Before: interval to")),
            *(t("Before: n"), t("Before: missing")),
        ),
        (
            *(t("After"), t("After: interval from"), t("After: interval to")),
            *(t("After: n"), t("After: missing")),
        ),
    )
    for names, row in zip(headings, (one.before, one.after), strict=True):
        assert row is not None
        printed, per_drawn = _printed_numbers(row), words.chart_divisor(row)
        drawn = {
            end: float(str(printed[end])) / per_drawn
            if words.is_known_number(printed[end])
            else None
            for end in ("value", "low", "high")
        }
        of_side = (*drawn.values(), printed["denominator"], printed["unknown"])
        line |= dict(zip(names, of_side, strict=True))
    return line | {t("Now"): t(HIGHER) if one.is_higher else t(LOWER)}


def import_changes_json(compared: Measures) -> dict[str, object]:
    """Return for JSON the changed measures with both values, and the measures not compared."""
    return {
        "compared": len(measures_with_result(compared, Reading.MOVED))
        + len(measures_with_result(compared, Reading.WITHIN)),
        "moved": [_moved_object(one) for one in measures_with_result(compared, Reading.MOVED)],
        "nothing_said": {
            str(reading): [one.measure for one in measures_with_result(compared, reading)]
            for reading in WHY
        },
    }


def measures_with_result(compared: Measures, reading: Reading) -> list[Compared]:
    """Return the measures whose comparison has the result `reading`."""
    return [one for one in compared if one.reading is reading]


def _moved_number(row: Mapping[str, Any] | None, currency: str) -> str:
    """Return a value with interval and n: `54% (47% to 61%), n = 212`."""
    assert row is not None
    of = {**row, "currency": currency}
    interval = words.interval(of)
    number = f"{words.value(of)} ({interval})" if interval else words.value(of)
    return comma_list(filter(None, (number, words.sample_size_text(of))))


def _moved_object(one: Compared) -> dict[str, object]:
    """Return a measure before and after an import, for JSON."""
    assert one.before is not None
    assert one.after is not None
    measure = catalogue.CATALOGUE[one.measure]
    first, last = one.years or (None, None)
    return {
        "measure": one.measure,
        "title": measure.title,
        "kind": measure.kind,
        "from": first,
        "to": last,
        "is_higher": one.is_higher,
        "before": _printed_numbers(one.before),
        "after": _printed_numbers(one.after),
    }


def _printed_numbers(row: Mapping[str, Any]) -> dict[str, object]:
    low, high = results.confidence_limits(row)
    numbers = {field: row[field] for field in PRINTED} | {"low": low, "high": high}
    return {field: _plain_number(number) for field, number in numbers.items()}


def _plain_number(number: object) -> object:
    if isinstance(number, str):
        return number
    return round_to_twelve_digits(float(str(number))) if words.is_known_number(number) else None
