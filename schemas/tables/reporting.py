"""Tables on those who report: jurisdictions, offices, what they record and how they count."""

from schemas import vocabulary as v
from schemas.columns import (
    code,
    column_name,
    currency,
    date,
    integer,
    jurisdiction,
    label,
    pseudonym,
    yes_no,
)
from schemas.tables.declaration import OF_OFFICE, record_table

jurisdictions = record_table(
    "jurisdictions",
    "A State or a part of one with its own prosecution, and its legal context",
    jurisdiction(),
    label("name", "Name as pages show it"),
    currency("Currency in which its amounts are shown, ISO 4217"),
    yes_no("legal_persons_liable", "Legal persons can be criminally liable"),
    yes_no("self_laundering_punishable", "Laundering one's own proceeds is punishable"),
    yes_no("state_compensation_scheme", "A State scheme compensates victims"),
    yes_no("mandatory_prosecution", "Prosecution is mandatory where evidence suffices"),
    yes_no("plea_agreements", "Plea agreements exist"),
    key=(),
)
population = record_table(
    "population",
    "Residents of a jurisdiction by year",
    jurisdiction(),
    integer("year", "Year", required=True),
    integer("persons", "Residents"),
    key=("year",),
)
offices = record_table(
    "offices",
    "Reporting entities: prosecution offices, courts, police, inspectorates",
    pseudonym("office_id", "The office", required=True),
    jurisdiction(),
    pseudonym("region", "Region within the jurisdiction"),
    code("kind", v.OfficeKind, "What kind of office it is"),
    label("label", "Name as pages show it"),
    key=("office_id",),
)
coverage = record_table(
    "coverage",
    "What an office records or does not record, and since when",
    column_name("column", "A table, or a column as table.column"),
    pseudonym("office_id", "The office; blank: all offices"),
    date("from", "First day of the statement", required=True),
    date("to", "Last day of the statement; blank: until now"),
    code("collected", v.Collected, "Whether it is collected", required=True),
    key=("column", "office_id", "from"),
    parents=(OF_OFFICE,),
)
counting_rules = record_table(
    "counting_rules",
    "How a jurisdiction counts, for the comparison between jurisdictions",
    jurisdiction(),
    code("rule", v.CountingRule, "The counting rule", required=True),
    code("value", v.CountingRuleValue, "How it is counted"),
    key=("rule",),
)
