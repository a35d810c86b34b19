"""Which columns a text of SQL compares, with which words, and whether rows depend on it."""

import json

import duckdb
import pytest

from seed.mapping.compared_words import Comparison, find_comparisons, find_select_aliases


def tree(text: str) -> dict[str, object]:
    [[found]] = duckdb.connect().execute("SELECT json_serialize_sql(?)", [text]).fetchall()
    node = json.loads(found)["statements"][0]["node"]
    assert isinstance(node, dict)
    return node


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("kind = 'si'", {"si"}),
        ("'si' = Kind", {"si"}),
        ("kind <> 'no'", {"no"}),
        ("kind IN ('si', 'SI')", {"si", "SI"}),
        ("kind NOT IN ('no') OR kind IS NULL", {"no"}),
        ("lower(trim(kind)) = 'si'", {"si"}),
        ("t.kind LIKE 'si%'", set()),
        ("kind NOT ILIKE '%si%'", set()),
        ("regexp_matches(kind, '(?i)si')", set()),
        ("starts_with(kind, 's')", set()),
        ("CASE kind WHEN 'si' THEN true ELSE false END", {"si"}),
        ("CASE WHEN kind = 'si' THEN true END", {"si"}),
        ("nullif(kind, '-') IS NOT NULL", {"-"}),
        ("id IN (SELECT id FROM u WHERE kind = 'si')", {"si"}),
    ],
)
def test_a_condition_on_rows_decides_by_the_words_of_the_column(
    condition: str, words: set[str]
) -> None:
    found = find_comparisons(tree(f"SELECT * FROM t WHERE {condition}"))
    assert found == {"kind": Comparison(words, makes_rows=True)}


def test_what_is_selected_decides_what_a_row_says() -> None:
    text = (
        "SELECT t.*, CASE lower(Tipo) WHEN 'a' THEN 'yes' WHEN 'b' THEN 'no' END AS charged FROM t"
    )
    assert find_comparisons(tree(text)) == {"tipo": Comparison({"a", "b"})}
    assert find_select_aliases(tree(text)) == {"charged": {"tipo"}}


def test_conditions_of_joins_having_and_qualify_decide() -> None:
    text = (
        "SELECT a, count(*) FROM t JOIN u ON t.id = u.id AND u.x = 'x' GROUP BY a"
        " HAVING max(y) = 'y' QUALIFY row_number() OVER (PARTITION BY z = 'z' ORDER BY _row) = 1"
    )
    found = find_comparisons(tree(text))
    assert {name for name, one in found.items() if one.makes_rows} >= {"x", "y", "z"}
    # A key of a join is compared with no word.
    assert "id" not in found


def test_blanks_and_numbers_are_no_words() -> None:
    text = (
        "SELECT * FROM t WHERE a IS NOT NULL AND num(b) > 17 AND num(c) BETWEEN 1 AND 5 AND n = 1"
    )
    found = find_comparisons(tree(text))
    assert "a" not in found
    assert {name for name, one in found.items() if one.is_number} == {"b", "c", "n"}


def test_what_is_counted_is_compared_by_its_own_condition() -> None:
    text = (
        "SELECT id, CASE WHEN count(*) FILTER (WHERE raw = 'true') > 0 THEN 'yes'"
        " WHEN count(*) FILTER (WHERE other = 'false') = 0 THEN 'no' END AS asked FROM t"
    )
    found = find_comparisons(tree(text))
    assert found == {"raw": Comparison({"true"}), "other": Comparison({"false"})}


def test_an_expression_is_a_condition_where_it_is_said() -> None:
    node = tree("SELECT kind = 'si'")["select_list"]
    assert find_comparisons({"of": node}, decides=True)["kind"].makes_rows
    assert not find_comparisons({"of": node})["kind"].makes_rows
