"""What a profile says a cell becomes: conditions, cases, codes, formats; parsed and checked."""

import re
from collections.abc import Iterator

import polars as pl

from schemas import columns
from seed.gate import name_columns
from seed.mapping.profile import (
    PLACEHOLDER,
    Case,
    ColumnRule,
    Condition,
    DateFormat,
    How,
    Look,
    NumberFormat,
)
from seed.mapping.sections import Section, near
from seed.mapping.targets import codes_of

# How a column may be filled; each by exactly one of these.
FILLED_BY = ("source", "constant", "compose", "cases", "joint")

# Columns that one text is put together from; each is looked up in every row.
MOST_COMPOSED = 50
# A sum of money has two, a measured length or share hardly more than six.
MOST_PLACES = 9

# What a date format is written with, how chrono calls it, what it looks like. Years of two digits
# are left out: no reader can know their century.
_DATE_WORDS = {
    "YYYY": ("%Y", r"[0-9]{4}"),
    "MM": ("%m", r"[0-9]{1,2}"),
    "Mon": ("%b", r"[A-Za-z]{3}"),
    "DD": ("%d", r"[0-9]{1,2}"),
}
_DATE_WORD = re.compile("|".join(_DATE_WORDS))
_SHAPES = {"YYYY": "####", "MM": "##", "Mon": "Mon", "DD": "##"}
_PRECISIONS = {
    frozenset({"YYYY", "M", "DD"}): ("", "", "%Y-%m-%d"),
    frozenset({"YYYY", "M"}): (" 01", " %d", "%Y-%m"),
    frozenset({"YYYY"}): (" 01 01", " %m %d", "%Y"),
}


def column_rule(target: str, section: Section, field: columns.Field) -> ColumnRule:
    """How the column `target` is filled, with a fault for whatever its `field` cannot hold."""
    codes = section.section("codes")
    rule = ColumnRule(
        target,
        source=section.text("source"),
        constant=section.text("constant"),
        compose=section.text("compose"),
        cases=_cases(section),
        otherwise=section.text("otherwise"),
        joint=_joint(section),
        codes={k: str(v) for k, v in codes.items()} if codes else None,
        missing=section.texts("missing"),
        missing_like=section.text("missing_like"),
        dates=tuple(_date_formats(section)),
        number=_number_format(section),
        split=section.texts("split"),
        several=section.text("several"),
        pseudonym=section.yes("pseudonym"),
        only_if=condition(section, "only_if"),
        missing_ok=section.yes("missing_ok"),
        not_after=section.day("not_after"),
        blank_unreadable=section.option("unreadable", ("blank",)) is not None,
    )
    _check_column(section, rule, field)
    section.close()
    return rule


def condition(section: Section, key: str) -> Condition:
    """`{ column = look }`, all of which must be met, or a list of such, one of which must be."""
    groups = section.texts_or_tables(key)
    return tuple(tuple(k for c in group.names() for k in _looks(group, c)) for group in groups)


def _looks(group: Section, column: str) -> list[Look]:
    """A text or texts that the cell must be, or ways of looking: `{ above = 0, not = "999" }`."""
    if not group.is_table(column):
        return [Look(column, How.IS, group.texts(column))]
    inner = group.section(column)
    assert inner is not None
    looks = [_look(inner, column, how) for how in How if inner.has(how)]
    if not looks:
        inner.fault("condition", f"one of {', '.join(How)} is expected here.")
    inner.close()
    return looks


def _look(section: Section, column: str, how: How) -> Look:
    if how is How.BLANK:
        return Look(column, how, ("yes" if section.yes(how) else "no",))
    values = section.texts(how)
    if how in (How.ABOVE, How.BELOW) and not (len(values) == 1 and _is_number(values[0])):
        section.fault("condition", f"[{how}] needs one number.", how)
        return Look(column, how, ("0",))
    if how is How.LIKE:
        for pattern in values:
            _check_pattern(section, pattern, how)
    return Look(column, how, values)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) is not None


def _cases(section: Section) -> tuple[Case, ...]:
    cases = []
    for case in section.sections("cases"):
        when, then = condition(case, "when"), case.text("then")
        if not when or then is None:
            case.fault("case", "[when] and [then] are expected here.")
        case.close()
        cases.append(Case(when, then or ""))
    return tuple(cases)


def _joint(section: Section) -> tuple[str, ...]:
    joint = section.section("joint")
    if joint is None:
        return ()
    by = joint.texts("by")
    joint.close()
    if not by:
        joint.fault("required", "[by] must list the columns that a joint order shares.")
    return by


def date_format(words: str) -> DateFormat | None:
    """How `MM/DD/YYYY`, `YYYY-MM`, `DD Mon YYYY` and the like are read; None where it is none."""
    parts = [("M" if word in ("MM", "Mon") else word) for word in _DATE_WORD.findall(words)]
    precision = _PRECISIONS.get(frozenset(parts))
    # A percent sign is the reader's own.
    if precision is None or len(set(parts)) != len(parts) or "%" in words:
        return None
    filler, filler_chrono, iso = precision
    chrono = _DATE_WORD.sub(lambda match: _DATE_WORDS[match[0]][0], words)
    pattern = "".join(
        _DATE_WORDS[p][1] if p in _DATE_WORDS else re.escape(p) for p in _pieces(words)
    )
    return DateFormat(f"^{pattern}$", chrono + filler_chrono, filler, iso)


def _date_formats(section: Section) -> Iterator[DateFormat]:
    for words in section.texts("date"):
        written = date_format(words)
        if written is not None:
            yield written
            continue
        expected = "made of YYYY, MM or Mon, DD, such as MM/DD/YYYY or YYYY-MM"
        section.fault("date_format", f"[{words}] is no date format; it is {expected}.", "date")


def _check_dates_apart(section: Section) -> None:
    """A cell that two formats fit is of the first, and nobody knows whether it is."""
    by_shape: dict[str, str] = {}
    for words in section.texts("date"):
        first = by_shape.setdefault(_DATE_WORD.sub(lambda word: _SHAPES[word[0]], words), words)
        if first != words:
            wording = (
                f"[{first}] and [{words}] look alike, so that day and month cannot be told apart."
                " Keep the one that the source writes."
            )
            section.fault("date_format", wording, "date")


def _pieces(words: str) -> list[str]:
    return [piece for piece in re.split(f"({_DATE_WORD.pattern})", words) if piece]


def _number_format(section: Section) -> NumberFormat | None:
    number = section.section("number")
    if number is None:
        return None
    written = NumberFormat(
        decimal=number.text("decimal") or ".",
        thousands=number.text("thousands") or "",
        before=number.text("before") or "",
        after=number.text("after") or "",
        times=number.count("times", 1),
        places=number.count("places", 0, most=MOST_PLACES) if number.has("places") else None,
    )
    if written.decimal == written.thousands:
        number.fault("number_format", "decimal and thousands signs must differ.")
    number.close()
    return written


def _check_column(section: Section, rule: ColumnRule, field: columns.Field) -> None:
    if sum(section.has(key) for key in FILLED_BY) != 1:
        section.fault("filled_by", f"exactly one of {', '.join(FILLED_BY)} is expected here.")
    if len(PLACEHOLDER.findall(rule.compose or "")) > MOST_COMPOSED:
        wording = f"[compose] puts at most {MOST_COMPOSED} columns together."
        section.fault("compose", wording, "compose")
    if rule.several is not None and not (rule.split and rule.codes):
        section.fault("several", "[several] needs [split] and [codes].", "several")
    if rule.missing_like is not None:
        _check_pattern(section, rule.missing_like, "missing_like")
    if rule.dates and field.kind is not columns.Kind.DATE:
        section.fault("date", f"[{rule.target}] holds no date.", "date")
    _check_dates_apart(section)
    if rule.not_after is not None and not rule.dates:
        section.fault("not_after", "[not_after] needs a [date] format.", "not_after")
    if field.kind is columns.Kind.ID:
        _check_names(section, rule)
    if field.kind is columns.Kind.LABEL:
        _check_label(section, rule)
    if known := codes_of(field):
        _check_codes(section, rule, known)


def _check_names(section: Section, rule: ColumnRule) -> None:
    """A name is no id, and its keyed hash alone makes one person of all its bearers."""
    names = {column for column in rule.named if name_columns.is_one(column)}
    if names and not (rule.pseudonym and rule.named - names):
        wording = (
            f"[{', '.join(sorted(names))}] is named like a name. It may be read as an id only as a"
            ' pseudonym composed with another column, such as { compose = "{NAME}-{CASE}",'
            " pseudonym = true }; else take a column of numbers, or leave it out."
        )
        section.fault("name_column", wording)


def _check_label(section: Section, rule: ColumnRule) -> None:
    for name in sorted(filter(name_columns.is_of_persons, rule.named)):
        section.fault("name_column", f"[{name}] is named like persons' names, which are no label.")


def _check_codes(section: Section, rule: ColumnRule, known: frozenset[str]) -> None:
    codes = [*(rule.codes or {}).values(), *(case.then for case in rule.cases)]
    codes += [v for v in (rule.constant, rule.otherwise, rule.several) if v is not None]
    for value in sorted(set(codes) - {""} - known):
        listed = ", ".join(sorted(known))
        section.fault("unknown_code", f"[{value}] is not one of {listed}.{near(value, known)}")


def _check_pattern(section: Section, pattern: str, key: str) -> None:
    """By the engine that will look for it: it knows no look-ahead and no back-reference."""
    try:
        pl.select(pl.lit("").str.contains(pattern))
    except pl.exceptions.PolarsError as error:
        # Its last line that says what is wrong; the pattern itself stands before it.
        reason = re.findall(r"^(?:regex )?error: (.*)$", str(error), re.MULTILINE)[-1].rstrip(".")
        wording = f"this is no regular expression that is read here: {reason}."
        section.fault("pattern", wording, key)
