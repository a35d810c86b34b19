"""Draft how columns of an export fill columns of the record model, with questions to the user.

All texts here are read by officials: in the comments of a draft, and on the page.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

import polars as pl

from schemas import columns, tables
from schemas.language import listing, marked, message, n, sentences, t
from seed.mapping import guess_columns
from seed.mapping.cell_formats import (
    NumberFormat,
    parse_date_format,
    read_date,
    read_number,
)
from seed.mapping.column_profiles import YEAR, CellKind, ColumnProfile, FileProfile
from seed.mapping.doubtful_values import outlying_numbers
from seed.mapping.known_words import AFTER_CASE_NAMES, CASE_NAMES, ascii_name
from seed.mapping.profile_model import (
    FIELDS,
    NUMERIC,
    REFERENCED_TABLES,
    ColumnRule,
    TableRule,
    allowed_codes,
    table_key,
)
from seed.mapping.profile_sql import identifier
from seed.mapping.row_mapping import has_code
from seed.mapping.shown_values import count_shown_values, words_with_counts

MOST_OFFERED = 3
# The words of a column are listed only if it has at most this many.
MOST_LISTED = 12
# Ids of offices identify no person, so they may be readable.
OF_OFFICES = frozenset({"office_id", "region"})
AGE_GROUP, AGES = "age_group", {"1": "child", "18": "adult"}
# Columns without which a row is meaningless: the kind of a sanction, the offence of a charge.
TELLING = {"sanctions": ("kind",), "charges": ("offence",)}
# The stages of an asset. Each has an amount, and most have a date. A draft does not guess which
# stage an amount belongs to.
STAGES = ("identified", "frozen", "confiscated", "realised", "returned", "to_victims")
# The gate refuses a claim without any of these. Without any of these, nobody knows what became of
# an asset. The first one is asked for.
ONE_OF = {
    "claims": ("person_id", "victim_id"),
    "assets": ("order_kind", *STAGES, *(f"{stage}_on" for stage in STAGES)),
}
WHAT_BECAME = (
    f"what became of these assets. A draft does not guess it. Fill {', '.join(STAGES)}, or their"
    " days, such as confiscated = { sql = \"CASE WHEN COLUMN = 'WORD' THEN AMOUNT END\", number ="
    ' {} }. If the source does not say it: order_kind = { constant = "unknown" }.'
)
# The record model has no code for an unknown scope.
SCOPE = marked(
    "Each case needs a scope, because the scope decides how it counts. If the source does not"
    " record it, ask how its cases were chosen. Use charged_as_trafficking for cases under that"
    " offence. Use trafficking_elements for trafficking that was charged as another offence. Use"
    " other_offence for cases that are not trafficking. If nobody knows the scope of some rows,"
    " leave them out by a condition."
)
CURRENCY = "currency"
NO_CODES = marked("Its cells may not be codes, so it becomes a pseudonym.")


def draft_table(
    file: FileProfile,
    table: str,
    targets: Mapping[str, ColumnProfile],
    key: ColumnRule | None = None,
    *,
    called: str = "",
) -> TableRule:
    """Return the rule of a table, filled from `targets` (source columns by record column).

    `key` is the rule for the record column `called`, or by default for the table's id. None takes
    the file's "id", if it is the only unused id column. Comments name what is still to fill.
    """
    if key is None:
        targets = _with_key(file, table, targets)
    filled = {called or table_key(table): key} if key is not None else {}
    for target, source in targets.items():
        column = draft_column(source, target, FIELDS[table][target])
        looks = [f"LOOK: {one}" for one in list_doubts(file, table, target, column)]
        filled[target] = replace(column, comment="\n".join([column.comment, *looks]))
    return TableRule(
        table,
        file.file.name,
        filled,
        comment=f"{file.file.file or file.file.name}: {file.rows:,} rows.",
        closing_comment="\n".join(
            _fill_comment(table, one) for one in missing_fields(table, filled)
        ),
    )


def _with_key(
    file: FileProfile, table: str, targets: Mapping[str, ColumnProfile]
) -> Mapping[str, ColumnProfile]:
    """Add the file's only unused id column as id of the table's rows, if it is called just "id"."""
    key = own_id(table)
    taken = {column.name for column in targets.values()}
    ids = [c for c in file.columns if identifies_rows(c, file) and c.name not in taken]
    if key in ("", *targets) or len(ids) != 1:
        return targets
    is_called_id = guess_columns.record_model_words(ids[0].name) == {"id"}
    return {key: ids[0], **targets} if is_called_id else targets


def own_id(table: str) -> str:
    """Return the column that alone identifies the rows of a table; "" if none does."""
    keys = tables.key_of(tables.BY_NAME[table])
    return keys[0] if len(keys) == 1 and FIELDS[table][keys[0]].kind is columns.Kind.ID else ""


def _last_id(table: str) -> str:
    """Return the last id in the key of a table: the person, in a table of a case's suspects."""
    keys = tables.key_of(tables.BY_NAME[table])
    return next((k for k in reversed(keys) if FIELDS[table][k].kind is columns.Kind.ID), "")


def draft_column(column: ColumnProfile, target: str, field: columns.Field) -> ColumnRule:
    """Guess the rule by which a source column fills the record column `target`."""
    comment = f'"{column.name}": {_describe_column(column)}.'
    match field.kind:
        case columns.Kind.DATE:
            comment = f'"{column.name}": {_describe_column(column)}{_list_few_words(column)}.'
            if not column.may_be_either:
                return ColumnRule(column.name, date=column.date, comment=comment)
            formats = listing(column.date)
            comment += f" {t('Add date = with the right one of {formats}.', formats=formats)}"
        case kind if kind in NUMERIC:
            return ColumnRule(column.name, number=column.number or NumberFormat(), comment=comment)
        case columns.Kind.ID if not column.is_code and target not in OF_OFFICES:
            return ColumnRule(column.name, pseudonym=True, comment=f"{comment} {t(NO_CODES)}")
        case columns.Kind.CODE if target == AGE_GROUP and column.is_number:
            return _with_ages(column, comment)
        case columns.Kind.CODE:
            return _with_codes(column, field, comment)
    return ColumnRule(column.name, comment=comment)


def _with_ages(column: ColumnProfile, comment: str) -> ColumnRule:
    """Return a rule that turns ages into child or adult, with comments on doubtful values."""
    number = None if column.number == NumberFormat() else column.number
    far = outlying_numbers(column.counts, number)
    asked = marked("{cells}, far from all other numbers: does it mean “not known”?")
    comments = {value: t(asked, cells=_cells_words(cells)) for value, cells in far.items()}
    if zeros := column.counts.get("0"):
        comments["0"] = t("{cells}: newborn, or not known?", cells=_cells_words(zeros))
    return ColumnRule(
        column.name,
        # A number for "unknown" is not an age: it stays blank until the user decides otherwise.
        codes=dict.fromkeys(far, ""),
        codes_from=AGES,
        number=number,
        comment=f"{comment} {t('A child is under 18 (Palermo Protocol).')}",
        code_comments=comments,
    )


def _with_codes(column: ColumnProfile, field: columns.Field, comment: str) -> ColumnRule:
    """Return a rule that turns words into codes, guessed where possible, with comments."""
    known = sorted(allowed_codes(field))
    counts = dict(column.values.shown)
    if column.values.hidden:
        hidden = _cells_words(column.values.hidden)
        comment += f" {t('Not shown here: the values of {cells}.', cells=hidden)}"
    others = t("An empty text leaves the cell blank.")
    if field.required:
        others = t("Each value needs a code, or its rows are left out with [where].")
    comments = {}
    for value, count in counts.items():
        # Convicted, but of what?
        meant = guess_columns.possible_codes(value, known)
        comments[value] = _cells_words(count) + (f": {' or '.join(meant)}?" if meant else "")
    return ColumnRule(
        column.name,
        codes=guess_columns.guess_codes(counts, known),
        code_comments=comments,
        comment=f"{comment}\n{t('Codes: {codes}.', codes=', '.join(known))} {others}",
    )


def _fill_comment(table: str, name: str) -> str:
    """Return the comment that tells the user how to fill a column that nothing fills yet."""
    field = FIELDS[table][name]
    if table == "assets" and name == ONE_OF[table][0]:
        return f"TO FILL: {WHAT_BECAME}"
    if codes := sorted(allowed_codes(field)):
        # The first code of the list is the usual one.
        usual = next(iter(field.codes or ()), "")
        how = f'such as {name} = {{ constant = "{usual}" }}, or a source column with codes'
        words = f"TO FILL: {name}, {how}. Codes: {', '.join(codes)}."
        return f"{words}\n{SCOPE}" if (table, name) == ("cases", "scope") else words
    how = f'such as {name} = "SOURCE COLUMN"'
    usual = {columns.Kind.JURISDICTION: "USA", columns.Kind.CURRENCY: "EUR"}.get(field.kind, "")
    if usual:
        how = f'such as {name} = {{ constant = "{usual}" }}, or a source column'
    if field.kind is columns.Kind.ID:
        by_row = f"'{name.removesuffix('_id')}-' || _row"
        how += f', or, without ids, {name} = {{ sql = "{by_row}" }}'
        how += ' and ids = "by_row" in [manifest]'
    return f"TO FILL: {name}, {how}."


def _cells_words(count: int) -> str:
    return n("{count} cell", "{count} cells", count)


def _describe_column(column: ColumnProfile) -> str:
    if column.looks is CellKind.BLANK:
        return "blank in every row"
    looks = column.looks.replace("_", " or ")
    written = f" ({' or '.join(column.date)})" if column.date else ""
    return f"{looks}{written}, {column.filled:,} filled, {column.distinct:,} different"


def _list_few_words(column: ColumnProfile) -> str:
    """Return the words of a column that has few, as far as they may be shown."""
    shown = "; ".join(f"[{word}] {cells:,}" for word, cells in column.values.shown)
    return f": {shown}" if shown and column.distinct <= MOST_LISTED else ""


def describe_unread(column: ColumnProfile) -> str:
    """Return the comment on a column that no table reads."""
    offered = ", ".join(".".join(place) for place in [*column.suggestions][:MOST_OFFERED])
    perhaps = f" Perhaps {offered}." if offered else ""
    described = f"{_describe_column(column)}{_list_few_words(column)}"
    return f'Not read: "{column.name}": {described}.{perhaps}'


def identifies_rows(column: ColumnProfile, file: FileProfile) -> bool:
    """Return whether a column is named like an id and has a different value in each row."""
    return is_unique(column, file) and "id" in guess_columns.record_model_words(column.name)


def is_unique(column: ColumnProfile, file: FileProfile) -> bool:
    """Return whether the column is filled in each row, with a different value each time."""
    return column.distinct == column.filled == file.rows > 1


def missing_fields(table: str, filled: Collection[str]) -> Iterator[str]:
    """Yield the columns of a table that must be filled and are not.

    These are required columns, columns without which a row is meaningless, and the currency of an
    amount, without which the import refuses it.
    """
    fields = FIELDS[table]
    wanted = [name for name, field in fields.items() if field.required]
    wanted += TELLING.get(table, ())
    if any(fields[name].kind is columns.Kind.MONEY for name in filled if name in fields):
        wanted.append(CURRENCY)
    one_of = ONE_OF.get(table, ())
    if one_of and not {*one_of} & {*filled}:
        wanted.append(one_of[0])
    yield from (name for name in fields if name in wanted and name not in filled)


def with_condition(table: TableRule, file: FileProfile) -> TableRule:
    """Return the rule with a condition that leaves out rows without any content except ids.

    There is no condition if the rows have ids of their own, or if a column is filled in each row.
    If a SELECT made several rows of one, only its new columns count: the others repeat in each row.
    """
    fields, key = FIELDS[table.table], table.columns.get(_last_id(table.table))
    is_grouped = file.arrangement is not None and file.arrangement.makes_several
    own = file.made if is_grouped else frozenset(file.names)
    source = key.source if key is not None else None
    has_id = source in own if is_grouped else source is not None
    if has_id or (table.table in REFERENCED_TABLES and not is_grouped):
        return table
    sources = {
        column.source
        for name, column in table.columns.items()
        if column.source is not None and fields[name].kind is not columns.Kind.ID
    }
    found = [column for column in file.columns if column.name in sources & own]
    if any(column.filled == file.rows for column in found):
        return replace(table, where="")
    return replace(table, where=" OR ".join(f"{identifier(c.name)} IS NOT NULL" for c in found))


def values_with_code(column: ColumnRule, values: Collection[str]) -> frozenset[str]:
    """Return the values for which the column has a code: an exact one, by a pattern, or by number.

    If a pattern is invalid, only exact codes count; the profile has a finding for it.
    """
    cells = pl.Series("cell", list(values), dtype=pl.String)
    try:
        return frozenset(cells.to_frame().filter(has_code(column, pl.col("cell")))["cell"])
    except pl.exceptions.PolarsError:
        return frozenset(values) & frozenset(column.codes or {})


def list_doubts(file: FileProfile, table: str, target: str, column: ColumnRule) -> list[str]:
    """Return questions on a column that may be wrong, for the user to answer."""
    source, kind = file.column(column.source or ""), FIELDS[table][target].kind
    asked = [ask_about_years(column)]
    if source is not None and (kind in NUMERIC or column.codes_from):
        asked.append(ask_about_fillers(source, column))
    if source is not None and kind in (*NUMERIC, columns.Kind.DATE):
        asked.append(ask_about_texts(source, column, kind))
    if source is not None and target == "case_id":
        asked.append(ask_about_cases(file, source))
    return [question for question in asked if question]


def ask_about_years(column: ColumnRule) -> str:
    """Return a question if dates are only years; "" otherwise."""
    if YEAR not in column.date:
        return ""
    return message(
        '"{column}" has only years. Where days are counted or sorted, 1 July of the year is used.'
        " Is it the right year, and is there no better column?",
        column=column.source or column.sql,
    )


def ask_about_cases(file: FileProfile, chosen: ColumnProfile) -> str:
    """Return a question if a case id has more values than another column of cases; or ""."""

    def names_cases(column: ColumnProfile) -> bool:
        words = {*ascii_name(column.name).split("_")}
        return bool(words & CASE_NAMES) and words <= CASE_NAMES | AFTER_CASE_NAMES

    fewer = [c for c in file.columns if names_cases(c) and 0 < c.distinct < chosen.distinct]
    own = max(fewer, key=lambda one: one.distinct, default=None)
    if own is None or 2 * own.filled < file.rows:
        return ""
    return message(
        '"{column}" has {number:,} different values, but "{other}" has only {fewer:,} and may also'
        " identify cases. One case would be stored as several. Which of the two identifies the"
        " case?",
        column=chosen.name,
        number=chosen.distinct,
        other=own.name,
        fewer=own.distinct,
    )


def ask_about_fillers(source: ColumnProfile, column: ColumnRule) -> str:
    """Return a question on numbers such as 999 that may mean "unknown" and have no code; or ""."""
    known = {*(column.codes or {}), *column.missing}
    far = outlying_numbers(source.counts, column.number or source.number)
    left = [f"{value} ({cells:,})" for value, cells in far.items() if value not in known]
    if not left:
        return ""
    return message(
        '"{column}" has numbers that are far from all others (number of cells in brackets):'
        " {numbers}. Do they mean that the value is missing? Say what each means. Otherwise they"
        " count as numbers.",
        column=source.name,
        numbers=", ".join(left),
    )


def ask_about_texts(source: ColumnProfile, column: ColumnRule, kind: columns.Kind) -> str:
    """Return a question on words among dates or numbers whose meaning is not stated; or ""."""
    cell = pl.col("cell")
    if kind is columns.Kind.DATE:
        forms = map(parse_date_format, column.date or source.date)
        read = pl.coalesce(*(read_date(cell, form) for form in forms if form is not None), None)
    else:
        read = read_number(cell, column.number or source.number or NumberFormat())
    cells = pl.DataFrame({"cell": list(source.counts)}, schema={"cell": pl.String})
    left = cells.filter(read.is_null(), ~cell.is_in(column.missing))["cell"]
    repeated = [value for value in left for _ in range(source.counts[value])]
    found = count_shown_values(pl.Series(source.name, repeated, dtype=pl.String))
    # Words that are not shown may be names. The import counts them.
    if column.unreadable or not found.shown:
        return ""
    return sentences(
        message(
            '"{column}" has words that cannot be read (number of cells in brackets): {words}.',
            column=source.name,
            words=words_with_counts(found.shown),
        ),
        message(
            "Their rows are rejected. Say that these words mean a blank cell, or leave the rows out"
            " by a condition. If a word has a meaning of its own, make separate rows for it."
        ),
    )
