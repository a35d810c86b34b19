"""One measure in words: what it counts and how, how it may mislead, its worked example."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st

from dashboard import data, words
from dashboard.frames import breakdowns, trend_breaks
from dashboard.query_params import MethodsView
from dashboard.ui import filters, html_card
from metrics import Measure, brief, catalogue, counting_options, examples, kinds
from metrics import measure as measure_

Row = Mapping[str, str]
NO_CELLS = ""


def reason(measure: Measure, row: Row, window: int, as_of: date) -> str:
    """The cells that decide the row's `verdict`, in words; empty where they do not tell.

    `row` has the columns of the example as written and `verdict`; `window` is in months.
    """
    verdict = row["verdict"]
    truths = [column.name for column in measure.truths() if column.name in row]
    match verdict:
        case examples.NOT_YET_DUE:
            return _young(measure, row, window, as_of)
        case examples.UNKNOWN:
            # A blank date need not be why: what never ended, or left, has none.
            columns = [c.name for c in measure.columns() if c.type.python_type is not date]
            blank = [name for name in columns if row.get(name) == ""]
            return f"{_listed(blank)}: not recorded" if blank else _missing_day_text(measure, row)
        case examples.LEFT_OUT:
            no = [name for name in truths if row[name] == "no"]
            return f"{_listed(no[:1])}: no" if no else NO_CELLS
        case "yes" | "no":
            decides = truths[-1] if truths else ""
            return f"{_listed([decides])}: {verdict}" if row.get(decides) == verdict else NO_CELLS
        case _:
            return _lasted(measure, row)


def _missing_day_text(measure: Measure, row: Row) -> str:
    """Which day a duration lacks: its beginning, or its end although it is not open."""
    match measure:
        case kinds.Duration(begins_on=begins):
            pass
        case kinds.FlowRatio(dated_by=begins):
            pass
        case _:
            return NO_CELLS
    if row.get(begins.name) == "":
        return f"{_listed([begins.name])}: not recorded"
    return "It has no day on which it ended, and is not said to be open"


def _lasted(measure: Measure, row: Row) -> str:
    """Of what lasts: when it ended, or that it is said to be open."""
    match measure:
        case kinds.Duration(ends_on=ends, is_open=open_):
            pass
        case kinds.FlowRatio(resolved_on=ends, is_pending=open_):
            pass
        case _:
            return NO_CELLS
    if on := row.get(ends.name, ""):
        return f"{words.code(ends.name)} {words.day(date.fromisoformat(on))}"
    return f"{words.code(open_.name)}: yes" if row.get(open_.name) == "yes" else NO_CELLS


def _young(measure: Measure, row: Row, window: int, as_of: date) -> str:
    due = measure.due_on
    if due is not None and row.get(due.name, "") > as_of.isoformat():
        return f"{_listed([due.name])}: after {words.day(as_of)}"
    on = row.get(measure.dated_by.name, "")
    if not (window and on):
        return NO_CELLS
    return f"{window} months from {words.day(date.fromisoformat(on))} are not over"


def _listed(names: list[str]) -> str:
    return words.listing([words.code(name) for name in names])


EXAMPLE_NOTE = "Invented examples. The last column shows how the program classifies each row."
KINDS = {
    "Count": "how many; this shows volume, not quality",
    "Amount": "a sum of the recorded amounts; this shows volume, not quality",
    "Share": (
        "the share where the answer is yes. Missing answers are shown separately and never"
        " counted as no"
    ),
    "AmountRatio": "a ratio of two sums, over the cases where both amounts are recorded",
    "Duration": "median time (Kaplan-Meier). Pending cases count with the time waited so far",
    "Median": "the middle value. Half of the values are between the quartiles",
    "Rate": "number of events per exposure, with a Poisson interval",
    "FlowRatio": "a ratio of incoming, resolved and pending cases, as defined by CEPEJ",
}
GOOD = {
    "higher is better": "Higher is better",
    "lower is better": "Lower is better",
    "context": "For context only",
}


def draw_definition(measure: Measure) -> None:
    """What the measure counts, of what, when, which way is better, by which options in force."""
    html_card.draw_facts(
        [
            html_card.fact("Counts", f"{words.code(measure.population)}: {KINDS[measure.kind]}"),
            html_card.fact("Good", GOOD[measure.direction.value]),
            html_card.fact("Unit", words.code(measure.unit_word)),
            html_card.fact("Year based on", dated_by(measure)),
            html_card.fact("Window", window(measure)),
            *(
                html_card.fact("Option", option_in_force(option, data.chosen()[option.name]))
                for option in measure.depends_on
            ),
            html_card.fact("Family", breakdowns.FAMILY_NAMES[measure.family]),
            html_card.fact("Measure code", f"{measure.id}, version {measure.version}"),
            html_card.fact("Calculation", "See Methods", MethodsView(measure=measure.id).link()),
        ],
        name="definition",
    )


def option_in_force(option: counting_options.Option, value: int) -> str:
    """What an option decides and its value in force; the default too where it is another."""
    unit = f" {option.unit}" if option.unit else ""
    in_force = f"{option.meaning}: {option.written(value)}{unit}"
    if value == option.default:
        return in_force
    return f"{in_force}, where titles name the default of {option.written(option.default)}{unit}"


def dated_by(measure: Measure) -> str:
    """What puts a unit into a year."""
    return words.code(str(measure.dated_by.info["meaning"]))


def window(measure: Measure) -> str:
    """How long a unit is given before it is judged."""
    months = measure.window(data.chosen())
    if measure.due_on is not None:
        return f"Its own: {words.code(str(measure.due_on.info['meaning'])).lower()}"
    if not months:
        return "None"
    return f"{months} months. More recent cases are left out"


def draw_reading(measure: Measure, choice: filters.Choice) -> None:
    """How the measure may mislead or be gamed, what guards against it, who asks and counts so."""
    guard = catalogue.CATALOGUE[measure.guard]
    href = filters.link("measure", choice, guard.id)
    html_card.draw_facts(
        [
            *(html_card.fact("Caveat", caveat) for caveat in measure.caveats),
            html_card.fact("What it does not show", measure.does_not_show),
            html_card.fact("How it could be manipulated", measure.gaming_risk),
            html_card.fact("See also", f"{guard.id}: {guard.title}", href),
            *(_read_with(id_, choice) for id_ in measure.shown_beside if id_ != measure.guard),
            *(html_card.fact("Based on (ICAT brief)", brief.BRIEF[key]) for key in measure.answers),
            html_card.fact("Used by", words.listing(list(measure.used_by))),
        ],
        name="reading",
    )


def _read_with(id_: str, choice: filters.Choice) -> html_card.Fact:
    of = catalogue.CATALOGUE[id_]
    return html_card.fact(
        "Shown beside", f"{id_}: {of.title}", filters.link("measure", choice, id_)
    )


def draw_versions(measure: Measure) -> None:
    """The versions of the definition: since when each holds, and what it changed."""
    first = [measure_.FIRST_VERSION, "the first release", "The first definition"]
    changed = [[change.version, words.day(change.on), change.what] for change in measure.changes]
    if not changed:
        html_card.draw_facts(
            [html_card.fact("Version 1", "Since the first release")], name="versions"
        )
        return
    html_card.draw_table(
        ("Version", "Since", "What changed"), [*reversed(changed), first], name="versions"
    )
    html_card.draw_note(trend_text(measure), key="measure.versions")


def trend_text(measure: Measure) -> str:
    """Which changes of the definition break the trend: see `trend_breaks.definition_changes`."""
    parting = [
        change.version
        for change, (*_, breaks) in zip(
            measure.changes, trend_breaks.definition_changes(measure), strict=True
        )
        if breaks
    ]
    if not parting:
        return (
            "All years are counted with the newest version, so the change does not break the"
            " series."
        )
    which = "Version" if len(parting) == 1 else "Versions"
    breaks = "breaks" if len(parting) == 1 else "break"
    return (
        f"{which} {words.listing(parting)} {breaks} the trend: values before and after are not"
        " compared."
    )


def draw_example(measure: Measure, worked: pd.DataFrame) -> None:
    """The worked example, stepped through row by row, with the verdict of the code on each.

    `worked` has the example's columns and `verdict`.
    """
    steps = st.slider(
        "Rows read", 1, len(worked), len(worked), key=f"measure.example.{measure.id}", width=320
    )
    as_of, window = examples.AS_OF, measure.window(counting_options.DEFAULTS)
    read = worked.iloc[:steps]
    why = [reason(measure, row, window, as_of) for row in read.to_dict("records")]
    numbered = read.rename(columns=words.code).rename(columns={"Verdict": "Counts as"})
    numbered.insert(0, "Row", [words.count(number) for number in range(1, steps + 1)])
    html_card.draw_frame(numbered.assign(Because=why) if any(why) else numbered, name="example")
    html_card.draw_note(
        f"State of the records: {words.day(as_of)}. So far: {verdict_tally(read)}.",
        key="measure.example",
    )


def verdict_tally(read: pd.DataFrame) -> str:
    """How many rows count as what: `2 yes, 1 no, 1 left out`."""
    counts = read["verdict"].value_counts(sort=False)
    return ", ".join(f"{words.count(number)} {verdict}" for verdict, number in counts.items())
