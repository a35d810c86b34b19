"""What a profile says of a database that it reads, and what of files it cannot say of one."""

from collections.abc import Iterable

from seed.mapping.language.composing import PLACEHOLDER, ROW
from seed.mapping.language.profile import Statement, TableRule
from seed.mapping.language.sections import Section
from seed.readers.database import address_fault


def source_of(top: Section) -> str | None:
    """The address of the database; None of a profile of files, and where it has a fault."""
    source = top.text("source")
    if source is None:
        return None
    if fault := address_fault(source):
        top.fault("source", fault, "source")
        return None
    return source


def check(
    top: Section, statement: Statement, rules: Iterable[TableRule], by_sql: Iterable[str] = ()
) -> None:
    """A fault for what holds of an export that was made once, and of no system that goes on."""
    if statement.extracted_on is not None:
        wording = "a database is read as it is on the day that it is read. Take the line out."
        top.fault("extracted_on", wording, "manifest", "extracted_on")
    for name in by_sql:
        wording = (
            f"{name} is made of _row, which a row of a database does not keep. Make it of columns"
            " that name the row."
        )
        top.fault("row_number", wording)
    for rule in rules:
        for column in rule.columns:
            if ROW in PLACEHOLDER.findall(column.compose or ""):
                # A row more, and all ids behind it would be those of other cases.
                wording = (
                    f"{rule.table}.{column.target} is composed of {{row_number}}, which a row of a"
                    " database does not keep. Compose it of columns that name the row."
                )
                top.fault("row_number", wording)
