"""Each fault that SQL makes without a word is refused or warned of."""

import pytest

from seed.mapping import sql_lints, sql_tree
from seed.mapping.sql_tree import Kind

FILES = ["cases", "charges"]
# The text, and a part of what is said of it.
WRONG = {
    # '9' is more than '18'.
    "age < '18'": "compares texts",
    "age BETWEEN '1' AND '17'": "compares texts",
    "opened >= '2020-01-01'": "compares texts",
    "age = 18": "A text is compared with a number",
    "age IN (17, 18)": "A text is compared with a number",
    # Unknown becomes no.
    "CASE WHEN m = 'trata' THEN 'yes' ELSE 'no' END": "ELSE turns blanks",
    "CASE WHEN m IS NULL AND n IS NULL THEN '' WHEN m = 'a' THEN 'b' ELSE 'c' END": "ELSE turns"
    " blanks",
    # A word of an age is neither under 18 nor over it.
    "CASE WHEN age IS NULL THEN NULL WHEN num(age) < 18 THEN 'child' ELSE 'adult' END": "num(age)",
    "if(m = 'trata', 'yes', 'no')": "ELSE turns blanks",
    "coalesce(m, 'no')": "coalesce",
    "ifnull(m, 'no')": "coalesce",
    "m IS DISTINCT FROM 'trata'": "IS DISTINCT FROM",
    "(m = 'trata') IS NOT TRUE": "IS TRUE",
    # A blank beside a no.
    "greatest(a, b)": "ignores blanks",
    "SELECT min(_row) AS _row, bool_or(m = 'x') AS f FROM cases GROUP BY id": "ignores blanks",
    "SELECT min(_row) AS _row, max(m) AS f FROM cases GROUP BY id": "ignores blanks",
    # Another order of rows.
    "SELECT *, row_number() OVER (PARTITION BY id) AS n FROM cases": "without ORDER BY",
    "SELECT *, first_value(m) OVER (PARTITION BY id) AS n FROM cases": "without ORDER BY",
    "SELECT min(_row) AS _row, string_agg(m, ';') AS n FROM cases GROUP BY id": "without ORDER BY",
    # A number that is no row's.
    "SELECT id, row_number() OVER (ORDER BY id) AS _row FROM cases": "must be the row number of the"
    " file",
    "SELECT id, 2 AS _row FROM cases": "must be the row number of the file",
}
REFUSED = {
    # Rows are lost.
    "SELECT * FROM cases UNPIVOT (v FOR n IN (a, b))": "UNPIVOT INCLUDE NULLS",
    "UNPIVOT cases ON a, b INTO NAME n VALUE v": "UNPIVOT INCLUDE NULLS",
    "SELECT * FROM cases UNION SELECT * FROM charges": "UNION ALL",
    "SELECT * FROM cases EXCEPT SELECT * FROM charges": "is not allowed",
    "SELECT DISTINCT id, _row FROM cases": "DISTINCT leaves rows out",
    "SELECT DISTINCT ON (id) * FROM cases": "DISTINCT leaves rows out",
    "SELECT * FROM cases LIMIT 5": "LIMIT leaves rows out",
    "SELECT c.* FROM cases c NATURAL JOIN charges": "Name the columns after ON",
    "SELECT c.* FROM cases c FULL JOIN charges USING (id)": "rows without a row of the file",
    # All blanks get one id.
    "concat('C', id)": "all blanks the same id",
    # Typing is for the readers of cells.
    "CAST(age AS INTEGER)": "is not allowed",
    "TRY_CAST(opened AS DATE)": "is not allowed",
    "strptime(opened, '%d/%m/%Y')": "Dates are read with [date]",
    # Rows made unseen.
    "unnest(listed(m, ';'))": "after FROM",
}
RIGHT = (
    "num(age) < 18",
    "age = '18'",
    "_row > 5",
    "length(m) > 3",
    "CASE WHEN m = 'trata' THEN 'yes' WHEN m = 'robo' THEN 'no' END",
    "CASE WHEN m IS NULL THEN NULL WHEN m = 'trata' THEN 'yes' ELSE 'no' END",
    "CASE WHEN num(age) IS NULL THEN NULL WHEN num(age) < 18 THEN 'child' ELSE 'adult' END",
    "CASE WHEN m IS NULL OR n IS NULL THEN NULL WHEN m = n THEN 'a' ELSE 'b' END",
    "CASE WHEN a IS NULL THEN NULL ELSE CASE WHEN a = 'x' THEN 'y' ELSE 'z' END END",
    "CASE WHEN m = 'trata' THEN 'yes' ELSE 'unknown' END",
    "CASE WHEN m = 'trata' THEN 'yes' ELSE m END",
    "coalesce(a, b)",
    "id || coalesce('-' || part, '')",
    "SELECT min(_row) AS _row, max(CASE WHEN m = 'x' THEN 'yes' END) AS f FROM cases GROUP BY id",
    "SELECT *, row_number() OVER (PARTITION BY id ORDER BY _row) AS n FROM cases",
    "SELECT * FROM cases QUALIFY row_number() OVER (PARTITION BY id ORDER BY _row) = 1",
    "SELECT * FROM cases UNPIVOT INCLUDE NULLS (v FOR n IN (a, b))",
    "SELECT * FROM cases UNION ALL SELECT * FROM charges",
    "SELECT c.*, h.m FROM cases c LEFT JOIN charges h ON c.id = h.id",
    (
        "SELECT t.*, part, k FROM cases t, unnest(listed(m, ';')) WITH ORDINALITY AS u(part, k)"
        " WHERE k < 3"
    ),
    "WITH a AS (SELECT * FROM cases) SELECT * FROM a",
)


def said(text: str) -> list[str]:
    """What is said of a text of SQL, whatever it is."""
    is_rows = text.startswith(("SELECT", "WITH", "UNPIVOT"))
    kinds = [Kind.SELECT] if is_rows else [Kind.WHERE, Kind.SQL]
    [words, *others] = [
        [*sql_lints.find_faults(sql_tree.parse_sql(text, kind, FILES))] for kind in kinds
    ]
    assert all(other == words for other in others)
    return words


@pytest.mark.parametrize("text", WRONG)
def test_what_is_silently_wrong_is_said(text: str) -> None:
    assert any(WRONG[text] in words for words in said(text)), said(text)


@pytest.mark.parametrize("text", REFUSED)
def test_what_loses_or_makes_rows_unseen_is_refused(text: str) -> None:
    with pytest.raises(sql_tree.Refused) as refused:
        said(text)
    assert REFUSED[text] in str(refused.value)


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_passes(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("x <> 'a'", ["x"]),
        ("x NOT IN ('a', 'b')", ["x"]),
        ("NOT (x = 'a')", ["x"]),
        ("x NOT LIKE 'a%'", ["x"]),
        ("x <> 'a' OR x IS NULL", []),
        ("x <> 'a' AND x IS NOT NULL", []),
        ("x <> 'a' AND y IS NULL", ["x"]),
        ("x = 'a'", []),
        ("NOT (x IS NULL)", []),
    ],
)
def test_what_is_asked_for_what_it_is_not_is_known_by_its_column(
    text: str, columns: list[str]
) -> None:
    assert [*sql_lints.negated_columns(sql_tree.parse_sql(text, Kind.WHERE, FILES).node)] == columns
