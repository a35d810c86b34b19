"""Each rule is broken by a row made for it, and by none that is sound."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from schemas import findings, frames, rules, tables
from schemas.rules import FIRST_DAY

TABLES = {table.name: table for table in tables.RECORD_TABLES}
ALL = (*rules.RULES, *rules.COUNTED, *rules.DEFAULTS)
LATEST = date(2025, 7, 1)
Row = dict[str, Any]


def type_of(name: str, table: str) -> pl.DataType:
    jurisdiction, _, column = name.rpartition(".")
    return frames.polars_type(TABLES[jurisdiction or table].c[column])


def broken(rule: rules.Rule, *rows: Row) -> list[bool | None]:
    """Whether each row breaks the rule; dates given as ISO text, of their own precision."""
    names = [*frames.frame_columns(TABLES[rule.table]), *rule.parent_columns]
    dated = [_dated(row) for row in rows]
    frame = pl.DataFrame(
        [{name: row.get(name) for name in names} for row in dated],
        schema={name: type_of(name, rule.table) for name in names},
        orient="row",
    )
    before = [row.get(rules.PAID_BEFORE) for row in rows]
    frame = frame.with_columns(
        pl.lit(LATEST).alias(rules.LATEST),
        pl.Series(rules.PAID_BEFORE, before, dtype=pl.Decimal(18, 2)),
    )
    return frame.select(rule.broken).to_series().to_list()


def _dated(row: Row) -> Row:
    found: Row = {}
    for name, value in row.items():
        if isinstance(value, str) and value[:2] in ("19", "20"):
            precision = {10: "day", 7: "month", 4: "year"}[len(value)]
            value = date.fromisoformat((value + "-01-01")[:10])
            found[f"{name}_precision"] = precision
        found[name] = value
    return found


def rule_of(rule_id: str) -> rules.Rule:
    return next(rule for rule in rules.RULES if rule.id == rule_id)


def test_every_rule_has_a_name_of_its_own_that_fits_where_findings_are_stored() -> None:
    ids = [rule.id for rule in ALL]
    assert len(set(ids)) == len(ids)
    assert max(map(len, ids)) <= 64


def test_every_rule_names_columns_of_its_table_and_of_its_parents() -> None:
    for rule in ALL:
        assert set(rule.columns) <= set(TABLES[rule.table].c.keys()), rule.id
        assert rule.wording.endswith("."), rule.id
        assert rule.meaning, rule.id
        if isinstance(rule, rules.Rule):
            parents = {parent.table for parent in tables.parents_of(TABLES[rule.table])}
            assert {name.partition(".")[0] for name in rule.parent_columns} <= parents, rule.id


def test_a_blank_row_breaks_no_rule() -> None:
    broken_by_it = [rule.id for rule in rules.RULES if broken(rule, {})[0]]
    assert broken_by_it == ["claims.of_nobody"]


@pytest.mark.parametrize(
    ("earlier", "later", "error", "warning"),
    [
        ("2024-05-02", "2024-05-01", True, False),
        ("2024-05-01", "2024-05-01", False, False),
        ("2024-05-01", "2024-05-02", False, False),
        ("2024-05", "2024-04-30", False, True),
        ("2024-05-20", "2024-05", False, False),
        ("2024-05-20", "2024-04", False, True),
        ("2024-05", "2024-05", False, False),
        ("2024-05-20", "2024", False, False),
        ("2024", "2023-12-31", False, True),
        ("2024", "2023", False, True),
        ("2024", "2024-01", False, False),
        (None, "2024", False, False),
    ],
)
def test_an_order_broken_at_days_is_an_error_and_at_months_or_years_a_warning(
    earlier: str, later: str, error: bool, warning: bool
) -> None:
    row = {"charged_on": earlier, "decided_on": later}
    days, coarse = (
        rule_of(f"order.suspects.charged_on.decided_on{suffix}") for suffix in ("", ".coarse")
    )
    assert (days.severity, coarse.severity) == (findings.Severity.ERROR, findings.Severity.WARNING)
    assert [bool(broken(rule, row)[0]) for rule in (days, coarse)] == [error, warning]


ERROR, WARNING = findings.Severity.ERROR, findings.Severity.WARNING


@pytest.mark.parametrize(
    ("table", "earlier", "later", "severity"),
    [
        ("suspects", "suspected_on", "final_on", ERROR),
        ("cases", "charged_on", "first_instance_on", ERROR),
        ("cases", "charged_on", "final_on", ERROR),
        ("assets", "frozen_on", "confiscated_on", ERROR),
        ("assets", "identified_on", "realised_on", ERROR),
        ("assets", "frozen_on", "returned_on", ERROR),
        ("victims", "first_contact_on", "identified_on", ERROR),
        ("victims", "exploitation_from", "exploitation_to", ERROR),
        ("claims", "claimed_on", "decided_on", ERROR),
        ("payments", "claims.decided_on", "paid_on", ERROR),
        # Orders that have exceptions.
        ("cases", "opened_on", "charged_on", WARNING),
        ("suspects", "cases.charged_on", "charged_on", WARNING),
        ("suspects", "cases.first_instance_on", "decided_on", WARNING),
        ("suspects", "final_on", "cases.final_on", WARNING),
    ],
)
def test_each_pair_of_dates_is_tested(
    table: str, earlier: str, later: str, severity: findings.Severity
) -> None:
    rule = rule_of(f"order.{table}.{earlier}.{later}")
    assert rule.severity is severity
    days = [("2024-02-01", "2024-01-01"), ("2024-01-01", "2024-02-01")]
    rows = [dict(zip((earlier, later), pair, strict=True)) for pair in days]
    assert broken(rule, *rows) == [True, False]
    if severity is WARNING:
        coarse = [{earlier: "2024", later: "2023-12"}, {earlier: "2024-01-01", later: "2024-02"}]
        assert broken(rule, *coarse) == [True, False]


def test_dates_are_since_1950_and_not_after_the_extraction() -> None:
    days = ["1949-12-31", FIRST_DAY.isoformat(), LATEST.isoformat(), "2025-07-02"]
    early, late = (
        broken(rule_of(f"date.{name}.cases.opened_on"), *({"opened_on": day} for day in days))
        for name in ("range", "ahead")
    )
    assert early == [True, False, False, False]
    assert late == [False, False, False, True]


@pytest.mark.parametrize(("table", "column"), [("requests", "due_on"), ("coverage", "to")])
def test_deadlines_and_statements_may_lie_ahead(table: str, column: str) -> None:
    rule = rule_of(f"date.range.{table}.{column}")
    assert broken(rule, {column: "2030-01-01"}, {column: "1949-01-01"}) == [False, True]
    assert f"date.ahead.{table}.{column}" not in {one.id for one in rules.RULES}


SUSPECT = "suspects.outcome"
BROKEN: list[tuple[str, Row, Row]] = [
    # rule, a row that breaks it, a row beside it that does not
    ("suspects.convicted_undated", {"outcome": "convicted_other"}, {"outcome": "acquitted"}),
    (
        "inspections.case_of_no_investigation",
        {"referral_outcome": "unmatched", "case_id": "k7"},
        {"referral_outcome": "investigation_opened", "case_id": "k7"},
    ),
    (
        "inspections.case_of_no_investigation",
        {"referral_outcome": "refused", "case_id": "k7"},
        {"referral_outcome": "refused"},
    ),
    ("claims.of_nobody", {}, {"person_id": "p1"}),
    ("population.year", {"year": 20244}, {"year": 2024}),
    ("integer.negative.cases.victims_stated", {"victims_stated": -1}, {"victims_stated": 0}),
    ("sanctions.months", {"months": 1201}, {"months": 1200}),
    ("sanctions.months", {"months": -1}, {"months": 0}),
    ("sanctions.months_filled_in", {"months": 999}, {"months": 998}),
    (
        "sanctions.of_acquitted",
        {SUSPECT: "acquitted", "route": "criminal", "instance": "first"},
        {SUSPECT: "acquitted", "route": "criminal", "instance": "final"},
    ),
    (
        "sanctions.of_acquitted_elsewhere",
        {SUSPECT: "acquitted", "route": "administrative", "instance": "unknown"},
        {SUSPECT: "acquitted", "route": "unknown", "instance": "unknown"},
    ),
    (
        "charges.result.convicted",
        {SUSPECT: "acquitted", "result": "convicted"},
        {SUSPECT: "unknown", "result": "convicted"},
    ),
    (
        "charges.result.of_trafficking",
        {SUSPECT: "convicted_other", "result": "convicted", "offence": "trafficking"},
        {SUSPECT: "convicted_other", "result": "convicted", "offence": "corruption"},
    ),
    (
        "charges.result.all_lost",
        {SUSPECT: "convicted_other", "result": "withdrawn", "case_id": "k1", "person_id": "p1"},
        {SUSPECT: "convicted_other", "result": "convicted", "case_id": "k1", "person_id": "p2"},
    ),
    (
        "money.currency.sanctions",
        {"amount": Decimal(0)},
        {"amount": Decimal(1), "currency": "EUR"},
    ),
    (
        "money.replaced.assets",
        {"currency": "HRK", "frozen_on": "2021-05", "confiscated_on": "2023"},
        {"currency": "HRK", "frozen_on": "2021-05"},
    ),
    (
        "money.above.assets.realised.confiscated",
        {"realised": Decimal(2), "confiscated": Decimal(1)},
        {"realised": Decimal(1), "confiscated": Decimal(1)},
    ),
    (
        "money.above.assets.confiscated.frozen",
        {"confiscated": Decimal(2), "frozen": Decimal(1)},
        {"confiscated": Decimal(2)},
    ),
    (
        "money.above.assets.returned.frozen",
        {"returned": Decimal(2), "frozen": Decimal(1), "confiscated": Decimal(2)},
        {"returned": Decimal(1), "frozen": Decimal(1), "confiscated": Decimal(0)},
    ),
]


def test_what_is_given_back_stands_in_no_order_to_a_confiscation() -> None:
    """An order may be quashed, and a part may be given back before the rest is confiscated."""
    days = {"frozen_on": "2023-01-01", "confiscated_on": "2024-01-01"}
    of_assets = [rule for rule in rules.RULES if rule.table == "assets"]
    for on in ("2023-06-01", "2024-06-01"):
        row = days | {"returned_on": on}
        assert [rule.id for rule in of_assets if broken(rule, row)[0]] == []


@pytest.mark.parametrize(("rule_id", "wrong", "right"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_rule_is_broken_by_the_row_made_for_it(rule_id: str, wrong: Row, right: Row) -> None:
    assert [bool(one) for one in broken(rule_of(rule_id), wrong, right)] == [True, False]


def test_a_lost_charge_beside_a_won_one_contradicts_nothing() -> None:
    rule = rule_of("charges.result.all_lost")
    person = {SUSPECT: "convicted_other", "case_id": "k1", "person_id": "p1"}
    rows = [person | {"result": "acquitted"}, person | {"result": "convicted"}]
    assert not any(broken(rule, *rows))


def test_payments_are_added_before_they_are_held_against_the_award() -> None:
    rule = rule_of("money.above.payments.paid.awarded")
    claim = {"claim_id": "c1", "currency": "EUR", "claims.currency": "EUR"}
    heads = claim | {
        "claims.awarded_material": Decimal(60),
        "claims.awarded_moral": Decimal(40),
        "paid": Decimal(60),
    }
    assert broken(rule, heads, heads) == [True, True]
    assert broken(rule, heads) == [False]
    assert broken(rule, heads | {rules.PAID_BEFORE: Decimal(40)}) == [False]
    assert broken(rule, heads | {rules.PAID_BEFORE: Decimal(41)}) == [True]
    assert broken(rule, heads | {"paid": Decimal(200), "currency": "USD"}) == [False]
    # As doubles they come to more than what was awarded.
    parts = claim | {"claims.awarded": Decimal("9854.40")}
    paid = [parts | {"paid": Decimal(text)} for text in ("4039.59", "5814.81")]
    assert broken(rule, *paid) == [False, False]


def test_one_order_has_one_currency() -> None:
    rule = rule_of("money.currencies.claims.joint_award_id")
    order = {"joint_award_id": "j1"}
    rows = [order | {"currency": "EUR"}, order | {"currency": "USD"}]
    assert broken(rule, *rows, {"currency": "USD"}) == [True, True, False]
    assert not any(broken(rule, rows[0], rows[0], order))
