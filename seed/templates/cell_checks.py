"""What a spreadsheet says of a cell when it is selected, and what it refuses when one is typed."""

from schemas import columns
from seed.templates.dictionary import blank_means
from seed.templates.listed import FORMS, list_of

MOST_TITLE, MOST_NOTE = 32, 255
LONGEST_ID, LONGEST_LABEL = 64, 60
CHOOSE = "Choose from the list. The sheet Codes says what each code means."


def said(column: columns.Column) -> dict[str, object]:
    """The note that a cell of the column shows when it is selected, for xlsxwriter.

    An input message, since the readers refuse comments.
    """
    return {
        "validate": "any",
        "input_title": column.name[:MOST_TITLE],
        "input_message": note(columns.field_of(column)),
    }


def checked(column: columns.Column, first: str, codes: str) -> dict[str, object]:
    """The same, with what may be typed: `first` is the first cell, `codes` refers to its list."""
    field = columns.field_of(column)
    return (
        said(column)
        | _kept(field, first, codes)
        | {
            "error_title": column.name[:MOST_TITLE],
            "error_message": CHOOSE if codes else f"Expected: {FORMS[field.kind]}.",
        }
    )


def note(field: columns.Field) -> str:
    """A column's meaning, its form, and what a blank cell says."""
    required = "Required. " if field.required else ""
    listed = list_of(field)
    form = f"one of the list [{listed.name}]" if listed else FORMS[field.kind]
    return f"{required}{field.meaning}.\nForm: {form}.\nBlank: {blank_means(field)}."


def _kept(field: columns.Field, first: str, codes: str) -> dict[str, object]:
    if codes:
        # Currencies that others have replaced are not in the list, but stand in earlier amounts.
        closed = field.kind is not columns.Kind.CURRENCY
        kind = "stop" if closed else "warning"
        return {"validate": "list", "source": codes, "error_type": kind}
    match field.kind:
        case columns.Kind.DATE:
            # A year first: 2024, 2024-05 or 2024-05-17. The gate looks closer.
            begins = f'OR(LEN({first})=4,MID({first},5,1)="-")'
            return {"validate": "custom", "value": f"={begins}"}
        case columns.Kind.INTEGER:
            return {"validate": "integer", "criteria": ">=", "value": 0}
        case columns.Kind.MONEY:
            return {"validate": "decimal", "criteria": ">=", "value": 0}
        case columns.Kind.LABEL:
            return {"validate": "length", "criteria": "<=", "value": LONGEST_LABEL}
    return {"validate": "length", "criteria": "<=", "value": LONGEST_ID}
