"""What is wrong with a cell that its column cannot hold: the rule, and words without the value."""

import re
from collections.abc import Callable
from difflib import get_close_matches

from schemas import columns, frames, personal_forms
from seed import places
from seed.gate import cells

# The sections of ISIC and unknown are 22.
MOST_LISTED = 24
FORMULA = re.compile(r"[=+@\t\r]|-[^0-9.]")
# In a date, an amount or a label; there a sign in front may be a slip.
FORMULA_ANYWHERE = re.compile(r"[=@\t\r]|[+-][A-Za-z]+[(|]")
# Of names, and of anything else that is called by two words.
PERHAPS_A_NAME = (re.compile(r"[^\W\d_]{2,}(?: [^\W\d_]{2,})+"), "words, perhaps a name")
# In codes and ids, with what no code is.
PERSONAL = (
    *personal_forms.CERTAIN,
    (re.compile(r"\(?0[0-9]{1,4}\)?[ /-]?[0-9][0-9 /-]{4,}$"), "a telephone number"),
    (re.compile(r"\(?[0-9]{3}\)?[ -][0-9]{3}-[0-9]{4}$"), "a telephone number"),
    PERHAPS_A_NAME,
)
Fault = tuple[str, str]


def fault(column: columns.Column, value: str) -> Fault:
    """The rule that the cell breaks, and what to do; the value is looked at and never repeated."""
    kind = columns.field_of(column).kind
    if kind in BY_KIND:
        general = _personal(value, personal_forms.CERTAIN) or _formula(value, FORMULA_ANYWHERE)
        return general or BY_KIND[kind](value)
    general = _personal(value, PERSONAL) or _formula(value, FORMULA) or _confusable(value)
    codes = cells.closed_list(column)
    if codes is None:
        return _of_id(general)
    return general or _code(kind, codes, value)


def blank(column: columns.Column) -> Fault:
    """The fault of a cell that may not be blank."""
    codes = columns.field_of(column).codes
    expected = "" if codes is None else f" Expected is one of {', '.join(c.value for c in codes)}."
    return "value.blank", f"the cell is blank and must be filled.{expected}"


def _personal(value: str, forms: tuple[tuple[re.Pattern[str], str], ...]) -> Fault | None:
    for pattern, what in forms:
        if pattern.search(value):
            return "privacy.value", (
                f"this looks like {what}. Nothing that tells who or where a person is may be sent:"
                " use pseudonyms and codes."
            )
    return None


def _formula(value: str, form: re.Pattern[str]) -> Fault | None:
    if form.match(value.lstrip(" ")):
        return "value.formula", "this begins like a formula. Send values, not formulas."
    return None


def _confusable(value: str) -> Fault | None:
    if not value.isascii() and not value.strip().isascii():
        return "value.confusable", (
            "there are letters or signs here that are not plain A-Z, perhaps ones that look alike"
            " or are invisible. Type the value anew."
        )
    return None


def _code(kind: columns.Kind, codes: tuple[str, ...], value: str) -> Fault:
    rule = f"{kind}.unknown"
    if len(codes) <= MOST_LISTED:
        return rule, f"this value is not one of {', '.join(codes)}."
    if kind is columns.Kind.CURRENCY:
        return rule, "this value is not a currency of ISO 4217, such as EUR."
    if kind is columns.Kind.COUNTRY:
        if places.is_historic(value.strip()):
            return rule, "this country is no more. Write the code of the State that followed it."
        return rule, "this value is not a country of ISO 3166-1 alpha-3, such as USA."
    near = get_close_matches(value.strip().lower(), codes, n=3)
    return rule, f"this value is not a table or table.column of the record model.{_nearest(near)}"


def _long(value: str) -> list[str]:
    """The three-letter code of a country that is written with two."""
    long = places.alpha_3(value)
    return [] if long is None else [long]


def _nearest(names: list[str]) -> str:
    return f" Nearest: {', '.join(names)}." if names else ""


def _of_id(general: Fault | None) -> Fault:
    """With the signs of an id: a number with a slash looks like a telephone's, and is mended so."""
    signs = "A-Z a-z 0-9 . _ - without blanks"
    if general is not None:
        rule, words = general
        return rule, f"{words} An id has {signs}."
    return "id.format", (
        f"this is not a pseudonym of 1 to {cells.LONGEST_ID} characters. Expected are {signs};"
        " never a name, docket or national number. Those become pseudonyms by"
        " pseudonym = true in the mapping, or by prosecution-quality pseudonymise."
    )


def _label(_: str) -> Fault:
    return "label.format", (
        f"this is not a label of at most {cells.LONGEST_LABEL} letters, digits and marks that"
        " begins with a letter or digit; a backslash and @ are not taken."
    )


def _jurisdiction(value: str) -> Fault:
    wording = "this value is not a jurisdiction. Expected is ISO 3166-1 alpha-3, such as USA or"
    return "jurisdiction.unknown", f"{wording} USA-CA.{_nearest(_long(value))}"


def _integer(_: str) -> Fault:
    wording = "this is not a whole number. Expected are digits alone, such as 24."
    return "integer.format", wording


def _date(value: str) -> Fault:
    expected = "Expected is YYYY-MM-DD, YYYY-MM or YYYY."
    if re.fullmatch(cells.DATE_PATTERN.replace("(?:", "("), value):
        return "date.no_such_day", f"there is no such day or month. {expected}"
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]", value):
        return "date.format", f"there is a time or a blank behind the day. {expected}"
    if re.fullmatch(r"[0-9]{1,2}[./ -][0-9]{1,2}[./ -][0-9]{2,4}", value.strip()):
        wording = "day and month cannot be told apart in this form."
        return "date.format", f"{wording} {expected}"
    if re.fullmatch(r"[1-9][0-9]{4}(?:\.[0-9]+)?", value.strip()):
        wording = (
            "this looks like the number by which a spreadsheet counts days. Format the column as"
            " text, and write the days anew."
        )
        return "date.format", f"{wording} {expected}"
    return "date.format", f"this is not a date as it is expected. {expected}"


def _money(value: str) -> Fault:
    if re.fullmatch(r"-[0-9.]+", value):
        return "money.negative", "the amount is negative. Amounts are 0 or more."
    if re.fullmatch(r"[0-9]+\.[0-9]{3,}", value):
        return "money.decimals", "the amount has more than two decimals. Round it to two."
    if re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", value):
        return "money.range", f"the amount is above {frames.MOST_MONEY:,}. Is the unit right?"
    return "money.format", (
        "this is not an amount. Expected are digits with a decimal point and without thousands"
        " signs or currency, such as 1234.50."
    )


BY_KIND: dict[columns.Kind, Callable[[str], Fault]] = {
    columns.Kind.DATE: _date,
    columns.Kind.MONEY: _money,
    columns.Kind.INTEGER: _integer,
    columns.Kind.LABEL: _label,
    columns.Kind.JURISDICTION: _jurisdiction,
}
