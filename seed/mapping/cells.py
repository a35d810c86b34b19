"""What a profile says a cell becomes: conditions, cases, codes, formats; parsed and checked."""

from schemas import columns
from seed.gate import name_columns
from seed.mapping.conditions import Case, condition
from seed.mapping.dates import check_dates_apart, date_formats
from seed.mapping.formats import NumberFormat
from seed.mapping.patterns import check_pattern
from seed.mapping.profile import PLACEHOLDER, ColumnRule
from seed.mapping.sections import Section, near
from seed.mapping.targets import codes_of

# How a column may be filled; each by exactly one of these.
FILLED_BY = ("source", "constant", "compose", "cases", "joint")

# Columns that one text is put together from; each is looked up in every row.
MOST_COMPOSED = 50
# A sum of money has two, a measured length or share hardly more than six.
MOST_PLACES = 9


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
        dates=tuple(date_formats(section)),
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
        check_pattern(section, rule.missing_like, "missing_like")
    if rule.dates and field.kind is not columns.Kind.DATE:
        section.fault("date", f"[{rule.target}] holds no date.", "date")
    check_dates_apart(section)
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
