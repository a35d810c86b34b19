"""Draw the definition of a measure in words: what it counts, caveats, versions, worked example."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.frames import breakdowns, trend_breaks
from dashboard.query_params import MethodsView
from dashboard.records import current_records
from dashboard.ui import filters, html_card
from metrics import (
    Measure,
    catalogue,
    counting_options,
    icat_brief,
    measure_kinds,
    results,
    worked_examples,
)
from metrics import measure as measure_
from schemas.language import comma_list, in_context, marked, n, t

Row = Mapping[str, str]
NO_CELLS = ""


def verdict_reason_text(measure: Measure, row: Row, window: int, as_of: date) -> str:
    """Return in words the cells that decide the `verdict` of an example row; empty if unknown.

    `row` has the columns of the example and `verdict`; `window` is in months.
    """
    verdict = row["verdict"]
    truths = [column.name for column in measure.truths() if column.name in row]
    match verdict:
        case worked_examples.NOT_YET_DUE:
            return _too_recent_text(measure, row, window, as_of)
        case worked_examples.UNKNOWN:
            # A blank date need not be the reason: something that has not ended has none.
            columns = [c.name for c in measure.columns() if c.type.python_type is not date]
            blank = [name for name in columns if row.get(name) == ""]
            return _not_recorded(blank) if blank else _missing_day_text(measure, row)
        case worked_examples.LEFT_OUT:
            no = [name for name in truths if row[name] == "no"]
            return _answered_no(no[0]) if no else NO_CELLS
        case "yes" | "no":
            decides = truths[-1] if truths else ""
            if row.get(decides) != verdict:
                return NO_CELLS
            said = _answered_yes(decides) if verdict == "yes" else _answered_no(decides)
            return comma_list([said, *_undated(measure, row)])
        case _:
            return _end_text(measure, row)


def _undated(measure: Measure, row: Row) -> list[str]:
    """Return a list with the text that a row without date is in no year; empty if it has a date."""
    if row.get(measure.dated_by.name) != "":
        return []
    return [
        t("{column}: not recorded, so counted in no year", column=words.code(measure.dated_by.name))
    ]


def _missing_day_text(measure: Measure, row: Row) -> str:
    """Return which date of a duration is missing: its start, or its end if not recorded as open."""
    match measure:
        case measure_kinds.Duration(begins_on=begins) | measure_kinds.FlowRatio(dated_by=begins):
            pass
        case _:
            return NO_CELLS
    if row.get(begins.name) == "":
        return _not_recorded([begins.name])
    return t("There is no end date, and it is not recorded as open")


def _end_text(measure: Measure, row: Row) -> str:
    """Return when something ended, or that it is recorded as open."""
    match measure:
        case (
            measure_kinds.Duration(ends_on=ends, is_open=open_)
            | measure_kinds.FlowRatio(resolved_on=ends, is_pending=open_)
        ):
            pass
        case _:
            return comma_list(_undated(measure, row))
    if on := row.get(ends.name, ""):
        return t(
            "{column}: {day}", column=words.code(ends.name), day=words.day(date.fromisoformat(on))
        )
    return _answered_yes(open_.name) if row.get(open_.name) == "yes" else NO_CELLS


def _too_recent_text(measure: Measure, row: Row, window: int, as_of: date) -> str:
    due = measure.due_on
    if due is not None and row.get(due.name, "") > as_of.isoformat():
        return t("{column}: after {day}", column=words.code(due.name), day=words.day(as_of))
    on = row.get(measure.dated_by.name, "")
    if not (window and on):
        return NO_CELLS
    return n(
        "Less than {count} month since {day}",
        "Less than {count} months since {day}",
        window,
        day=words.day(date.fromisoformat(on)),
    )


def _not_recorded(names: list[str]) -> str:
    columns = words.listing([words.code(name) for name in names])
    return t("{column}: not recorded", column=columns)


def _answered_yes(name: str) -> str:
    return t("{column}: yes", column=words.code(name))


def _answered_no(name: str) -> str:
    return t("{column}: no", column=words.code(name))


EXAMPLE_NOTE = marked(
    "Invented examples. The table shows how the program classifies each row, and why."
)
KINDS = {
    "Count": marked("{population}: how many. This shows volume, not quality"),
    "Amount": marked("{population}: sum of the recorded amounts. This shows volume, not quality"),
    "Share": marked(
        "{population}: the share where the answer is yes. Missing answers are left out of the share"
        " and shown separately"
    ),
    "AmountRatio": marked(
        "{population}: ratio of two sums, for the cases where both amounts are recorded"
    ),
    "Duration": marked(
        "{population}: median time. Pending cases count with the time waited so far (Kaplan-Meier"
        " method)"
    ),
    "Median": marked("{population}: the median. Half of the values are between the quartiles"),
    "Rate": marked("{population}: number of events per exposure, with a Poisson interval"),
    "FlowRatio": marked(
        "{population}: a ratio of incoming, resolved and pending cases, as defined by CEPEJ"
    ),
}
GOOD = {
    "higher is better": marked("Higher is better"),
    "lower is better": marked("Lower is better"),
    "context": marked("For context only"),
}


def draw_definition(measure: Measure, choice: filters.Choice) -> None:
    """Draw what the measure counts, its direction, unit, dates, and the options in force."""
    options = current_records().chosen(choice.jurisdiction)
    html_card.draw_facts(
        [
            html_card.Fact(
                t("Counts"), t(KINDS[measure.kind], population=words.code(t(measure.population)))
            ),
            html_card.Fact(
                in_context("of a measure", "Direction"), t(GOOD[measure.direction.value])
            ),
            html_card.Fact(t("Unit"), words.code(t(measure.unit_word))),
            html_card.Fact(t("Year based on"), dated_by_text(measure)),
            html_card.Fact(t("Follow-up period"), follow_up_text(measure, measure.window(options))),
            *(
                html_card.Fact(t("Option"), option_in_force(option, options[option.name]))
                for option in measure.depends_on
            ),
            html_card.Fact(t("Family"), t(breakdowns.FAMILY_NAMES[measure.family])),
            html_card.Fact(
                t("Measure code"),
                t("{id} (version {version})", id=measure.id, version=measure.version),
            ),
            html_card.Fact(
                t("Calculation"), t("See Methods"), MethodsView(measure=measure.id).link()
            ),
        ],
        name="definition",
    )


def option_in_force(option: counting_options.Option, value: int) -> str:
    """Return a counting option and its value in words, with the default if it differs."""
    named = {
        "option": t(option.meaning),
        "value": words.option_value(option, option.as_text(value)),
        "default": words.option_value(option, option.as_text(option.default)),
    }
    if value == option.default:
        return t("{option}: {value}", **named)
    return t("{option}: {value}. The titles of measures name the default, {default}", **named)


def dated_by_text(measure: Measure) -> str:
    """Return which date decides the year of a unit, in words."""
    return words.code(t(str(measure.dated_by.info["meaning"])))


def follow_up_text(measure: Measure, months: int) -> str:
    """Return the follow-up period of a measure, which is `months` by the options, in words."""
    if measure.due_on is not None:
        meaning = words.code(t(str(measure.due_on.info["meaning"])))
        return t("Different for each record: {meaning}", meaning=meaning)
    if not months:
        return t("None")
    return n(
        "Counted once it is {count} month old",
        "Counted once it is {count} months old",
        months,
    )


def draw_caveats(measure: Measure, choice: filters.Choice) -> None:
    """Draw how a measure may mislead or be manipulated, what guards against it, and who uses it."""
    guard = catalogue.CATALOGUE[measure.guard]
    href = filters.page_link("measure", choice, guard.id)
    html_card.draw_facts(
        [
            *(html_card.Fact(t("Caveat"), t(caveat)) for caveat in measure.caveats),
            html_card.Fact(t("What it does not show"), t(measure.does_not_show)),
            html_card.Fact(t("How it could be manipulated"), t(measure.gaming_risk)),
            html_card.Fact(t("See also"), f"{guard.id}: {t(guard.title)}", href),
            *(
                html_card.Fact(
                    t("Related measure"),
                    f"{id_}: {t(catalogue.CATALOGUE[id_].title)}",
                    filters.page_link("measure", choice, id_),
                )
                for id_ in measure.shown_beside
                if id_ != measure.guard
            ),
            *(
                html_card.Fact(
                    t("Based on (brief of ICAT, the UN agencies against trafficking)"),
                    t(icat_brief.BRIEF[key]),
                )
                for key in measure.answers
            ),
            *(html_card.Fact(t("Also used by"), t(one)) for one in measure.used_by),
        ],
        name="reading",
    )


def draw_versions(measure: Measure) -> None:
    """Draw the versions of the definition: since when each applies, and what it changed."""
    first = [measure_.FIRST_VERSION, t("the first release"), t("The first definition")]
    changed = [[change.version, words.day(change.on), t(change.what)] for change in measure.changes]
    if not changed:
        html_card.draw_facts(
            [html_card.Fact(t("Version 1"), t("Since the first release"))], name="versions"
        )
        return
    html_card.draw_table(
        (t("Version"), t("Since"), t("What changed")),
        [*reversed(changed), first],
        name="versions",
    )
    html_card.draw_note(series_breaks_text(measure), key="measure.versions")


def series_breaks_text(measure: Measure) -> str:
    """Return in words which changes of the definition are breaks in series."""
    parting = [
        change.version
        for change, (*_, breaks) in zip(
            measure.changes, trend_breaks.definition_changes(measure), strict=True
        )
        if breaks
    ]
    if not parting:
        return t(
            "All years are counted with the newest version, so the change does not break the"
            " series."
        )
    return n(
        "Version {versions} is a break in series. Values before and after it are not compared.",
        "Versions {versions} are breaks in series. Values before and after them are not compared.",
        len(parting),
        versions=words.listing(parting),
    )


def draw_example(measure: Measure, worked: pd.DataFrame) -> None:
    """Draw the worked example up to a chosen row, with the measure's own verdict on each row.

    `worked` has the example's columns and `verdict`.
    """
    steps = st.slider(
        t("Rows shown"), 1, len(worked), len(worked), key=f"measure.example.{measure.id}", width=320
    )
    as_of, window = worked_examples.AS_OF, measure.window(counting_options.DEFAULTS)
    read = worked.iloc[:steps]
    why = [verdict_reason_text(measure, row, window, as_of) for row in results.row_dicts(read)]
    counted = [verdict_text(verdict) for verdict in read["verdict"]]
    numbered = read.assign(verdict=counted).rename(columns={"verdict": t("Counts as")})
    numbered = numbered.rename(
        columns={name: words.code(str(name)) for name in read.columns if name != "verdict"}
    )
    numbered.insert(0, t("Row"), [words.count(number) for number in range(1, steps + 1)])
    html_card.draw_frame(
        numbered.assign(**{t("Because"): why}) if any(why) else numbered, name="example"
    )
    html_card.draw_note(
        t(
            "How these examples are counted on {day}: {tally}.",
            day=words.day(as_of),
            tally=verdict_tally(read),
        ),
        key="measure.example",
    )


def verdict_tally(read: pd.DataFrame) -> str:
    """Return how many rows have each verdict: `yes: 2, no: 1, left out: 1`."""
    counts = read["verdict"].value_counts(sort=False)
    return comma_list(
        t("{verdict}: {number}", verdict=verdict_text(str(verdict)), number=words.count(number))
        for verdict, number in counts.items()
    )


VERDICTS = {
    "yes": marked("yes"),
    "no": marked("no"),
    "used": marked("used"),
    "ended": marked("ended"),
    "still open": marked("still open"),
    "resolved": marked("resolved"),
    "came in": marked("came in"),
    worked_examples.UNKNOWN: marked("missing"),
    worked_examples.NOT_YET_DUE: marked("too recent"),
    worked_examples.LEFT_OUT: marked("not included"),
}


def verdict_text(verdict: str) -> str:
    """Return a verdict on an example row in words; a number is returned unchanged."""
    return t(VERDICTS[verdict]) if verdict in VERDICTS else verdict
