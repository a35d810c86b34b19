"""Parse the number and date formats of a source, and read cells that are written in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

import polars as pl
from babel import Locale, localedata

from schemas.language import message
from seed.mapping.toml_reader import Section

# A plain space, and Unicode spaces that look like it (non-breaking and narrow ones).
SPACES = " \u00a0\u202f\u2009\u2007"
BLANK = pl.lit(None, dtype=pl.String)
# The number 1234.50 as a source writes it; without decimals, the decimal sign is a point.
_EXAMPLE = re.compile(
    r"(?s)(?P<before>.*?)1(?P<thousands>\D*?)234(?:(?P<decimal>\D+?)50)?(?P<after>.*)"
)
# The word for a month's name, full or short, in a date format.
MONTH = "Month"
# The languages of month names. No name has different meanings in two of them.
LANGUAGES = ("ar", "de", "en", "es", "fr", "mn", "pt", "ru", "tr", "zh")
# The words of a date format, each with its part of a date and its regular expression. Two-digit
# years are not allowed: their century is unknown.
_DATE_WORDS = {
    "YYYY": ("year", r"[0-9]{4}"),
    "MM": ("month", r"[0-9]{1,2}"),
    MONTH: ("month", ".+?"),
    "Mon": ("month", r"[A-Za-z]{3}"),
    "DD": ("day", r"[0-9]{1,2}"),
}
_DATE_WORD = re.compile("|".join(_DATE_WORDS))
_SHAPES = {"YYYY": "####", "MM": "##", MONTH: MONTH, "Mon": "Mon", "DD": "##"}
# The ISO format of the result, by the parts of a date that a format has.
_PRECISIONS = {
    frozenset({"year", "month", "day"}): "%Y-%m-%d",
    frozenset({"year", "month"}): "%Y-%m",
    frozenset({"year"}): "%Y",
}
# Accents, the Arabic joining line (tatweel), and invisible format characters.
_UNSEEN = r"[\p{M}\p{Cf}\x{0640}]"
# Mongolian dates use the genitive of the word for month, which the locale data lacks.
_MONGOLIAN_MONTH, _GENITIVE = " сар", "ын"


@dataclass(frozen=True)
class NumberFormat:
    """How a source writes numbers: decimal and thousands separators, and text around them.

    The number is multiplied by `times` (12 turns years into months) and rounded to `places`
    decimals, if given.
    """

    decimal: str = "."
    thousands: str = ""
    before: str = ""
    after: str = ""
    times: int = 1
    places: int | None = None

    @property
    def example(self) -> str:
        """Return the number 1234.50 in this format: profiles state a format by this example."""
        return f"{self.before}1{self.thousands}234{self.decimal}50{self.after}"

    @property
    def calculates(self) -> bool:
        """Return whether reading changes the number itself, and not only how it is written."""
        return self.times != 1 or self.places is not None


@dataclass(frozen=True)
class DateFormat:
    """A date format of a source: `words` as in the profile, and `iso`, the format of the result.

    `pattern` is a regular expression with the groups year, month and day, as far as the format has
    them. With `names_months`, its months are names, not numbers.
    """

    words: str
    pattern: str
    iso: str
    names_months: bool


def parse_number_format(number: Section | None) -> NumberFormat | None:
    """Return the number format in a section of a profile; None without a section."""
    if number is None:
        return None
    said = number.read()
    example = said.pop("written", NumberFormat().example)
    signs = _EXAMPLE.fullmatch(example)
    if signs is None:
        wording = message(
            "Write the number 1234.50 as the source writes it, for example $1,234.50. Here it is"
            " [{example}].",
            example=example,
        )
        number.fault("number_format", wording, "written")
    said |= {} if signs is None else signs.groupdict(NumberFormat().decimal)
    written = NumberFormat(**said)
    if written.decimal == written.thousands:
        number.fault(
            "number_format", message("The decimal sign and the thousands sign must differ.")
        )
    return written


def read_date(cell: pl.Expr, written: DateFormat) -> pl.Expr:
    """Return an expression: the date as ISO text in the cell's precision, or NULL.

    NULL means that the cell has another form.
    """
    found = cell.str.extract_groups(written.pattern).struct
    year, month, day = (
        found.field(part) if f"(?P<{part}>" in written.pattern else pl.lit("01")
        for part in ("year", "month", "day")
    )
    month = month_number(month) if written.names_months else month
    whole = pl.concat_str(year, month, day, separator="-")
    return whole.str.to_date("%Y-%m-%d", strict=False).dt.strftime(written.iso)


def read_number(cell: pl.Expr, written: NumberFormat) -> pl.Expr:
    """Return an expression: the number as text with a decimal point, or NULL for another form.

    If thousands are separated by a space, every kind of space is accepted, because they look alike.
    """
    if written.thousands and written.thousands in SPACES:
        cell = cell.str.replace_all(f"[{SPACES}]", " ")
        before, after = (re.sub(f"[{SPACES}]", " ", x) for x in (written.before, written.after))
        written = replace(written, thousands=" ", before=before, after=after)
    decimal, thousands, before, after = (
        re.escape(sign)
        for sign in (written.decimal, written.thousands, written.before, written.after)
    )
    grouped = rf"[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+|" if thousands else ""
    whole = rf"(?:{grouped}[0-9]+)(?:{decimal}[0-9]+)?"
    shape = rf"^-?(?:{before})?(?:{whole}|{decimal}[0-9]+)(?:{after})?$"
    plain = pl.when(cell.str.contains(shape)).then(cell).otherwise(BLANK)
    dropped = (written.before, written.after, written.thousands)
    for sign, instead in (*((sign, "") for sign in dropped), (written.decimal, ".")):
        plain = plain.str.replace_all(sign, instead, literal=True) if sign else plain
    # Some write .50 for 0.50.
    plain = plain.str.replace(r"^(-?)\.", "${1}0.")
    return _multiply_and_round(plain, written) if written.calculates else plain


def _multiply_and_round(plain: pl.Expr, written: NumberFormat) -> pl.Expr:
    """Return the number times `times`, rounded to `places` decimals (to 2 if none are given)."""
    places = 2 if written.places is None else written.places
    number = (plain.cast(pl.Float64) * written.times).round(places, mode="half_away_from_zero")
    # More than 38 digits give NULL.
    return number.cast(pl.Decimal(38, places), strict=False).cast(pl.String)


def is_number_text(text: str) -> bool:
    """Return whether a text is a number as in profiles: only digits, a point and a minus."""
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) is not None


def parse_date_format(words: str) -> DateFormat | None:
    """Parse a date format such as `MM/DD/YYYY` or `DD Month YYYY`; None if it is not one.

    `Month` is a month's name, full or short, in any of the LANGUAGES, and `Mon` one of three
    letters.
    """
    found = _DATE_WORD.findall(words)
    parts = [_DATE_WORDS[word][0] for word in found]
    iso = _PRECISIONS.get(frozenset(parts))
    # The percent sign is reserved: ISO formats use it.
    if iso is None or len(set(parts)) != len(parts) or "%" in words:
        return None
    pattern = "".join(
        "(?P<{}>{})".format(*_DATE_WORDS[piece]) if piece in _DATE_WORDS else re.escape(piece)
        for piece in re.split(f"({_DATE_WORD.pattern})", words)
    )
    return DateFormat(words, f"(?i)^{pattern}$", iso, bool({MONTH, "Mon"} & {*found}))


def check_date_formats(section: Section, written: Sequence[str]) -> None:
    """Add a fault for each invalid date format, and for formats that fit the same cells.

    With two such formats day and month could be confused.
    """
    by_shape: dict[str, str] = {}
    for words in dict.fromkeys(written):
        shape = _DATE_WORD.sub(lambda word: _SHAPES[word[0]], words)
        first = by_shape.setdefault(shape, words)
        if parse_date_format(words) is None:
            wording = message(
                "[{format}] is not a date format. Use YYYY, MM or Mon or Month, and DD, for example"
                " MM/DD/YYYY or YYYY-MM.",
                format=words,
            )
            section.fault("date_format", wording, "date")
        if written.count(words) > 1:
            wording = message("[{format}] is listed twice. Keep one.", format=words)
            section.fault("date_format", wording, "date")
        if first != words:
            wording = message(
                "[{first}] and [{second}] fit the same dates, so day and month could be confused."
                " Keep the format that the source uses.",
                first=first,
                second=words,
            )
            section.fault("date_format", wording, "date")


@cache
def month_numbers(language: str) -> dict[str, str]:
    """Return month numbers in two digits, by the month's full or short name in plain letters.

    Names come from all countries of the language: Arabic has three sets, and Peru writes setiembre.
    A short name that could begin two months is left out.
    """
    every = list(_month_names(language))
    plain = pl.select(_plain_names(pl.lit(pl.Series([name for _, _, name in every])))).to_series()
    names: dict[str, int] = {}
    whole: dict[str, int] = {}
    for (width, number, _), name in zip(every, plain, strict=True):
        names[name] = number
        if name.endswith(_MONGOLIAN_MONTH):
            names[name + _GENITIVE] = number
        if width == "wide":
            whole[name] = number
    return {
        name: f"{number:02}"
        for name, number in names.items()
        if len({of for full, of in whole.items() if full.startswith(name)} | {number}) == 1
        or name in whole
    }


def _month_names(language: str) -> Iterator[tuple[str, int, str]]:
    """Yield width (full or short), number and name of a language's months, in all its countries."""
    for identifier in localedata.locale_identifiers():
        parts = identifier.split("_")
        # Other scripts of a language have a part of four letters.
        if parts[0] == language and all(len(part) < 4 for part in parts[1:]):
            months = Locale.parse(identifier).months
            for context, width in product(("format", "stand-alone"), ("wide", "abbreviated")):
                for number, name in months[context][width].items():
                    yield width, number, name


def month_number(name: pl.Expr) -> pl.Expr:
    """Return an expression: the two-digit number of a month's name; NULL for another word."""
    known = {k: n for language in LANGUAGES for k, n in month_numbers(language).items()}
    return _plain_names(name).replace_strict(known, default=None, return_dtype=pl.String)


def _plain_names(name: pl.Expr) -> pl.Expr:
    """Return names in lower case, without accents, with both Turkish i as one, for comparison."""
    plain = name.str.normalize("NFKD").str.replace_all(_UNSEEN, "").str.to_lowercase()
    return plain.str.replace_all("ı", "i", literal=True).str.strip_chars_end(".")
