"""Explain the rules that submitted files must meet: what they require, how to fix a problem."""

from collections.abc import Sequence

from dashboard import words
from schemas import rules
from schemas.language import comma_list, in_context, marked, n, t

Named = rules.Rule | rules.Pattern
EVERY: tuple[Named, ...] = tuple(
    sorted(
        [*rules.RULES, *rules.COUNTED, *rules.DEFAULTS],
        key=lambda rule: (rule.table, rule.severity.value, rule.id),
    )
)
SEND_AGAIN = marked("Correct the file and send it again.")
IGNORE = marked("Nothing to do.")
# What is found before a row is read as one, by rule or by the first word of rules.
# Each with what must hold, and how to correct it.
OF_FILES: dict[str, tuple[str, str]] = {
    "assets.without_case": (
        marked("In a register of all offences, each asset names its case"),
        marked(
            "Add the case of each asset, or leave out assets of other offences: measures count"
            " them."
        ),
    ),
    "cases.without_suspects": (
        marked("A case has a suspect"),
        marked(
            "Send the suspects of these cases. Without them, no measure of people counts these"
            " cases."
        ),
    ),
    "cases.without_victims": (
        marked("A case has a victim"),
        marked("Send the victims, or give their number in victims_stated."),
    ),
    "case.held_back": (
        marked("A case is stored with all its rows or not at all"),
        marked(
            "Correct the rejected rows, then send these cases again. A missing row would count as a"
            " no."
        ),
    ),
    "case.untold": (
        marked("The ids of a rejected row show which case it belongs to"),
        marked("Correct the ids. Until then a case may count as a no although its row is missing."),
    ),
    "code": (marked("A code is on its list"), marked("Use the codes of the data dictionary.")),
    "code.normalised": (
        marked("A code is written as on its list"),
        marked(
            "Nothing to do: the code was recognised. Write codes in small letters to avoid this"
            " warning."
        ),
    ),
    "coverage.filled": (
        marked("A column that is declared as not collected has no values"),
        marked(
            "Give in [to] the last day on which it was not collected, or withdraw the declaration."
        ),
    ),
    "coverage.no_dates": (
        marked("Of 30 or more rows, at least one has a date of each event"),
        marked("Declare in coverage what is not collected. If it is collected, send its dates."),
    ),
    "csv": (
        marked("Each row of a CSV file has as many cells as its header"),
        marked("Save the file again as CSV (comma delimited, UTF-8)."),
    ),
    "date": (
        marked("A date is 2024, 2024-05 or 2024-05-17"),
        marked("Write the date in one of these forms, or leave it blank."),
    ),
    "date.month_kept": (
        marked("This database stores months, not days"),
        marked("Nothing to do: the day was removed before anything was stored."),
    ),
    "enc": (marked("A file is text in UTF-8"), marked("Save the file again as CSV UTF-8.")),
    "file": (marked("A file contains one of the tables, in a format that can be read"), SEND_AGAIN),
    "file.not_read": (
        marked("Each file belongs to a table"),
        marked("Nothing to do, if the file was not meant to be imported."),
    ),
    "file.passed_over": (
        marked("Each file is of a kind that can be read"),
        marked("Nothing to do, if it has no records. Otherwise save it as the message says."),
    ),
    "file.example": (marked("The example row of the template is left out"), IGNORE),
    "header": (marked("The first row names columns of the table, each once"), SEND_AGAIN),
    "header.normalised": (
        marked("Columns have the names of the data dictionary"),
        marked("Nothing to do: the column was recognised."),
    ),
    "header.numbered": (
        marked("Each column of an export has a name of its own"),
        marked(
            "Nothing to do, if the mapping reads the names that you meant. The other columns got"
            " new names."
        ),
    ),
    "id": (marked("A key occurs once. It has only letters, digits, points and dashes"), SEND_AGAIN),
    "id.already_stored": (
        marked("A row with a stored key has the same content as the stored row"),
        marked(
            "Send it as an update, or as a replacement of its import. Otherwise give it another"
            " key."
        ),
    ),
    "id.almost_equal": (
        marked("Two ids differ in more than capital letters or leading zeros"),
        marked("Write the same id in the same way everywhere. If they are two, nothing to do."),
    ),
    "id.total": (
        marked("A row is a record, not a sum of others"),
        marked("Remove the row of totals and send the file again."),
    ),
    "integer": (marked("A number is whole"), marked("Write only digits, or leave the cell blank.")),
    "json": (marked("A JSON file is as its mapping says"), SEND_AGAIN),
    "jurisdiction": (marked("An import is of one jurisdiction, which its code names"), SEND_AGAIN),
    "label": (marked("A name is short, and is not the name of a person"), SEND_AGAIN),
    "manifest": (marked("submission.toml describes the files"), SEND_AGAIN),
    "mapping": (
        marked("An export fits its mapping"),
        marked("Correct the mapping. The message names the line or the column."),
    ),
    "mapping.blank_passed_over": (
        marked("A condition says what happens to blank cells"),
        marked("Say in another condition whether blank cells are meant."),
    ),
    "mapping.age_of_zero": (
        marked("An age of 0 is that of a newborn"),
        marked(
            "Say what an age of 0 becomes: the age group, or unknown if the age was not recorded."
        ),
    ),
    "mapping.identical_rows": (
        marked("No two rows of an export are the same"),
        marked(
            "Check whether these rows were exported twice. If they are different records, there is"
            " nothing to do."
        ),
    ),
    "mapping.no_number": (
        marked("A value that is compared with a number is a number"),
        marked("Name these cells as missing in the mapping, or in another condition."),
    ),
    "mapping.join_finds_none": (
        marked("A row finds its match in the other file"),
        marked(
            "Correct the key in one of the files. If the row needs no match, there is nothing to"
            " do."
        ),
    ),
    "mapping.late": (
        marked("A date is not after the last day that the mapping allows"),
        marked("Correct the date at the source, or the last day in the mapping."),
    ),
    "mapping.filler": (
        marked("A number is a known value"),
        marked(
            "Say in the mapping what this number becomes. If it is a real value, there is nothing"
            " to do."
        ),
    ),
    "mapping.new_word": (
        marked("An export has the words that its mapping was made for"),
        marked(
            "Add the word to the mapping. If the result is right without it, accept the export."
        ),
    ),
    "mapping.other_spelling": (
        marked("A mapping names each spelling of a word on which something depends"),
        marked("Add the other spelling to the mapping, if it means the same."),
    ),
    "mapping.unknown_words": (
        marked("The words of each column that a condition uses have been checked"),
        marked("Check what becomes of these words, then accept the export."),
    ),
    "mapping.other_columns": (
        marked("An export has the columns that its mapping was made for"),
        marked("Check that all columns are read as they should be, then accept the export."),
    ),
    "mapping.fewer_rows": (
        marked("About as many rows become records as when the mapping was made"),
        marked("Check which condition leaves rows out. If it is right, accept the export."),
    ),
    "mapping.repeated": (
        marked("An amount of one row belongs to one record"),
        marked(
            "Read the amount into a table that is made from the file itself, not from rows that are"
            " made of each row."
        ),
    ),
    "mapping.unfilled": (
        marked("A mapping says of each field that it does not fill whether the source records it"),
        marked("Say for these fields whether the source records them."),
    ),
    "money": (marked("An amount is a number of at least 0 with up to two decimals"), SEND_AGAIN),
    "money.no_rate": (
        marked("Each amount in another currency has an exchange rate"),
        marked(
            "Add your own rates (`settings rates FILE`): currency, year, units per euro, source."
        ),
    ),
    "parent": (
        marked("Each row belongs to a row that is stored or sent"),
        marked("Send the row that it belongs to as well, or correct the id."),
    ),
    "parent.refused": (
        marked("The row that a row belongs to is not rejected"),
        marked("Correct the row that it belongs to. This row has no error of its own."),
    ),
    "parquet": (marked("A Parquet file has plain columns"), SEND_AGAIN),
    "privacy": (
        marked("Nothing in a file identifies a person"),
        marked("Remove the column or value, or replace ids by pseudonyms (`pseudonymise`)."),
    ),
    "schema": (marked("The columns are those of the table"), SEND_AGAIN),
    "schema.unknown_column": (
        marked("The columns are those of the table"),
        marked("Nothing to do, if the column is not meant. It was not stored."),
    ),
    "refused.stored_stays": (
        marked("A rejected row removes nothing that is stored"),
        marked("Correct the row and send it again. Until then its stored version counts."),
    ),
    "statement.refused": (
        marked("No row is rejected on which the meaning of all other rows depends"),
        marked("Correct this row first. Without it, the other rows would be misread."),
    ),
    "submission.another_jurisdiction": (
        marked("People import records of their own jurisdiction only"),
        marked("Ask someone who is responsible for that jurisdiction to import them."),
    ),
    "supersedes": (
        marked("An import replaces imports that are in force"),
        marked(
            "Name the imports that the rows came with, or send an update, which removes nothing."
        ),
    ),
    "supersedes.and_updates": (
        marked("An import updates what is stored or replaces imports, not both"),
        marked("Choose one of the two."),
    ),
    "supersedes.blank": (
        marked("A stored value stays known"),
        marked("Nothing to do, if the value was wrong. Otherwise send it again."),
    ),
    "supersedes.by_row": (
        marked("Rows whose ids are row numbers cannot be sent as an update"),
        marked(
            "Send the whole export without the update option. It replaces the last import by its"
            " mapping."
        ),
    ),
    "supersedes.incomplete": (
        marked("A row that replaces another has all its columns"),
        marked("Send the missing columns as well. Leave cells blank if nothing is known."),
    ),
    "supersedes.needed": (
        marked("No row that stays belongs to a row that is removed"),
        marked("Send these rows as well, or name the other import too."),
    ),
    "supersedes.older": (
        marked("An extract replaces rows of earlier extracts only"),
        marked("Send a newer extract. To go back, undo the newer import first."),
    ),
    "supersedes.table_missing": (
        marked("A replacement has each table of the import that it replaces"),
        marked("Nothing to do, if these rows should be removed. Otherwise send the file as well."),
    ),
    "upload": (
        marked("Files are within the limits of time and memory"),
        marked("Split the files."),
    ),
    "victim.held_back": (
        marked("A victim without a case is stored with all its rows or not at all"),
        marked("Correct the rejected rows and send these victims again."),
    ),
    "xlsx": (
        marked("A workbook has plain cells only"),
        marked("Paste only the values into the template."),
    ),
    "zip": (marked("An archive has only the tables"), marked("Create it again.")),
    "findings": (
        marked("All errors and warnings are listed"),
        marked("Correct the listed ones first."),
    ),
}
# Their rows are rejected because of the row that they belong to, which has the error.
FOLLOWING = {"parent.refused"}
MEANINGS = {rule.id: rule.meaning for rule in EVERY} | {
    rule: meaning for rule, (meaning, _) in OF_FILES.items()
}
_FIXES = {rule.id: rule.fix for rule in EVERY}


def finding_kind_text(rule: str, severity: str) -> str:
    """Return `Error`, `Warning`, or `Rejected` (a good row whose case has a row with an error)."""
    return in_context("row", "Rejected") if rule in FOLLOWING else words.code(severity)


def rule_meaning(rule: str) -> str:
    """Return what a rule requires; for a rule that no longer exists, its name as plain text."""
    listed = MEANINGS.get(rule) or MEANINGS.get(_rule_family(rule))
    return t(listed) if listed else rule.replace(".", ": ").replace("_", " ").capitalize()


def rule_fix(rule: str) -> str:
    """Return how to correct an error or a warning of the rule."""
    if rule in _FIXES:
        return t(_FIXES[rule])
    _, fix = OF_FILES.get(rule) or OF_FILES.get(_rule_family(rule)) or ("", SEND_AGAIN)
    return t(fix)


def _rule_family(rule: str) -> str:
    return rule.partition(".")[0]


ROWS_NAMED = 5


def row_numbers_text(rows: Sequence[int], times: int) -> str:
    """Return row numbers as text: `rows 2, 3 and 7 more`; `times` is the number of all rows."""
    named = comma_list(map(words.count, rows[:ROWS_NAMED]))
    left = times - len(rows[:ROWS_NAMED])
    if left > 0:
        return n("rows {rows} and {count} more", "rows {rows} and {count} more", left, rows=named)
    return t("row {row}", row=named) if len(rows) == 1 else t("rows {rows}", rows=named)


def unique_rows_sentence(
    table: str,
    columns: Sequence[str],
    *,
    rows: int,
    unique: int,
    smallest: int,
    without: tuple[str, int] | None,
) -> str:
    """Return how many rows of a table of persons are unique by their values in `columns`.

    `smallest` is the size of the smallest group of equal rows. `without` has the column whose
    removal would leave the fewest unique rows, and their number.
    """
    about = {
        "table": words.code(table),
        "columns": words.listing([_column_name(name) for name in columns]),
        "rows": words.count(rows),
    }
    if not unique:
        return n(
            "{table}: none of the {rows} rows is unique by {columns}. The smallest group has"
            " {count} row.",
            "{table}: none of the {rows} rows is unique by {columns}. The smallest group has"
            " {count} rows.",
            smallest,
            **about,
        )
    text = n(
        "{table}: {count} of the {rows} rows ({share}) is unique by {columns}.",
        "{table}: {count} of the {rows} rows ({share}) are unique by {columns}.",
        unique,
        share=words.share(unique / rows),
        **about,
    )
    if without is None:
        return text
    column, left = without
    fewer = t(
        "Without {column} there would be {left}.",
        column=_column_name(column),
        left=words.count(left),
    )
    return f"{text} {fewer}"


def _column_name(column: str) -> str:
    return column.strip().removesuffix("_id").replace("_", " ")
