"""Turn a table's text into typed rows, with a finding for each cell that is not valid."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache

import polars as pl

from schemas import columns, currencies, findings, frames, personal_forms, tables
from schemas import vocabulary as v
from schemas.language import Message, message, messages, sentences
from seed import country_codes
from seed.gate.id_words import PERSONAL
from seed.gate.row_comparison import (
    CASE_PARENTS,
    FILE,
    MOST_FINDINGS,
    ROW,
    TableRows,
    Worder,
)
from seed.submission import TextTable

KEEP_MONTHS = "month"


@dataclass
class _Typing:
    """A file while its texts are converted to types: texts, converted columns so far, and faults.

    `unreadable` marks rows with an invalid id, so that their case is unknown.
    """

    text: TextTable
    typed: pl.DataFrame
    refused: pl.Series
    unreadable: pl.Series
    faults: list[findings.Finding] = field(default_factory=list)


# The sections of ISIC and unknown are 22.
MOST_LISTED = 24
FORMULA = re.compile(r"[=+@\t\r]|-[^0-9.]")
# For dates, amounts and labels, where a leading sign may be a typing error.
FORMULA_ANYWHERE = re.compile(r"[=@\t\r]|[+-][A-Za-z]+[(|]")
Fault = tuple[str, str]
DAY, MONTH, YEAR = 10, 7, 4
MONTHS = 12
LONGEST_ID = 64
LONGEST_LABEL = 60
# A leading sign would start a formula in a spreadsheet, \N is NULL in PostgreSQL's COPY, and @ is
# part of e-mail addresses. Several scripts need joiners, but no other invisible characters.
LABEL_PATTERN = (
    r"^[\p{L}\p{N}\p{M}(]"
    r"(?:[\p{L}\p{N}\p{M}\p{P}\p{S}\p{Zs}\x{200c}\x{200d}--[\\@]]{0,59})$"
)
DATE_PATTERN = r"^[0-9]{4}(?:-[0-9]{2}){0,2}$"
INTEGER_PATTERN = r"^-?[0-9]{1,9}$"
MONEY_PATTERN = r"^[0-9]{1,13}(?:\.[0-9]{1,2})?$"
BLANKS = " \u00a0\u202f\u2007"


def typed_value(column: columns.Column) -> pl.Expr:
    """Return an expression for the column's values, from text to the stored type.

    A cell that is not valid becomes NULL. A month or year becomes its first day; `date_precision`
    gives its precision.
    """
    cell = pl.col(column.name)
    if (codes := valid_texts(column)) is not None:
        return pl.when(cell.is_in(codes)).then(cell)
    return VALUES[columns.field_of(column).kind](cell)


def date_precision(column: columns.Column) -> pl.Expr:
    """Return an expression: `day`, `month` or `year` by the length of the date cell, else NULL."""
    length = pl.col(column.name).str.len_bytes()
    return (
        pl.when(length == DAY)
        .then(pl.lit("day"))
        .when(length == MONTH)
        .then(pl.lit("month"))
        .when(length == YEAR)
        .then(pl.lit("year"))
    )


def normalized_code(column: columns.Column) -> pl.Expr | None:
    """Return an expression for the code in its official form, or None for a column without codes.

    It ignores letter case and blanks, and is NULL where no code matches. A country may also be
    written with two letters or by its English name.
    """
    codes = valid_texts(column)
    if codes is None:
        return None
    cell = pl.col(column.name).str.strip_chars(BLANKS).str.replace_all("[ -]", "_")
    is_country = columns.field_of(column).kind is columns.Kind.COUNTRY
    written = country_codes.codes_by_name() if is_country else {}
    by_lower = {_plain_code(name): code for name, code in (written | {c: c for c in codes}).items()}
    return cell.str.to_lowercase().replace_strict(by_lower, default=None, return_dtype=pl.String)


def _plain_code(name: str) -> str:
    """Return an expected form of a code: lower case, with underscores for blanks and hyphens."""
    return re.sub("[ -]", "_", name).lower()


def is_blank_cell(column: columns.Column) -> pl.Expr:
    """Return an expression: whether a cell has only blanks."""
    return pl.col(column.name).str.strip_chars(BLANKS) == ""


def valid_texts(column: columns.Column) -> tuple[str, ...] | None:
    """Return all texts that are valid in the column; None where they cannot be listed."""
    field = columns.field_of(column)
    if field.codes is not None:
        return tuple(code.value for code in field.codes)
    if field.kind is columns.Kind.CURRENCY:
        return tuple(sorted(currencies.known_codes()))
    if field.kind is columns.Kind.COUNTRY:
        return tuple(
            sorted(country_codes.iso_country_codes() | country_codes.user_assigned_codes())
        )
    return _model_columns() if field.kind is columns.Kind.COLUMN else None


@cache
def _model_columns() -> tuple[str, ...]:
    """Return the names of all tables, and of their columns as `victims.legal_aid`."""
    return tuple(
        name
        for table in tables.RECORD_TABLES
        # polars takes SQLAlchemy's own kind of name for a row, so it is made a plain text.
        for name in (
            str(table.name),
            *(f"{table.name}.{c.name}" for c in tables.asked_columns(table)),
        )
    )


def _typed_id(cell: pl.Expr) -> pl.Expr:
    fits = cell.str.contains(frames.ID_PATTERN) & (cell.str.len_bytes() <= LONGEST_ID)
    return pl.when(fits).then(cell)


def _typed_label(cell: pl.Expr) -> pl.Expr:
    return pl.when(cell.str.contains(LABEL_PATTERN)).then(cell)


def _typed_jurisdiction(cell: pl.Expr) -> pl.Expr:
    countries = sorted(country_codes.iso_country_codes() | country_codes.user_assigned_codes())
    fits = cell.str.contains(r"^[A-Z]{3}(?:-[A-Z0-9]{1,3})?$")
    return pl.when(fits & cell.str.slice(0, 3).is_in(countries)).then(cell)


def _typed_integer(cell: pl.Expr) -> pl.Expr:
    whole = pl.when(cell.str.contains(INTEGER_PATTERN)).then(cell)
    return whole.cast(frames.TYPES[columns.Kind.INTEGER])


def _typed_money(cell: pl.Expr) -> pl.Expr:
    decimal = pl.when(cell.str.contains(MONEY_PATTERN)).then(cell)
    amount = decimal.cast(frames.TYPES[columns.Kind.MONEY])
    return pl.when(amount <= frames.MOST_MONEY).then(amount)


def _typed_date(cell: pl.Expr) -> pl.Expr:
    length = cell.str.len_bytes()
    padded = (
        pl.when(length == YEAR)
        .then(cell + pl.lit("-01-01"))
        .when(length == MONTH)
        .then(cell + pl.lit("-01"))
        .otherwise(cell)
    )
    shaped = pl.when(cell.str.contains(DATE_PATTERN)).then(padded)
    return shaped.str.to_date("%Y-%m-%d", strict=False)


VALUES: dict[columns.Kind, Callable[[pl.Expr], pl.Expr]] = {
    columns.Kind.ID: _typed_id,
    columns.Kind.LABEL: _typed_label,
    columns.Kind.TRANSLATION: _typed_label,
    columns.Kind.JURISDICTION: _typed_jurisdiction,
    columns.Kind.INTEGER: _typed_integer,
    columns.Kind.MONEY: _typed_money,
    columns.Kind.DATE: _typed_date,
}


def cell_fault(column: columns.Column, value: str) -> Fault:
    """Return the rule that an invalid cell breaks and what to do; it never repeats the value."""
    kind = columns.field_of(column).kind
    if kind in BY_KIND:
        general = _personal_fault(value, personal_forms.CERTAIN) or _formula_fault(
            value, FORMULA_ANYWHERE
        )
        return general or BY_KIND[kind](value)
    general = (
        _personal_fault(value, PERSONAL)
        or _formula_fault(value, FORMULA)
        or _confusable_fault(value)
    )
    codes = valid_texts(column)
    if codes is None:
        return _id_fault(general)
    return general or _code_fault(kind, codes, value)


def blank_fault(column: columns.Column) -> Fault:
    """Return the rule and wording for a blank cell in a column that must be filled."""
    codes = columns.field_of(column).codes
    if codes is None:
        return "value.blank", message("The cell is blank. Fill it in.")
    return "value.blank", message(
        "The cell is blank. Fill in one of these codes: {codes}.",
        codes=", ".join(code.value for code in codes),
    )


def _personal_fault(value: str, forms: tuple[tuple[re.Pattern[str], str], ...]) -> Fault | None:
    for pattern, found in forms:
        if pattern.search(value):
            return "privacy.value", sentences(
                found,
                message(
                    "Do not send anything that shows who or where a person is. Use pseudonyms and"
                    " codes."
                ),
            )
    return None


def _formula_fault(value: str, form: re.Pattern[str]) -> Fault | None:
    if form.match(value.lstrip(" ")):
        return "value.formula", message("This starts like a formula. Send values, not formulas.")
    return None


def _confusable_fault(value: str) -> Fault | None:
    """Return a fault if a value has characters beyond ASCII, which may look like plain ones."""
    if not value.isascii() and not value.strip().isascii():
        return "value.confusable", message(
            "Some characters are not plain A to Z. They may look alike or be invisible. Type the"
            " value again."
        )
    return None


def _code_fault(kind: columns.Kind, codes: tuple[str, ...], value: str) -> Fault:
    rule = f"{kind}.unknown"
    if len(codes) <= MOST_LISTED:
        return rule, message("Invalid code. Use one of: {codes}.", codes=", ".join(codes))
    if kind is columns.Kind.CURRENCY:
        return rule, message("Invalid currency. Use an ISO 4217 code, for example EUR.")
    if kind is columns.Kind.COUNTRY:
        if country_codes.is_historic_code(value.strip()):
            return rule, message(
                "This country no longer exists. Write the code of its successor State."
            )
        return rule, message("Invalid country. Use an ISO 3166-1 alpha-3 code, for example USA.")
    near = get_close_matches(value.strip().lower(), codes, n=3, cutoff=findings.NEAR)
    invalid = message("This is not a table or table.column of the record model.")
    return rule, sentences(invalid, findings.suggest_names(near))


def _id_fault(general: Fault | None) -> Fault:
    """Return the fault of an id (`general` if given), with the characters that an id may have.

    An id with a slash may look like a phone number; its sender can correct it by this list.
    """
    if general is not None:
        rule, words = general
        return rule, sentences(
            words, message("An id has only the characters A-Z a-z 0-9 . _ - and no spaces.")
        )
    return "id.format", message(
        "Invalid id. Use 1 to {most} of the characters A-Z a-z 0-9 . _ - and no spaces. Names,"
        " docket numbers and national numbers must be replaced by pseudonyms: use"
        " `prosecution-quality pseudonymise`, or pseudonym = true in the mapping.",
        most=LONGEST_ID,
    )


def _label_fault(_: str) -> Fault:
    return "label.format", message(
        "Invalid name. Use at most {most} letters, digits and marks, and begin with a letter or"
        " digit. Do not use a backslash or @.",
        most=LONGEST_LABEL,
    )


def _jurisdiction_fault(value: str) -> Fault:
    invalid = message(
        "Invalid jurisdiction. Use an ISO 3166-1 alpha-3 code, for example USA or USA-CA."
    )
    long = country_codes.alpha_3(value)
    suggested = findings.suggest_names([] if long is None else [long])
    return "jurisdiction.unknown", sentences(invalid, suggested)


def _integer_fault(_: str) -> Fault:
    return "integer.format", message("Not a whole number. Use only digits, for example 24.")


def _date_fault(value: str) -> Fault:
    expected = message("Use YYYY-MM-DD, YYYY-MM or YYYY.")
    if re.fullmatch(DATE_PATTERN.replace("(?:", "("), value):
        no_such_day = message("Invalid date: this day or month does not exist.")
        return "date.no_such_day", sentences(no_such_day, expected)
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]", value):
        after_day = message("Invalid date: a time or a space follows the day.")
        return "date.format", sentences(after_day, expected)
    if parts := re.fullmatch(r"([0-9]{1,2})[./ -]([0-9]{1,2})[./ -][0-9]{2,4}", value.strip()):
        wording = message("Invalid date: the year must come first.")
        if max(int(part) for part in parts.groups()) <= MONTHS:
            wording = message("Ambiguous date: it is not clear which part is the day.")
        return "date.format", sentences(wording, expected)
    if re.fullmatch(r"[1-9][0-9]{4}(?:\.[0-9]+)?", value.strip()):
        of_spreadsheet = message(
            "This looks like a spreadsheet's internal number for a date. Format the column as text"
            " and write the dates again."
        )
        return "date.format", sentences(of_spreadsheet, expected)
    return "date.format", sentences(message("Invalid date."), expected)


def _money_fault(value: str) -> Fault:
    if re.fullmatch(r"-[0-9.]+", value):
        return "money.negative", message("The amount is negative. It must be 0 or more.")
    if re.fullmatch(r"[0-9]+\.[0-9]{3,}", value):
        return "money.decimals", message(
            "The amount has more than two decimals, or its point separates thousands. Write it"
            " without thousands separators and with at most two decimals, for example 1234.50."
        )
    if re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", value):
        return "money.range", message(
            "The amount is above {most:,}. Check that the unit is right.", most=frames.MOST_MONEY
        )
    return "money.format", message(
        "Not an amount. Use digits and a decimal point, without thousands separators or currency,"
        " for example 1234.50."
    )


BY_KIND: dict[columns.Kind, Callable[[str], Fault]] = {
    columns.Kind.DATE: _date_fault,
    columns.Kind.MONEY: _money_fault,
    columns.Kind.INTEGER: _integer_fault,
    columns.Kind.LABEL: _label_fault,
    columns.Kind.TRANSLATION: _label_fault,
    columns.Kind.JURISDICTION: _jurisdiction_fault,
}


def parse_table(
    texts: list[TextTable], table: tables.Table, dates: str
) -> tuple[TableRows, list[findings.Finding]]:
    """Return the typed rows of all files of a table, and the findings on their cells.

    Rows with an invalid cell are marked as refused. Codes that are blank or not sent become `blank`
    of their `Field`, other values NULL. With `dates` = "month", each full date is reduced to its
    month. `jurisdiction` is NULL where the table does not send it.
    """
    parts = [_parse_file(text, table, dates) for text in texts]
    numbered = [
        part.typed.with_columns(pl.lit(index, pl.Int32).alias(FILE))
        for index, part in enumerate(parts)
    ]
    rows = TableRows(
        table,
        pl.concat(numbered),
        tuple(text.file for text in texts),
        frozenset(name for text in texts for name in text.frame.columns if name != ROW),
        pl.concat([part.refused for part in parts]),
        pl.concat([part.unreadable for part in parts]),
    )
    return rows, [finding for part in parts for finding in part.faults]


def _parse_file(text: TextTable, table: tables.Table, dates: str) -> _Typing:
    sent = [c for c in tables.sent_columns(table) if c.name in text.frame.columns]
    typed = text.frame.select(pl.col(ROW), *_typed_columns(sent))
    none = pl.repeat(value=False, n=typed.height, eager=True)
    part = _Typing(text, typed, none, none)
    for column in sent:
        _check_column(column, part)
    if dates == KEEP_MONTHS:
        _keep_months(table, part)
    part.typed = part.typed.select(_stored_columns(table, part.typed.columns))
    return part


def _typed_columns(sent: list[columns.Column]) -> Iterator[pl.Expr]:
    for column in sent:
        yield typed_value(column).alias(column.name)
        if columns.field_of(column).kind is columns.Kind.DATE:
            yield date_precision(column).alias(f"{column.name}_precision")


def _check_column(column: columns.Column, part: _Typing) -> None:
    """Add faults for cells whose text is not valid, and for blank cells that must be filled."""
    text, value = part.text.frame[column.name], part.typed[column.name]
    if value.null_count() > text.null_count() and valid_texts(column) is not None:
        text, value = _normalize_codes(column, part)
    if value.null_count() > text.null_count():
        wrong = value.is_null() & text.is_not_null()
        _refuse_cells(column, part, wrong, lambda cell: cell_fault(column, cell))
        if column.name in CASE_PARENTS:
            part.unreadable = part.unreadable | wrong
    if columns.field_of(column).blank_refused and text.null_count():
        _refuse_cells(column, part, text.is_null(), lambda _: blank_fault(column))


def _normalize_codes(column: columns.Column, part: _Typing) -> tuple[pl.Series, pl.Series]:
    """Return a column's texts and values; codes are accepted in any letter case and with blanks."""
    text, value = part.text.frame[column.name], part.typed[column.name]
    # A cell of blanks alone is blank.
    text = text.to_frame().select(pl.when(~is_blank_cell(column)).then(pl.all())).to_series()
    normalised = value.fill_null(part.text.frame.select(normalized_code(column)).to_series())
    changed = (normalised.is_not_null() & value.is_null()) | (
        text.is_null() & part.text.frame[column.name].is_not_null()
    )
    warned = _cell_findings(
        column, part, changed, lambda _: ("code.normalised", _normalized_wording(column))
    )
    part.faults += [replace(finding, severity=findings.Severity.WARNING) for finding in warned]
    part.typed = part.typed.with_columns(normalised.alias(column.name))
    return text, normalised


def _normalized_wording(column: columns.Column) -> Message:
    if columns.field_of(column).kind is columns.Kind.COUNTRY:
        return message("The country was read as its ISO 3166-1 alpha-3 code. Write that code.")
    return message(
        "The code was recognised, although spaces or capital letters differ from its list."
    )


def _refuse_cells(column: columns.Column, part: _Typing, rows: pl.Series, word: Worder) -> None:
    part.faults += _cell_findings(column, part, rows, word)
    part.refused = part.refused | rows


def _cell_findings(
    column: columns.Column, part: _Typing, rows: pl.Series, word: Worder
) -> Iterator[findings.Finding]:
    """Yield a finding for each of the first rows, then one for all others."""
    total = int(rows.sum())
    first_rows = part.text.frame.select(ROW, column.name).filter(rows).head(MOST_FINDINGS + 1)
    for number, (row, cell) in enumerate(first_rows.iter_rows()):
        rule, wording = word(cell or "")
        finding = findings.Finding(part.text.file, rule, wording, row=row, column=column.name)
        others = total - MOST_FINDINGS if number == MOST_FINDINGS else 1
        yield replace(finding, occurrences=others)


def _keep_months(table: tables.Table, part: _Typing) -> None:
    """Reduce each full date to its month, and report how many there were."""
    # Somebody who knows the day of an arrest or judgment, say from a newspaper, can find the person
    # by it. More persons share a month.
    for column in tables.date_columns(table):
        name, precision = column.name, f"{column.name}_precision"
        if name not in part.typed.columns:
            continue
        days = pl.col(precision) == v.Precision.DAY
        count = int(part.typed.select((days & pl.col(name).is_not_null()).sum()).item())
        if not count:
            continue
        month = pl.lit(v.Precision.MONTH.value)
        part.typed = part.typed.with_columns(
            pl.when(days).then(pl.col(name).dt.month_start()).otherwise(name).alias(name),
            pl.when(days).then(month).otherwise(precision).alias(precision),
        )
        wording = messages(
            "{count} full date was reduced to its month, as submission.toml or the database asks.",
            "{count} full dates were reduced to their months, as submission.toml or the database"
            " asks.",
            count,
        )
        part.faults.append(
            findings.Finding(
                part.text.file,
                "date.month_kept",
                wording,
                findings.Severity.WARNING,
                column=name,
                occurrences=count,
            )
        )


def _stored_columns(table: tables.Table, sent: list[str]) -> Iterator[pl.Expr]:
    """Yield the stored columns in order: if not sent NULL, and codes `blank` of their `Field`."""
    for name, kind in frames.frame_columns(table).items():
        field = columns.field_of(table.c[name])
        value = pl.col(name) if name in sent else pl.lit(None, kind).alias(name)
        if field.kind is columns.Kind.CODE and not field.blank_refused:
            value = value.fill_null(field.blank)
        yield value
