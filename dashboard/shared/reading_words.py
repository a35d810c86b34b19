"""What may be said of a number beside others, in words and signs, and the rule by which it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dashboard import words
from dashboard.shared.standing import Compared, Reading

# The rule of `standing.read`, and what is drawn beside it, as pages say them.
RULE = "the whole 99 % interval, with what is unknown, lies on one side of the others’ median"
DRAWN = (
    "Intervals are drawn at 95 %, so a drawn interval may clear the median without a difference"
    " being named"
)
NAMED = f"Better or worse only where {RULE}."


@dataclass(frozen=True)
class Said:
    """A reading as shape and words, so that colour never speaks alone."""

    glyph: str
    words: str
    look: str


def name_readings(others: str) -> dict[Reading, Said]:
    """The readings beside those whom `others` names."""
    return {
        Reading.BETTER: Said("▲", f"Better than {others}", "better"),
        Reading.WORSE: Said("▼", f"Worse than {others}", "behind"),
        Reading.HIGHER: Said("△", f"Higher than {others}", "plain"),
        Reading.LOWER: Said("▽", f"Lower than {others}", "plain"),
        Reading.NO_CLEAR_DIFFERENCE: Said("●", "No clear difference", "plain"),
    }


BESIDE_JURISDICTIONS = name_readings("other jurisdictions")


def say(compared: Compared, readings: Mapping[Reading, Said] = BESIDE_JURISDICTIONS) -> Said:
    """The reading, or why there is none, with the years where they are not the period's."""
    if compared.reading is None:
        return Said("", compared.why, "plain")
    said = readings[compared.reading]
    if compared.years is None:
        return said
    return replace(said, words=f"{said.words}, {write_part(compared)}")


def write_part(compared: Compared) -> str:
    """The part of the period that was compared, its own number and the others' median.

    What is drawn is of the whole period, so that they stand nowhere else. Empty of the whole.
    """
    if compared.years is None:
        return ""
    others = f", others {write_median(compared)}" if compared.others else ""
    return f"{_write_own_part(compared)}{others}"


def write_median(compared: Compared) -> str:
    """The others' median as the row's values are written."""
    assert compared.others is not None
    row = compared.row
    return words.with_unit(row, words.number(words.kind_of(row), compared.others.median))


def sentence(compared: Compared | None) -> str:
    """What may be said of a row beside the others, or why nothing; empty of what has no value."""
    if compared is None:
        return ""
    if compared.reading is None or compared.others is None:
        return f"{compared.why}." if compared.why else ""
    lead = BESIDE_JURISDICTIONS[compared.reading].words
    lead = f"{lead}, {_write_own_part(compared)};" if compared.years else f"{lead}:"
    number, median = compared.others.number, write_median(compared)
    return f"{lead} the median of {number} other jurisdictions is {median}. {NAMED} {DRAWN}."


def _write_own_part(compared: Compared) -> str:
    """The part of the period that was compared, with its own number."""
    assert compared.years is not None
    between = words.interval(compared.row)
    value = words.value(compared.row)
    number = f"{value} ({between})" if between else value
    return f"{words.period(*compared.years)}: {number}"
