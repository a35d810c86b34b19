"""How a profile writes that dates are written: `MM/DD/YYYY`, `YYYY-MM`, `DD Month YYYY`."""

import re
from collections.abc import Iterator

from seed.mapping.language.formats import DateFormat
from seed.mapping.language.months import LANGUAGES
from seed.mapping.language.sections import Section

# The name of a month, full or short.
MONTH = "Month"
# What a date format is written with, how chrono calls it, what it looks like. Years of two digits
# are left out: no reader can know their century.
_DATE_WORDS = {
    "YYYY": ("%Y", r"[0-9]{4}"),
    "MM": ("%m", r"[0-9]{1,2}"),
    MONTH: ("", ".+?"),
    "Mon": ("%b", r"[A-Za-z]{3}"),
    "DD": ("%d", r"[0-9]{1,2}"),
}
_DATE_WORD = re.compile("|".join(_DATE_WORDS))
_SHAPES = {"YYYY": "####", "MM": "##", MONTH: MONTH, "Mon": "Mon", "DD": "##"}
_PRECISIONS = {
    frozenset({"YYYY", "M", "DD"}): ("", "", "%Y-%m-%d"),
    frozenset({"YYYY", "M"}): (" 01", " %d", "%Y-%m"),
    frozenset({"YYYY"}): (" 01 01", " %m %d", "%Y"),
}


def date_format(words: str, languages: tuple[str, ...] = ()) -> DateFormat | None:
    """How `MM/DD/YYYY`, `YYYY-MM`, `DD Mon YYYY` and the like are read; None where it is none.

    `Month` is a month's name, full or short, in any of the languages.
    """
    parts = [word if word in ("YYYY", "DD") else "M" for word in _DATE_WORD.findall(words)]
    precision = _PRECISIONS.get(frozenset(parts))
    # A percent sign is the reader's own.
    if precision is None or len(set(parts)) != len(parts) or "%" in words:
        return None
    filler, filler_chrono, iso = precision
    if MONTH in words:
        return DateFormat(words, _with_groups(words), "", "", iso, languages)
    chrono = _DATE_WORD.sub(lambda match: _DATE_WORDS[match[0]][0], words)
    pattern = "".join(
        _DATE_WORDS[p][1] if p in _DATE_WORDS else re.escape(p) for p in _pieces(words)
    )
    return DateFormat(words, f"^{pattern}$", chrono + filler_chrono, filler, iso)


def _with_groups(words: str) -> str:
    """The pattern of a date with a month's name, whatever letters are capitals."""
    groups = {"YYYY": "year", "MM": "month", "Mon": "month", MONTH: "month", "DD": "day"}
    pattern = "".join(
        f"(?P<{groups[p]}>{_DATE_WORDS[p][1]})" if p in _DATE_WORDS else re.escape(p)
        for p in _pieces(words)
    )
    return f"(?i)^{pattern}$"


def date_formats(section: Section) -> Iterator[DateFormat]:
    """The formats of `date`, with a fault for each that is none."""
    languages = _languages(section)
    for words in section.texts("date"):
        written = date_format(words, languages)
        if written is not None:
            yield written
            continue
        expected = "made of YYYY, MM or Mon or Month, DD, such as MM/DD/YYYY or YYYY-MM"
        section.fault("date_format", f"[{words}] is no date format; it is {expected}.", "date")


def _languages(section: Section) -> tuple[str, ...]:
    """The languages of months' names; a fault where they are needed and not said, or not needed."""
    languages = section.texts("language")
    for language in languages:
        if language not in LANGUAGES:
            wording = f"[{language}] is not one of {', '.join(LANGUAGES)}."
            section.fault("language", wording, "language")
    has_names = any("Month" in words for words in section.texts("date"))
    if has_names and not languages:
        wording = 'months with names need their language, such as language = "es", or a list.'
        section.fault("language", wording, "date")
    if languages and not has_names:
        wording = "[language] is of a date with Month in it, such as DD Month YYYY."
        section.fault("language", wording, "language")
    return tuple(language for language in languages if language in LANGUAGES)


def check_dates_apart(section: Section) -> None:
    """A cell that two formats fit is of the first, and nobody knows whether it is."""
    by_shape: dict[str, str] = {}
    written = section.texts("date")
    for words in dict.fromkeys(words for words in written if written.count(words) > 1):
        section.fault("date_format", f"[{words}] stands here twice. Keep one.", "date")
    for words in written:
        first = by_shape.setdefault(_DATE_WORD.sub(lambda word: _SHAPES[word[0]], words), words)
        if first != words:
            wording = (
                f"[{first}] and [{words}] look alike, so that day and month cannot be told apart."
                " Keep the one that the source writes."
            )
            section.fault("date_format", wording, "date")


def _pieces(words: str) -> list[str]:
    return [piece for piece in re.split(f"({_DATE_WORD.pattern})", words) if piece]
