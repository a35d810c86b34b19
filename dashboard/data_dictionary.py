"""Declare each column of machine-readable files once: name, heading, meaning, type and unit.

The files are those of reports, cards and editions, and what `measures` prints. A name means the
same in all of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from metrics import catalogue
from schemas import tables, vocabulary
from schemas.language import marked
from seed import templates

# Units of numbers: that of the row's value, fractions of 1, records.
VALUE_UNIT, FRACTION, RECORDS = "value_unit", "share", "records"


class ColumnType(StrEnum):
    """The type of a column, as data packages (Frictionless) name it."""

    TEXT = "string"
    NUMBER = "number"
    WHOLE = "integer"
    DAY = "date"


@dataclass(frozen=True)
class Column:
    """A column of files. Without a unit, its cells are plain numbers or no numbers."""

    name: str
    title: str
    meaning: str
    holds: ColumnType = ColumnType.TEXT
    unit: str = ""

    @property
    def is_number(self) -> bool:
        """Return whether cells are numbers or blank."""
        return self.holds in (ColumnType.NUMBER, ColumnType.WHOLE)


def number(name: str, title: str, meaning: str, unit: str = VALUE_UNIT) -> Column:
    """Declare a column of numbers, in the unit of the row's value if no other is given."""
    return Column(name, title, meaning, ColumnType.NUMBER, unit)


def whole(name: str, title: str, meaning: str, unit: str = RECORDS) -> Column:
    """Declare a column of whole numbers, which count records if nothing else is given."""
    return Column(name, title, meaning, ColumnType.WHOLE, unit)


def day(name: str, title: str, meaning: str) -> Column:
    """Declare a column of days."""
    return Column(name, title, meaning, ColumnType.DAY)


LOW_OR_HIGH = marked(
    "limit of the 95% confidence interval for random variation, in the unit of the value"
)
REGION = marked("the same limit, allowing for missing answers too")
COMPARED = marked(
    "limit of the 99% interval used in comparisons; blank where it is open or there is none"
)
COLUMNS = (
    Column("section", "Section", "section of the report"),
    Column("measure", "Measure", "code of the measure in the catalogue"),
    Column("title", "Title", "title of the measure"),
    Column("of", "Of", "what the measure counts"),
    Column("version", "Version", "version of its definition"),
    Column("kind", "Kind", "kind of measure"),
    Column("jurisdiction", "Jurisdiction", "code of the jurisdiction"),
    Column("place", "Place", "name of the jurisdiction, or of the office within it"),
    Column("period", "Period", "the year, or the years as 2021-2025"),
    Column("split_by", "Split by", "how the rows are split; blank where they are not"),
    Column("part", "Part", "the group that the row is for"),
    number("value", "Value", "blank where no value may be shown"),
    Column(
        "unit",
        "Unit",
        "in figures the unit of the value, else what is counted; value_unit and count_unit tell"
        " them apart",
    ),
    number("low", "Interval from", LOW_OR_HIGH),
    number("high", "Interval to", LOW_OR_HIGH),
    number("region_low", "Interval with missing from", REGION),
    number("region_high", "Interval with missing to", REGION),
    number("bound_low", "If missing were no", "the value if every missing answer were no"),
    number("bound_high", "If missing were yes", "the value if every missing answer were yes"),
    number("numerator", "Numerator", "the number above the line, as counted", ""),
    number(
        "denominator",
        "n",
        "number of records with an answer, or what the numerator is divided by",
        "",
    ),
    whole("unknown", "Missing", "number of records without an answer"),
    whole(
        "not_yet_due",
        "Too recent",
        "number of records that are too recent to count; never in a release",
    ),
    number("coverage", "Data available", "share of the records that have an answer", FRACTION),
    number(
        "largest_share",
        "Largest case",
        "share of a sum that comes from its largest case; never in a release",
        FRACTION,
    ),
    Column("status", "Status", "why a value is shown or not, as a code"),
    Column("status_words", "Status in words", "the same in words"),
    Column("says", "In words", "the row as pages show it"),
    number("verdict_low", "Comparison from", COMPARED),
    number("verdict_high", "Comparison to", COMPARED),
)
# What rows of a release also say: a number that is not there has its reason in a column.
EFFECT, NOTE = "deff", "note"
NO_SUCH = "none"
PART_STATUS = marked("ok, <10, a status, or none where the measure has no such number")
OF_RELEASE = (
    number("value_below", "Less than", "all that is shown of such a value"),
    number("value_above", "More than", "all that is shown of such a value"),
    Column("numerator_status", "Status of numerator", PART_STATUS),
    Column("denominator_status", "Status of n", PART_STATUS),
    Column("unknown_status", "Status of missing", PART_STATUS),
    number(EFFECT, "Design effect", "n is divided by this for the limits of a share", ""),
    whole("of_release", "Release", "release that the row comes from", ""),
    Column(
        "refreshed",
        "Refreshed",
        "yes, or the release that the row is carried over from: few records changed since then, or"
        " all numbers together would tell too much",
    ),
    Column(NOTE, "Note", "what one of those concerned says about the figure, with role and day"),
)
# What every figure also says: its units, how it compares, and whether it changed.
UNITS = (
    Column(
        "value_unit",
        "Unit of value",
        "unit of the value and its limits: share (from 0 to 1), days, months, a currency,"
        " per_100000 or what is counted",
    ),
    Column("count_unit", "Unit counted", "what one record is, such as a case"),
    Column(
        "part_code",
        "Code of the part",
        "the part as `measures` has it: a code, a year or unknown; blank where nothing is split",
    ),
)
COMPARISON = (
    number(
        "others_median", "Median of others", "median of the comparable others in verdict_period"
    ),
    number("others_low", "Others from", "first quartile of these others"),
    number("others_high", "Others to", "third quartile of these others"),
    whole(
        "others_number",
        "Number of others",
        "number of other jurisdictions or offices with which the row is compared",
        "",
    ),
    Column(
        "verdict",
        "Result",
        "better, worse, higher, lower or no_clear_difference; blank where nothing is compared",
    ),
    Column("verdict_words", "Result in words", "the same in words, or why nothing is compared"),
    Column(
        "verdict_period", "Years compared", "the years that verdict and others_median are about"
    ),
    number("verdict_value", "Value in years compared", "the row's own value in verdict_period"),
    Column(
        "change",
        "Change",
        "higher, lower or no_clear_change in later_period than in earlier_period; blank where"
        " unknown",
    ),
    Column("change_words", "Change in words", "the same in words, or why there is none"),
    Column("later_period", "Later years", "the last years that are compared over time"),
    number("later_value", "Value in later years", "value in later_period"),
    Column("earlier_period", "Earlier years", "as many years before them"),
    number("earlier_value", "Value in earlier years", "value in earlier_period"),
)
# What `measures` prints besides; it splits figures by other columns than reports.
MEASURES = (
    whole("cases", "Cases", "number of different cases among the records", "cases"),
    number("quartile_1", "First quartile", "of values of records"),
    number("quartile_3", "Third quartile", "of values of records"),
)
# What a single CSV file repeats in each row.
ABOUT = (
    Column("of_jurisdiction", "Jurisdiction of the file", "code of the chosen jurisdiction"),
    Column("of_office", "Office of the file", "name of the chosen office, or all offices"),
    Column("of_form", "Form of exploitation of the file", "the chosen form, or all forms"),
    Column("of_period", "Period of the file", "the chosen years as 2021-2025"),
    day("state_of_the_records", "Reference date", "day up to which records are known"),
    Column("release", "Release of the file", "number, day, plan and hash of the release"),
    Column("state_hash", "Hash of the records", "the same hash means the same records"),
    Column(
        "link_to_this_state",
        "Link to these figures",
        "opens the card or report in this state; begins with the address of the dashboard if others"
        " can reach it",
    ),
    Column("source", "Source", "the records or the release that the rows were counted from"),
    day("made_on", "Created on", "day on which the file was made"),
    Column("warning", "Warning", "whether the records are fictional or not for publication"),
    Column("how_to_read", "How to read it", "what marks and limits of the card mean"),
)
DEFINITIONS = (
    Column("question", "Question", "the question that the measure answers"),
    Column("counted", "Date used", "the date by which records are counted"),
    Column("better", "Better", "which direction is better"),
    Column("does_not_show", "Does not show", "what the measure does not show"),
    Column("caveats", "Caveats", "what else may mislead"),
)
SUBMISSIONS = (
    whole("batch", "Import", "number of the import", ""),
    day("extracted_on", "Extraction date", "day of the extract; may be blank"),
    whole("rows", "Rows", "number of rows that are stored", "rows"),
    Column("made_up", "Fictional", "whether the records are fictional: yes, no or partly"),
    Column("content_sha_256", "Content (SHA-256)", "the same hash means the same content"),
)
NOTES = (
    Column("by", "Written by", "role of those who wrote the note"),
    day("written_on", "Date", "day of the note"),
)
OPEN_CASES = (
    Column("case", "Case", "id of the case"),
    Column("form", "Form of exploitation", "in words"),
    Column("open_for", "Open for", "in words; age_days has the number"),
    Column("since", "Opened or charged", "in words; opened_on and charged_on have the days"),
    Column("links_of_the_chain", "Links of the chain", "in words; the columns of links have codes"),
    Column(
        "steps_still_possible",
        "Steps still possible",
        "in words; open-case-steps.csv has a row for each",
    ),
)

CASE_CODES = (
    Column("form_code", "Form as a code", "form of exploitation"),
    whole("age_days", "Age", "days from the opening or first charge", "days"),
    day("opened_on", "Opened on", "day of the opening; may be blank"),
    day("charged_on", "Charged on", "day of the first charge; may be blank"),
    *(
        Column(
            group.value,
            group.value.replace("_", " ").capitalize(),
            "charged, identified, not_seen or unknown: this group of links of the chain",
        )
        for group in vocabulary.LinkGroup
    ),
)
CASE_STEPS = (
    Column("step", "Step", "a step that open cases still allow, in words"),
    Column("step_code", "Code of the step", "the same as a code"),
    Column("step_state", "State of the step", "possible, or marked as not applicable"),
    Column("why", "Why", "why the step is listed, or the mark"),
    whole("possible", "Possible", "number of open cases in which the step is possible", "cases"),
    whole(
        "missing",
        "Unrecorded",
        "number of open cases that do not record whether it was taken",
        "cases",
    ),
)
FINDINGS = (
    Column("finding", "Finding", "kind of finding, as a code"),
    Column("years", "Years", "the year, or the first and last year: 2021-2025"),
    Column("result", "Result", "result of the comparison, as a code"),
    number(
        "compared_value", "Compared with", "the target, the median of others, or the earlier value"
    ),
    Column("compared_years", "Compared years", "years of an earlier value"),
    whole(
        "to_go",
        "Still to go",
        "cases that would have to change, or answers that are missing for a figure",
    ),
    Column("text", "In words", "the finding in words"),
)


EVERY: Sequence[Column] = (
    *(
        *COLUMNS,
        *OF_RELEASE,
        *UNITS,
        *COMPARISON,
        *MEASURES,
        *ABOUT,
        *DEFINITIONS,
        *SUBMISSIONS,
        *NOTES,
    ),
    *(*OPEN_CASES, *CASE_CODES, *CASE_STEPS, *FINDINGS),
)
BY_NAME = {column.name: column for column in EVERY}


def column_name(heading: str) -> str:
    """Convert a heading to a name for programs: lower case, other characters become "_"."""
    signs = "".join(sign if sign.isalnum() else " " for sign in heading.lower())
    return "_".join(signs.split())


def measures_by_column() -> templates.Feeds:
    """Return a dict from `table` and `table.column` to the ids of the measures that use it.

    If a measure only needs the existence of a table's row, the key columns of the table count as
    used.
    """
    of: dict[str, tuple[str, ...]] = {}
    for id_, measure in catalogue.CATALOGUE.items():
        for column in (*measure.reads, *_column_keys(measure.reads)):
            of[column] = (*of.get(column, ()), id_)
    titles = {id_: measure.title for id_, measure in catalogue.CATALOGUE.items()}
    return templates.Feeds(of, titles)


def _column_keys(reads: Iterable[str]) -> Iterator[str]:
    """Yield `table.column` for the key of each table of which a measure reads no column."""
    named = {name.partition(".")[0] for name in reads if "." in name}
    for name in {*reads} - named:
        if "." not in name:
            yield from (f"{name}.{key}" for key in tables.key_of(tables.METADATA.tables[name]))
