"""What a measure is made of: what it reads of each unit, and the records that this comes from."""

from collections.abc import Iterator
from dataclasses import fields

from dashboard import words
from dashboard.shared import lines
from metrics import Measure, kinds

LABELS = {
    "counted": "Counts",
    "distinct": "Different ones by",
    "summed": "Adds up",
    "added_up": "Adds up",
    "denominator": "Of",
    "numerator": "Counts as a yes",
    "eligible": "Belongs",
    "starts_on": "Starts",
    "ends_on": "Ends",
    "is_open": "Still open",
    "events": "Counts",
    "exposure": "For each",
    "values": "Value",
    "resolved_on": "Resolved",
    "is_pending": "Pending",
    "due_on": "Due",
}
OF_SUMS = {"numerator": "Adds up", "denominator": "Over"}
FLOWS = {
    kinds.Flow.CLEARANCE: "resolved for each that came in",
    kinds.Flow.DISPOSITION: "days that the pending would take at the pace of the period",
}


# What the page shows of records, and no release holds.
RECORDS_ALONE = (
    "offices",
    "breakdowns and years that the plan of releases does not have",
    "by which ways persons leave a stage, and of one form what becomes of a cohort",
    "figures that others published",
    "events and targets",
)
CORE = "Among the core numbers"


def least(measure: Measure) -> str:
    """Of how many units the answer has to be known for it to be told."""
    if isinstance(measure, kinds.Count | kinds.Amount | kinds.FlowRatio):
        return f"however few {measure.unit_words}: it is what is recorded"
    return f"of at least {words.share(measure.least_coverage)} of {measure.unit_words}"


def draw(measure: Measure) -> None:
    """Draw what each unit must be or have, how it is told, and the columns of the records."""
    lines.facts([*_of_unit(measure), *_told(measure), *_records(measure)], name="parts")


def _of_unit(measure: Measure) -> Iterator[lines.Fact]:
    labels = LABELS | OF_SUMS if isinstance(measure, kinds.AmountRatio) else LABELS
    for field in fields(measure):
        column = getattr(measure, field.name)
        if field.name in labels and column is not None:
            yield lines.fact(labels[field.name], str(column.info["meaning"]))


def _told(measure: Measure) -> Iterator[lines.Fact]:
    """Where it stands, from how much on it is told, and how, where its kind leaves that open."""
    yield lines.fact("Stands", CORE if measure.core else "Under “more”")
    yield lines.fact("Told where known", least(measure))
    match measure:
        case kinds.Rate(per=per, counts_events=in_events):
            if per > 1:
                yield lines.fact("Told for each", words.count(per))
            if in_events:
                yield lines.fact("Too few", f"Told by the number of {measure.unit_words}")
        case kinds.Duration(ends_words=end, shown_in=unit):
            yield lines.fact("Told as", f"{unit} to {end}")
        case kinds.Median(value_unit=unit):
            yield lines.fact("Told in", unit)
        case kinds.FlowRatio(flow=flow):
            yield lines.fact("Told as", FLOWS[flow])


def _records(measure: Measure) -> Iterator[lines.Fact]:
    yield lines.fact("Read from", words.listing(list(measure.reads)))
    if measure.needs:
        yield lines.fact("Not recorded without", words.listing(list(measure.needs)))
    for group in measure.needs_one_of:
        yield lines.fact("Not recorded without one of", words.listing(list(group)))
