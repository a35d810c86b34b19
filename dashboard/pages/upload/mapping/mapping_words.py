"""Texts of the mapping editor for sources, fields, codes and findings."""

from collections.abc import Sequence

from dashboard import words
from dashboard.pages.upload.mapping.state import FieldTarget, TableFill
from schemas import findings, tables
from schemas.language import Message, comma_list, marked, n, t
from seed.mapping import cell_formats, column_profiles, profile_model

LOOKS = {
    column_profiles.CellKind.BLANK: marked("empty"),
    column_profiles.CellKind.YES_NO: marked("yes or no"),
    column_profiles.CellKind.DATE: marked("dates"),
    column_profiles.CellKind.NUMBER: marked("numbers"),
    column_profiles.CellKind.CODE: marked("codes"),
    column_profiles.CellKind.ID: marked("ids"),
    column_profiles.CellKind.TEXT: marked("text"),
}
# Ways to fill a field without a column of the source. A column is `COLUMN` and its name.
NOTHING, CONSTANT, SQL, COLUMN = "nothing", "constant", "sql", "column:"
WAYS = {
    NOTHING: marked("— nothing"),
    CONSTANT: marked("the same value in every row"),
    SQL: marked("a text made by SQL"),
}
# Choices for a value of the source that are not codes.
NOT_SAID, BLANK = "not said", "blank"
BECOMES = {NOT_SAID: marked("— not mapped"), BLANK: marked("leave empty")}
# The number formats that the page offers.
NUMBERS = (
    *column_profiles.NUMBERS,
    cell_formats.NumberFormat(decimal=","),
    cell_formats.NumberFormat(thousands=" "),
)
DATES = (
    *("YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "DD-MM-YYYY"),
    *("DD Mon YYYY", "DD Month YYYY", "YYYY-MM", "YYYY"),
)
# So many column names fit on a few lines.
MOST_NAMED = 15
# Messages with keys of the mapping language, and the same messages in the words of the page.
PAGE_WORDS = {
    marked(
        'If the source does not record them, write unfilled = "{not_collected}" into [manifest]. If'
        ' other imports have them, write "{elsewhere}".'
    ): marked("Say below why these fields are not filled."),
    marked(
        "Or name its encoding in [files.{file}] of the mapping, for example encoding ="
        ' "cp1252" for Western Europe.'
    ): marked("Or map the columns on this page, which recognises the encoding."),
    marked(
        "These ids are made of _row, the row number, which belongs to another row in the next"
        " export: {columns}. Make ids of columns that identify the row. If the source has no ids,"
        ' write ids = "by_row" into [manifest]. Each import by this mapping then replaces the last'
        " one as a whole."
    ): marked(
        "These ids are made of _row, the row number, which belongs to another row in the next"
        " export: {columns}. Make ids of columns that identify the row. If the source has no ids,"
        " tick the box above. Each import by this mapping then replaces the last one as a whole."
    ),
}


def finding_text(finding: findings.Finding) -> str:
    """Return a finding as text: file, row, column and message."""
    place = [finding.file]
    if finding.row is not None:
        place.append(t("row {row}", row=words.count(finding.row)))
    if finding.column:
        place.append(finding.column)
    return f"{', '.join(place)}: {finding_in_page_words(finding.wording)}"


def finding_in_page_words(wording: str) -> str:
    """Return a finding's message in terms of the page, instead of the mapping file's keywords."""
    return t(_for_page(wording))


def _for_page(wording: str) -> str:
    if not isinstance(wording, Message):
        return wording
    template = tuple(PAGE_WORDS.get(one, one) for one in wording.template)
    values = wording.values.items()
    return Message(
        template, {name: _for_page(one) if isinstance(one, str) else one for name, one in values}
    )


def way_label(option: str, source_columns: Sequence[column_profiles.ColumnProfile]) -> str:
    """Return the label of a way to fill a field: nothing, a constant, SQL, or a source column."""
    if option in WAYS:
        return t(WAYS[option])
    name = option.removeprefix(COLUMN)
    column = next((one for one in source_columns if one.name == name), None)
    if column is None:
        return t("{column} · not in this file", column=name)
    if not column.filled:
        return t("{column} · empty", column=name)
    return n(
        "{column} · {content}, {count} filled",
        "{column} · {content}, {count} filled",
        column.filled,
        column=name,
        content=t(LOOKS[column.looks]),
    )


def field_label(target: FieldTarget) -> str:
    meaning = t(target.field.meaning)
    if target.field.required:
        return t("{field} · required · {meaning}", field=target.column, meaning=meaning)
    return t("{field} · {meaning}", field=target.column, meaning=meaning)


def named_with_meaning(name: str, meaning: str) -> str:
    return t("{name}: {meaning}", name=name, meaning=t(meaning))


def code_label(option: str) -> str:
    return t(BECOMES[option]) if option in BECOMES else option


def file_title(file: profile_model.SourceFile) -> str:
    """Return the name of a file, sheet or list of records; for a result of SQL, its label."""
    if file.select:
        return t("{file}, made by SQL", file=file.name)
    parts = [file.file]
    if file.sheet:
        parts.append(t("sheet {sheet}", sheet=file.sheet))
    if file.records:
        parts.append(file.records)
    return comma_list(parts)


def file_label(drafted: column_profiles.FileProfile) -> str:
    return t(
        "{file} (rows: {rows}, columns: {columns})",
        file=file_title(drafted.file),
        rows=words.count(drafted.rows),
        columns=words.count(len(drafted.columns)),
    )


def table_label(name: str) -> str:
    return named_with_meaning(name, tables.BY_NAME[name].info["meaning"])


def table_name_with_file(one: TableFill, among: Sequence[TableFill]) -> str:
    """Return a table's name, from the second rule on with a number, and its file if several."""
    table = f"{one.table} ({one.nth + 1})" if one.nth else one.table
    if len({p.file for p in among}) == 1:
        return table
    return t("{table} from {file}", table=table, file=one.file)


def part_of_text(some: int, of: int) -> str:
    """Return the part of cells as text: `12 of 40 (30%)`; `none` if there are no cells."""
    if not of:
        return t("none")
    return t(
        "{part} of {all} ({share})",
        part=words.count(some),
        all=words.count(of),
        share=words.share(some / of),
    )


def column_names_text(columns_: Sequence[str]) -> str:
    if not columns_:
        return t("none")
    named, more = comma_list(columns_[:MOST_NAMED]), len(columns_) - MOST_NAMED
    if more <= 0:
        return named
    return n("{names} and {count} more", "{names} and {count} more", more, names=named)
