"""What a profile says a cell becomes: conditions, cases, codes, formats; parsed and checked."""

from collections.abc import Collection, Mapping

from schemas import columns
from seed.mapping.language.checks import check_column
from seed.mapping.language.conditions import Case, condition
from seed.mapping.language.dates import date_formats
from seed.mapping.language.formats import is_number, number_format
from seed.mapping.language.patterns import check_pattern
from seed.mapping.language.profile import ColumnRule, Keep
from seed.mapping.language.sections import Section, near
from seed.mapping.language.sql_texts import parsed
from seed.mapping.sql.tree import Kind

NO_LISTS: Mapping[str, Section] = {}


def column_rule(
    target: str,
    section: Section,
    field: columns.Field,
    files: Collection[str] = (),
    lists: Mapping[str, Section] = NO_LISTS,
) -> ColumnRule:
    """How the column `target` is filled, with a fault for whatever its `field` cannot hold.

    SQL may read `files`; `lists` are the codes that several columns share.
    """
    codes, codes_like, codes_from = _codes(section, lists)
    sql = parsed(section, "sql", Kind.SQL, files)
    rule = ColumnRule(
        target,
        source=section.text("source"),
        pick=section.texts("pick"),
        constant=section.text("constant"),
        compose=section.text("compose"),
        cases=_cases(section),
        otherwise=section.text("otherwise"),
        joint=_joint(section),
        sql=section.text("sql"),
        sql_column=f"sql of {target}",
        sql_reads=frozenset() if sql is None else sql.columns,
        codes=codes,
        codes_like=codes_like,
        codes_from=codes_from,
        missing=section.texts("missing"),
        missing_like=section.text("missing_like"),
        dates=tuple(date_formats(section)),
        number=number_format(section.section("number")),
        split=section.texts("split"),
        several=section.text("several"),
        pseudonym=section.yes("pseudonym"),
        only_if=condition(section, "only_if"),
        missing_ok=section.yes("missing_ok"),
        not_after=section.day("not_after"),
        blank_unreadable=section.text("unreadable") is not None,
        keep=Keep(keep) if (keep := section.text("keep")) else None,
        required=field.required,
        is_number=field.kind in (columns.Kind.INTEGER, columns.Kind.MONEY),
    )
    check_column(section, rule, field)
    section.close()
    return rule


def _codes(
    section: Section, lists: Mapping[str, Section]
) -> tuple[dict[str, str] | None, tuple[tuple[str, str], ...], tuple[tuple[float, str], ...]]:
    """The codes of cells, those of patterns in the order in which they are tried, and of numbers.

    These rise.
    """
    codes = section.section_or_name("codes")
    if isinstance(codes, str):
        name, codes = codes, lists.get(codes)
        if codes is None:
            section.fault("codes", f"[{name}] is no list of [codes].{near(name, lists)}", "codes")
    if codes is None:
        return None, (), ()
    # A cell may say `like` or `from`; its code is a text.
    like = codes.section("like") if codes.is_table("like") else None
    numbers = codes.section("from") if codes.is_table("from") else None
    patterns = like.text_by_name() if like else {}
    for pattern in patterns:
        check_pattern(codes, pattern, "like")
    beside = {key for key, inner in (("like", like), ("from", numbers)) if inner is not None}
    return codes.text_by_name(but=beside), tuple(patterns.items()), _from(numbers)


def _from(numbers: Section | None) -> tuple[tuple[float, str], ...]:
    if numbers is None:
        return ()
    for start in numbers.names():
        if not is_number(start):
            numbers.fault("number", f"[{start}] is no number from which on a code is meant.", start)
    said = numbers.text_by_name().items()
    return tuple(sorted((float(start), code) for start, code in said if is_number(start)))


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
