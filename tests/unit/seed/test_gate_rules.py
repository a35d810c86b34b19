"""A cell that could not be read is no blank: it gives one finding, not two."""

from pathlib import Path

from tests.gated import check, found


def test_an_unreadable_currency_is_not_a_missing_one(tmp_path: Path) -> None:
    cases = (
        "case_id,scope,proceeds_estimate,currency\n"
        "k7,charged_as_trafficking,10.50,EURO\n"
        "m2,charged_as_trafficking,10.50,\n"
    )
    rules = [(rule, row) for rule, row, _ in found(check(tmp_path, cases=cases))]
    assert [row for _, row in rules].count(2) == 1
    assert ("money.currency.cases", 3) in rules
