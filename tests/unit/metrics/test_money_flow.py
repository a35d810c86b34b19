"""Where the money stops, and what awards come to."""

import pandas as pd
from sqlalchemy import insert

from metrics import money_flow
from metrics.money_flow import award_totals, awards_in_wages
from schemas import scopes
from schemas.store import bookkeeping, database
from tests.literals import Row
from tests.unit.metrics.small_world import PLACE, World, day, read, store

EUROS = {"currency": "EUR"}
CHARGED = {"scope": "charged_as_trafficking", "charged_on": day("2020-03-01")}


def case(name: str, earned: int | None, **said: object) -> Row:
    return {"case_id": name, "proceeds_estimate": earned} | CHARGED | EUROS | said


def claim(
    number: str, awarded: float | None, decided_on: str = "2022-02-01", **said: object
) -> Row:
    return {
        "claim_id": number,
        "case_id": "A",
        "result": "granted",
        "awarded": awarded,
        "currency": "EUR",
        "decided_on": day(decided_on),
        **said,
    }


def payment(claim_id: str, paid: float, number: int = 1) -> Row:
    return {"payment_id": f"{claim_id} {number}", "claim_id": claim_id, "paid": paid} | EUROS


# A earned 1,000 and paid 100 + 50; B earned 400, and nobody claimed; of C the proceeds are not
# known, of D what was paid; E was never charged.
CASCADE_WORLD: World = {
    "jurisdictions": [{"jurisdiction": PLACE} | EUROS],
    "cases": [
        case("A", 1000),
        case("B", 400),
        case("C", None),
        case("D", 70_000),
        case("E", 9_000, charged="no", charged_on=None),
    ],
    "claims": [
        claim("A", 300),
        claim("C", 8_000, case_id="C"),
        claim("D", 500, case_id="D"),
    ],
    "payments": [payment("A", 100), payment("A", 50, 2), payment("C", 8_000)],
}


def ends(url: str) -> dict[str, tuple[float, int, float, int, int]]:
    """Amount, cases known, amount in the cases with both known, these, and all cases."""
    with read(url) as connection:
        found = money_flow.cascade_steps(connection, scopes.EVERYTHING)
    return {
        one.step: (one.amount, one.cases_known, one.in_both, one.both_known, one.cases)
        for one in found.itertuples()
        if one.step in money_flow.STEP_ENDS
    }


def test_the_ends_are_of_the_cases_in_which_both_are_known(database_url: str) -> None:
    store(database_url, CASCADE_WORLD)
    assert ends(database_url) == {
        "proceeds_estimated": (71_400, 3, 1_400, 2, 4),
        "paid_to_victims": (8_150, 3, 150, 2, 4),
    }
    with read(database_url) as connection:
        found = money_flow.cascade_steps(connection, scopes.EVERYTHING)
    between = found[~found["step"].isin(money_flow.STEP_ENDS)]
    assert len(between) == 5
    assert between["in_both"].isna().all()


def test_a_case_in_a_stretch_without_payments_is_no_case_in_which_nothing_was_paid(
    database_url: str,
) -> None:
    stretch = {"column": "payments", "from": day("2020-01-01"), "to": day("2020-12-31")}
    later = [case(name, earned, charged_on=day("2021-03-01")) for name, earned in (("F", 50),)]
    world = CASCADE_WORLD | {
        "cases": [*CASCADE_WORLD["cases"], *later],
        "coverage": [stretch | {"collected": "no"}],
    }
    store(database_url, world)
    assert ends(database_url) == {
        "proceeds_estimated": (71_450, 4, 50, 1, 5),
        "paid_to_victims": (0, 1, 0, 1, 5),
    }


def test_where_payments_were_never_sent_no_case_has_both_ends(database_url: str) -> None:
    store(database_url, {name: rows for name, rows in CASCADE_WORLD.items() if name != "payments"})
    assert ends(database_url) == {
        "proceeds_estimated": (71_400, 3, 0, 0, 4),
        "paid_to_victims": (0, 0, 0, 0, 4),
    }


CASE = {"case_id": "A", "scope": "charged_as_trafficking", "form": "forced_labour"}


WORLD: World = {
    "jurisdictions": [{"jurisdiction": "QMA", "name": "Avaria", "currency": "EUR"}],
    "cases": [CASE],
    "claims": [
        claim("paid in part", 1000),
        claim("paid nothing", 500),
        claim("no word of payment", 700),
        claim("undivided and unknown", None),
        claim("years before", 9000, "2015-02-01"),
        claim("refused", 400, result="refused"),
    ],
    "payments": [payment("paid in part", 200), payment("paid nothing", 0)],
}


def found(url: str, **asked: object) -> pd.DataFrame:
    with read(url) as connection:
        return award_totals(connection, scopes.EVERYTHING, **asked)  # type: ignore[arg-type]


def test_sums_are_of_awards_of_which_both_are_known(database_url: str) -> None:
    store(database_url, WORLD)
    [row] = found(database_url, years=(2020, 2024)).to_dict("records")
    assert row == {
        "jurisdiction": "QMA",
        "currency": "EUR",
        "awards": 4,
        "amount_known": 3,
        "ordered": 2200.0,
        "both_known": 2,
        "awarded": 1500.0,
        "paid": 200.0,
    }
    # Restricted as all numbers are.
    assert found(database_url, only=(("form", "mixed"),)).empty
    assert list(found(database_url, only=(("form", "forced_labour"),))["awards"]) == [5]


def wage(year: int, monthly: float, kind: str = "minimum", **said: object) -> Row:
    return {
        "jurisdiction": "QMA",
        "year": year,
        "kind": kind,
        "monthly": monthly,
        "currency": "EUR",
        "source": f"Ministry {year}",
        **said,
    }


def in_months(url: str, *listed: Row, **asked: object) -> list[Row]:
    with database.writing(url) as connection:
        connection.execute(bookkeeping.wages.delete())
        if listed:
            connection.execute(insert(bookkeeping.wages), list(listed))
    with read(url) as connection:
        return awards_in_wages(connection, scopes.EVERYTHING, **asked).to_dict("records")  # type: ignore[arg-type]


def test_awards_are_told_in_wages_of_the_year_they_were_decided_in(database_url: str) -> None:
    earlier = [claim("earlier", 900, "2021-03-01")]
    paid = [payment("earlier", 300)]
    world = WORLD | {"claims": WORLD["claims"] + earlier, "payments": WORLD["payments"] + paid}
    store(database_url, world)
    assert in_months(database_url) == []
    listed = (wage(2022, 100), wage(2021, 300), wage(2022, 250, "median"))
    median, minimum = in_months(database_url, *listed)
    # 1,000 and 500 of 2022 are 10 and 5 months of 100, 900 of 2021 are 3 of 300.
    assert minimum == {
        "jurisdiction": "QMA",
        "kind": "minimum",
        "awards": 3,
        "awarded": 6.0,
        "paid": 1.0,
        "first": 2021,
        "last": 2022,
        "source": "Ministry 2021; Ministry 2022",
    }
    assert (median["awards"], median["awarded"], median["first"]) == (2, 3.0, 2022)
    [of_2022] = in_months(database_url, *listed[:2], years=(2022, 2022))
    assert (of_2022["awards"], of_2022["awarded"]) == (2, 7.5)


def test_a_wage_in_another_currency_is_converted_or_left_out(database_url: str) -> None:
    store(database_url, WORLD)
    [dollars] = in_months(database_url, wage(2022, 100, currency="USD"))
    # The mean of the European Central Bank's daily rates of 2022 is 1.0530.
    assert round(dollars["awarded"], 2) == round(750 / (100 / 1.0530), 2)
    assert in_months(database_url, wage(2022, 100, currency="NGN")) == []
    assert in_months(database_url, wage(2022, 100, jurisdiction="QMB")) == []
