"""What a column of a unit reads, found in the expression that makes it."""

from sqlalchemy import ColumnElement, FromClause, Table, exists, func, or_, select, union_all

from metrics.units import unit_columns
from metrics.units.build import UNITS
from metrics.units.suspects import per_suspect
from metrics.units.unit_columns import Joined, Made, day, join_on, nullable_boolean_column
from metrics.units.victims import per_victim
from metrics.worklist import STEPS
from metrics.worklist.steps import declare_thing
from schemas import dates, tables

CASES, SUSPECTS, VICTIMS = tables.cases, tables.suspects, tables.victims


def of(made: Made, joined: FromClause = CASES, kept: ColumnElement | None = None) -> Table:
    """A thing with one column."""
    parts = Joined(joined) if kept is None else Joined(joined, kept)
    return declare_thing(
        "a_thing", "thing", nullable_boolean_column("found", "Found", made), parts=lambda: parts
    )


def values(table: Table) -> set[str]:
    return set(unit_columns.names_read_by_column(table.c.found).values)


def chosen(table: Table) -> set[str]:
    """What decides which rows there are, and which rows the value is made of."""
    return set(
        unit_columns.names_read_by_column(table.c.found).rows
        | unit_columns.names_that_choose_rows(table)
    )


def test_a_date_is_read_with_its_precision_through_the_functions_of_dates() -> None:
    opened = declare_thing(
        "a_thing",
        "thing",
        day("found", "Found", dates.effective_day(CASES.c.opened_on)),
        parts=lambda: Joined(CASES),
    )
    assert values(opened) == {"cases.opened_on"}


def test_a_key_that_may_not_be_blank_only_says_that_there_is_a_row() -> None:
    joined = CASES.outerjoin(SUSPECTS, join_on(SUSPECTS, CASES))
    assert values(of(SUSPECTS.c.person_id.is_not(None), joined)) == {"suspects"}
    assert values(of(VICTIMS.c.case_id.is_not(None), VICTIMS)) == {"victims.case_id"}


def test_what_keeps_rows_is_read_and_what_is_merely_joined_is_not() -> None:
    joined = CASES.outerjoin(VICTIMS, join_on(VICTIMS, CASES))
    kept = CASES.c.reopened == "no"
    assert chosen(of(CASES.c.form == "other", joined, kept)) == {"cases", "cases.reopened"}
    # The join is by a key that may be blank.
    assert chosen(of(VICTIMS.c.sex == "male", joined)) == {"cases", "victims", "victims.case_id"}


def test_a_part_is_followed_to_what_filters_and_groups_its_rows() -> None:
    victim = VICTIMS.c
    part = (
        select(
            victim.jurisdiction,
            victim.case_id,
            func.bool_or(victim.legal_aid == "yes").filter(victim.sex == "male").label("aided"),
        )
        .where(victim.status != "rejected")
        .group_by(victim.jurisdiction, victim.case_id)
        .having(func.min(victim.age_group) == "child")
        .cte("part")
    )
    found = of(part.c.aided, CASES.outerjoin(part, join_on(part, CASES)))
    assert values(found) == {"victims.legal_aid"}
    of_part = {"victims", "victims.case_id", "victims.sex", "victims.status", "victims.age_group"}
    assert chosen(found) == {"cases", *of_part}


def test_a_union_reads_what_each_of_its_parts_does() -> None:
    victim, suspect = VICTIMS.alias("others").c, SUSPECTS.c
    both = union_all(
        select(victim.sex.label("sex")).where(victim.status == "presumed"),
        select(suspect.sex).where(suspect.charged == "yes"),
    ).cte("both")
    found = of(both.c.sex == "male", both)
    assert values(found) == {"victims.sex", "suspects.sex"}
    of_arms = {"victims", "victims.status", "suspects", "suspects.charged"}
    assert chosen(found) == of_arms


def test_a_window_is_chosen_by_what_parts_it() -> None:
    suspect = SUSPECTS.c
    first = func.min(suspect.charged_on).over(partition_by=suspect.kind, order_by=suspect.plea)
    found = of(first.is_not(None), SUSPECTS)
    assert values(found) == {"suspects.charged_on"}
    assert chosen(found) == {"suspects", "suspects.kind", "suspects.plea"}


def test_a_row_that_is_asked_for_inside_an_expression_is_read() -> None:
    law = tables.jurisdictions.c
    spared = exists(select(1).where(law.legal_persons_liable == "no"))
    found = of(or_(CASES.c.charged == "yes", spared))
    assert values(found) == {"cases.charged", "jurisdictions.legal_persons_liable"}


def test_a_column_of_another_unit_is_followed_to_the_records() -> None:
    found = of(per_suspect.c.convicted, per_suspect)
    assert values(found) == {"suspects.outcome"}
    assert chosen(found) == {"suspects", "cases", "cases.scope"}


def test_the_first_award_reads_what_makes_a_claim_an_award() -> None:
    assert {
        "claims.decided_on",
        "claims.result",
        "claims.awarded",
    } <= unit_columns.names_read_by_column(per_victim.c.first_award_on).all


def test_what_is_needed_is_read_column_by_column() -> None:
    steps = {step.unit.name: step.unit for step in STEPS.values()}
    for table in (*UNITS, *steps.values()):
        for column in table.c:
            read = unit_columns.names_read_by_column(
                column
            ).all | unit_columns.names_that_choose_rows(table)
            assert set(column.info["needs"]) <= read, column


def test_names_stand_in_the_order_of_the_record_model() -> None:
    names = ("victims.sex", "cases.form", "victims", "cases", "cases.form")
    assert unit_columns.in_model_order(names) == ("cases", "cases.form", "victims", "victims.sex")
