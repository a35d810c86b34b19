"""The two ends of the money, set against each other in the same cases; worked by hand."""

from metrics import money_flow
from schemas import scopes
from tests.literals import Row
from tests.unit.metrics.small_world import PLACE, World, day, read, store

EUROS = {"currency": "EUR"}
CHARGED = {"scope": "charged_as_trafficking", "charged_on": day("2020-03-01")}


def case(name: str, earned: int | None, **said: object) -> Row:
    return {"case_id": name, "proceeds_estimate": earned} | CHARGED | EUROS | said


def award(name: str, amount: int) -> Row:
    return {
        "claim_id": f"c-{name}",
        "case_id": name,
        "result": "granted",
        "awarded": amount,
    } | EUROS


def payment(name: str, paid: int, number: int = 1) -> Row:
    return {"payment_id": f"p-{name}-{number}", "claim_id": f"c-{name}", "paid": paid} | EUROS


# A earned 1,000 and paid 100 + 50; B earned 400, and nobody claimed; of C the proceeds are not
# known, of D what was paid; E was never charged.
WORLD: World = {
    "jurisdictions": [{"jurisdiction": PLACE} | EUROS],
    "cases": [
        case("A", 1000),
        case("B", 400),
        case("C", None),
        case("D", 70_000),
        case("E", 9_000, charged="no", charged_on=None),
    ],
    "claims": [award("A", 300), award("C", 8_000), award("D", 500)],
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
    store(database_url, WORLD)
    assert ends(database_url) == {
        "proceeds_estimated": (71_400, 3, 1_400, 2, 4),
        "paid_to_victims": (8_150, 3, 150, 2, 4),
    }


def test_steps_between_the_ends_have_no_sum_of_both(database_url: str) -> None:
    store(database_url, WORLD)
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
    world = WORLD | {
        "cases": [*WORLD["cases"], *later],
        "coverage": [stretch | {"collected": "no"}],
    }
    store(database_url, world)
    assert ends(database_url) == {
        "proceeds_estimated": (71_450, 4, 50, 1, 5),
        "paid_to_victims": (0, 1, 0, 1, 5),
    }


def test_where_payments_were_never_sent_no_case_has_both_ends(database_url: str) -> None:
    store(database_url, {name: rows for name, rows in WORLD.items() if name != "payments"})
    assert ends(database_url) == {
        "proceeds_estimated": (71_400, 3, 0, 0, 4),
        "paid_to_victims": (0, 0, 0, 0, 4),
    }
