"""Who can be compared with whom on a measure, and why not."""

from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl

from dashboard.frames import comparable_places
from dashboard.frames.comparable_places import MeasureGroups
from dashboard.query_params import Choice
from dashboard.records import records_of_connection
from metrics import catalogue, comparability
from metrics.comparability import Difference
from metrics.release import archive, returns
from metrics.release.exact_counts import CONTEXT
from schemas import scopes
from tests.unit.dashboard.result_rows import NONE_HAPPENED, frame, happened, row
from tests.unit.metrics.release import sent

NAMES = {"XAA": "Zembla", "XAB": "Avaria", "XAC": "Norland", "XAD": "Ostmark", "XAE": "Sylvania"}
CHOICE = Choice("XAA", 2020, 2024)
OPTION = "judgment_within_months"
LATE, EARLY = {"charge_counted_at": "court_registration"}, {"charge_counted_at": "indictment"}


def group(
    *rows: dict[str, object],
    happened: pd.DataFrame = NONE_HAPPENED,
    choice: Choice = CHOICE,
    **stated: dict[str, str],
) -> list[MeasureGroups]:
    """Group rows; all count alike but those in `stated`. A rule that is blank there is not
    stated.
    """
    said = [
        (id_, rule, value)
        for id_ in NAMES
        for rule in comparability.SUBJECTS
        if (value := (EARLY | stated.get(id_, {})).get(rule, "by_network"))
    ]
    context = pd.DataFrame(said, columns=["jurisdiction", "subject", "value"])
    found = comparable_places.group_places(
        frame(*rows), NAMES, choice, context=context, happened=happened
    )
    return list(found)


def test_those_that_count_alike_are_a_group_and_the_largest_is_first() -> None:
    rows = [row("N01", id_) for id_ in NAMES]
    [one] = group(*rows, XAA=LATE, XAC=LATE)
    assert one.groups == (("XAB", "XAD", "XAE"), ("XAA", "XAC"))
    assert one.comparable_with("XAA") == ("XAC",)
    assert [one.sign(id_) for id_ in NAMES] == ["b", "a", "b", "a", "a"]
    assert {of.other for of in one.differs["XAA"]} == {"court_registration"}


def test_whoever_states_no_rule_is_compared_with_nobody() -> None:
    rows = [row("N01", id_) for id_ in NAMES]
    silent = {"charge_counted_at": ""}
    [one] = group(*rows, XAA=silent, XAB=silent)
    assert one.groups == (("XAC", "XAD", "XAE"), ("XAA",), ("XAB",))
    assert one.sign("XAA") == "≠"
    _, [line] = comparable_places.matrix([one], NAMES, "XAA")
    assert line[:3] == ["N01 More than one link charged", "5 of 5", "0"]
    assert line[-1] == "Charge counted at: not stated (Zembla and Avaria)"


def test_without_a_figure_the_reason_is_given_once_with_those_it_is_true_of() -> None:
    few = [row("N01", id_, status="too_few") for id_ in ("XAB", "XAC", "XAD", "XAE")]
    [one] = group(row("N01", "XAA"), *few[:1], row("N01", "XAC", status="not_collected"))
    assert one.with_figure == 1
    headings, [line] = comparable_places.matrix([one], NAMES, "XAA")
    assert headings[3:-1] == ["XAA", "XAB", "XAC", "XAD", "XAE"]
    assert line[3:] == [
        *("≠", "few", "—", "none", "none"),
        "Too few cases (Avaria); Not collected (Norland); No cases to count (Ostmark and Sylvania)",
    ]
    [one] = group(row("N01", "XAA"), *few)
    _, [line] = comparable_places.matrix([one], NAMES, "XAA")
    assert line[-1] == "Too few cases (4 jurisdictions)"
    assert comparable_places.matrix_sentence([one], NAMES, "XAA") == (
        "Zembla can be compared with other jurisdictions on 0 of 1 measures."
    )


def test_counting_options_that_differ_between_returns_stop_a_comparison(tmp_path: Path) -> None:
    """The matrix and the comparison with the median say the same, in words."""
    body = f"duckdb:///{tmp_path / 'body.releases.duckdb'}"
    checked, version = [], catalogue.CATALOGUE["P05y"].version
    for code, months in (("QMA", "12"), ("QPE", "12"), ("QZE", "6")):
        options = pl.DataFrame({"name": [OPTION], "value": [months]})
        stated = [(code, rule, "by_network") for rule in comparability.SUBJECTS]
        context = pl.DataFrame(stated, CONTEXT, orient="row")
        said = sent.content(code, measure="P05y", version=version)._replace(
            options=options, context=context
        )
        made = sent.made(code, content=said)
        checked.append(returns.check(body, *sent.country(code).send(made)))
    returns.import_returns(f"duckdb:///{tmp_path / 'b'}", body, checked, trusts=lambda _: True)
    choice = Choice("QMA", 2019, 2021, plan=1)
    with archive.reading(body).connect() as connection:
        records = records_of_connection(connection, scopes.RELEASE)
        names = dict(zip(records.places["jurisdiction"], records.places["name"], strict=True))
        [one] = comparable_places.group_places(
            records.rows(("P05y",), years=choice.years),
            names,
            choice,
            context=records.rules,
            happened=records.events,
        )
        differing = records.peer_group(choice).differing
        assert {id_: differing(id_, one.measure) for id_ in ("QPE", "QZE")} == {
            "QPE": (),
            "QZE": (Difference(OPTION, "12", "6"),),
        }
        assert {id_: records.chosen(id_)[OPTION] for id_ in names} == {
            **dict.fromkeys(("QMA", "QPE"), 12),
            "QZE": 6,
        }
    archive.STORE.close()
    assert one.groups == (("QMA", "QPE"), ("QZE",))
    assert one.differs == {"QZE": (Difference(OPTION, "12", "6"),)}
    assert comparable_places.reasons_text(one, names) == (
        f"Time allowed from charge to judgment: 6 months ({names['QZE']})"
    )


def test_a_break_in_the_period_and_another_currency_exclude() -> None:
    broken = happened(("XAB", date(2022, 1, 1), "Reform", True))
    [one] = group(*(row("N01", id_) for id_ in NAMES), happened=broken)
    assert one.missing["XAB"].words == "Break in series"
    euros = {"XAA": "EUR", "XAB": "EUR", "XAC": "CZK"}
    money = [row("D05m", id_, kind="Median", currency=of) for id_, of in euros.items()]
    [one] = group(*money)
    assert one.groups == (("XAA", "XAB"), ("XAC",))
    assert comparable_places.matrix([one], NAMES, "XAA")[1][0][-1].startswith("Currency: CZK")


def test_volume_is_left_out_and_a_share_of_a_release_needs_fifty_also_for_the_chosen_one() -> None:
    ids = comparable_places.measures_to_compare(CHOICE)
    assert "N01" in ids
    assert not {"C01", "C03", "R02m"} & {*ids}
    rows = [row("N01", "XAA", denominator=45), row("N01", "XAB", denominator=50)]
    released = [
        one | dict.fromkeys(("of_release", "quartile_1", "value_below", "value_above"))
        for one in rows
    ]
    [one] = group(*released, choice=Choice("XAA", 2020, 2024, plan=2))
    assert one.groups == (("XAB",),)
