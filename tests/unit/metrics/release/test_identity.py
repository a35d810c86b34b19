"""One thing counted is one cell, whatever measures and tables it is reached by."""

from collections import defaultdict

import polars as pl
from sqlalchemy import Column, ColumnElement

from metrics.catalogue import CATALOGUE
from metrics.counting_options import DEFAULTS, OptionValues
from metrics.release import exact_counts
from metrics.release.exact_counts import parts_of, whole_key
from metrics.units.build import UNITS
from metrics.units.unit_columns import MADE, PARTS


def keys(id_: str) -> dict[str, str]:
    return {part.name: part.key for part in parts_of(CATALOGUE[id_], DEFAULTS)}


def test_a_rate_has_its_events_from_the_count_of_the_same_victims() -> None:
    assert keys("C04r") == {"events": keys("C04")["yes"]}
    assert keys("L03")["events"] not in keys("C04").values()


def test_a_count_and_a_sum_of_the_same_assets_know_as_little_of_the_others() -> None:
    assert keys("X01")["unknown"] == keys("X01m")["unknown"]
    assert keys("X01")["yes"] != keys("X01m")["used"]


def test_shares_of_the_same_cases_are_parts_of_one_whole() -> None:
    wholes = {id_: whole_key(CATALOGUE[id_], 24) for id_ in ("N01", "N01s", "N02", "N03")}
    assert len(set(wholes.values())) == 1
    assert len({keys(id_)["yes"] for id_ in wholes}) == len(wholes)


def test_what_differs_by_its_window_is_another_cell() -> None:
    measure = CATALOGUE["A02"]
    later = OptionValues(tuple((dict(DEFAULTS.values) | {"order_within_months": 18}).items()))
    of_both = [parts_of(measure, chosen)[0].key for chosen in (DEFAULTS, later)]
    assert ["|12|" in of_both[0], "|18|" in of_both[1]] == [True, True]


def test_the_cases_of_a_unit_that_is_one_per_case_are_its_units() -> None:
    assert keys("A04")["contributors"] == keys("A04")["used"]
    assert keys("A03")["contributors"] != keys("A03")["used"]


def test_each_part_counts_something_else() -> None:
    for id_ in CATALOGUE:
        named = keys(id_)
        twice = {"used", "contributors"}
        counted = [key for name, key in named.items() if name not in twice]
        assert len(set(counted)) == len(counted) > 0 or set(named) & twice, id_


def test_a_cell_is_named_by_its_dimensions_in_order() -> None:
    row = pl.DataFrame(
        {"sex": ["female"], "age_group": ["child"], "jurisdiction": ["XAA"], "period": ["2021"]}
    )
    named = [
        row.select(exact_counts.cell_identity(pl.lit("k"), by)).item()
        for by in (("sex", "age_group"), ("age_group", "sex"), ("sex",), ())
    ]
    assert named == [
        "k|age_group=child|jurisdiction=XAA|period=2021|sex=female",
        "k|age_group=child|jurisdiction=XAA|period=2021|sex=female",
        "k|jurisdiction=XAA|period=2021|sex=female",
        "k|jurisdiction=XAA|period=2021",
    ]


def test_no_two_columns_that_are_measured_are_made_alike() -> None:
    # They would be one number under two names, and rounded twice.
    measured = {column for measure in CATALOGUE.values() for column in measure.columns()}
    for unit in UNITS:
        alike = defaultdict(list)
        for column in unit.c:
            if column in measured:
                alike[_text(column)].append(column.name)
        assert [names for names in alike.values() if len(names) > 1] == []


def _text(column: Column) -> str:
    by = column.info[MADE]
    made = by if isinstance(by, ColumnElement) else by(column.table.info[PARTS]())
    return str(made.compile(compile_kwargs={"literal_binds": True}))
