"""One measure in words: what it counts and how, how it may mislead, its worked example."""

import pandas as pd
import streamlit as st

from dashboard import data, filters, words
from dashboard.each_row import each_row
from dashboard.query_params import MethodsView
from dashboard.shared import lines, note
from dashboard.shared.frames import events, families, reasons
from metrics import Measure, brief, catalogue, examples, options
from metrics import measure as measure_

EXAMPLE_NOTE = "Fictional rows. The last column is the verdict of the code that counts the records."
KINDS = {
    "Count": "how many; a volume, not a quality",
    "Amount": "a sum of money, of the units whose amount is known; a volume, not a quality",
    "Share": "the part that is a yes; an unknown is counted apart, never as a no",
    "AmountRatio": "a ratio of two sums, over the units in which both amounts are known",
    "Duration": "median time by Kaplan-Meier; what is open or left otherwise counts as it lasted",
    "Median": "the middle value of the units that have one; half lie between the quartiles",
    "Rate": "so many events for so much exposure, with a Poisson interval",
    "FlowRatio": "a ratio of what comes in, is resolved and stays pending, as CEPEJ defines it",
}
GOOD = {
    "higher is better": "Higher is better",
    "lower is better": "Lower is better",
    "context": "Neither: it gives context",
}


def definition(measure: Measure) -> None:
    """What the measure counts, of what, when, which way is better, by which options in force."""
    lines.facts(
        [
            lines.fact("Counts", f"{words.code(measure.denominator_words)}: {KINDS[measure.kind]}"),
            lines.fact("Good", GOOD[measure.direction.value]),
            lines.fact("Unit", words.code(measure.unit_word)),
            lines.fact("Dated by", dated_by(measure)),
            lines.fact("Window", window(measure)),
            *(
                lines.fact("Option", option_in_force(option, data.chosen()[option.name]))
                for option in measure.depends_on
            ),
            lines.fact("Family", families.NAMES[measure.family]),
            lines.fact("Id and version", f"{measure.id}, version {measure.version}"),
            lines.fact("Computed", "As Methods says", MethodsView(measure=measure.id).link()),
        ],
        name="definition",
    )


def option_in_force(option: options.Option, value: int) -> str:
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
        return "None: each counts at once"
    return f"{months} months; younger ones are not yet due and left out"


def reading(measure: Measure, choice: filters.Choice) -> None:
    """How the measure may mislead or be gamed, what guards against it, who asks and counts so."""
    guard = catalogue.CATALOGUE[measure.guard]
    href = filters.link("measure", choice, guard.id)
    lines.facts(
        [
            *(lines.fact("Caveat", caveat) for caveat in measure.caveats),
            lines.fact("Does not show", measure.does_not_show),
            lines.fact("Can be gamed by", measure.gaming_risk),
            lines.fact("Read with", f"{guard.id}: {guard.title}", href),
            *(_beside(id_, choice) for id_ in measure.shown_beside if id_ != measure.guard),
            *(lines.fact("The brief asks", brief.BRIEF[key]) for key in measure.answers),
            lines.fact("Used by", words.listing(list(measure.used_by))),
        ],
        name="reading",
    )


def _beside(id_: str, choice: filters.Choice) -> lines.Fact:
    of = catalogue.CATALOGUE[id_]
    return lines.fact("Shown beside", f"{id_}: {of.title}", filters.link("measure", choice, id_))


def versions(measure: Measure) -> None:
    """The versions of the definition: since when each holds, and what it changed."""
    first = [measure_.FIRST_VERSION, "the first release", "The first definition"]
    changed = [[change.version, words.day(change.on), change.what] for change in measure.changes]
    if not changed:
        lines.facts([lines.fact("Version 1", "Since the first release")], name="versions")
        return
    lines.table(("Version", "Since", "What changed"), [*reversed(changed), first], name="versions")
    note.draw(trend(measure), key="measure.versions")


def trend(measure: Measure) -> str:
    """Which changes of the definition break the trend, by the rule of `events.changed`."""
    parting = [
        change.version
        for change, (*_, breaks) in zip(measure.changes, events.changed(measure), strict=True)
        if breaks
    ]
    if not parting:
        return "All years are counted by the newest version, so no change breaks the trend."
    which = "Version" if len(parting) == 1 else "Versions"
    breaks = "breaks" if len(parting) == 1 else "break"
    return (
        f"{which} {words.listing(parting)} {breaks} the trend: values before and after are not"
        " compared."
    )


def example(measure: Measure, worked: pd.DataFrame) -> None:
    """The worked example, stepped through row by row, with the verdict of the code on each.

    `worked` has the example's columns and `verdict`.
    """
    steps = st.slider(
        "Rows read", 1, len(worked), len(worked), key=f"measure.example.{measure.id}", width=320
    )
    as_of, window = examples.read(measure).as_of, measure.window(options.DEFAULTS)
    read = worked.iloc[:steps]
    why = [reasons.reason(measure, row, window, as_of) for row in each_row(read)]
    numbered = read.rename(columns=words.code).rename(columns={"Verdict": "Counts as"})
    numbered.insert(0, "Row", [words.count(number) for number in range(1, steps + 1)])
    lines.of_frame(numbered.assign(Because=why) if any(why) else numbered, name="example")
    note.draw(
        f"State of the records: {words.day(as_of)}. So far: {tally(read)}.",
        key="measure.example",
    )


def tally(read: pd.DataFrame) -> str:
    """How many rows count as what: `2 yes, 1 no, 1 left out`."""
    counts = read["verdict"].value_counts(sort=False)
    return ", ".join(f"{words.count(number)} {verdict}" for verdict, number in counts.items())
