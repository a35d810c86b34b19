"""Hostile SQL is refused or stopped, and reaches no file, network or setting."""

import re

import duckdb
import pyarrow as pa
import pytest

from seed.mapping import parse_profile, sql_engine, sql_process
from tests.soak import everyday

PROFILE = """
[manifest]
jurisdiction = "XAA"
[files.cases]
file = "cases.csv"
[files.made]
select = '''
{select}
'''
[tables.cases]
from = "made"
where = '''{where}'''
[tables.cases.columns]
case_id = "id"
scope = {{ constant = "trafficking_elements" }}
"""
# What is asked for, and a part of the answer.
SELECTS = {
    # Files.
    "SELECT *, 1 AS _row FROM 'cases.csv'": "above this one",
    "SELECT * FROM '/etc/passwd'": "above this one",
    "SELECT * FROM read_csv('/etc/passwd')": "only files of the mapping and unnest",
    "SELECT * FROM read_text('/etc/passwd')": "only files of the mapping and unnest",
    "SELECT * FROM read_blob('/proc/self/environ')": "only files of the mapping and unnest",
    "SELECT * FROM read_parquet('other.parquet')": "only files of the mapping and unnest",
    "SELECT * FROM read_json('other.json')": "only files of the mapping and unnest",
    "SELECT * FROM glob('/root/*')": "only files of the mapping and unnest",
    "SELECT * FROM parquet_metadata('other.parquet')": "only files of the mapping and unnest",
    "SELECT * FROM sniff_csv('/etc/passwd')": "only files of the mapping and unnest",
    "COPY cases TO '/tmp/out.csv'": "Write one SELECT",
    "EXPORT DATABASE '/tmp/out'": "Write one SELECT",
    "ATTACH 'records.duckdb' AS records": "Write one SELECT",
    "SELECT * FROM records.main.cases": "Write the file without a schema",
    # The network, extensions, objects of Python.
    "SELECT * FROM 'https://example.org/a.csv'": "above this one",
    "SELECT * FROM 's3://bucket/a.parquet'": "above this one",
    "INSTALL httpfs": "Write one SELECT",
    "LOAD httpfs": "Write one SELECT",
    "CREATE SECRET (TYPE s3, KEY_ID 'a', SECRET 'b')": "Write one SELECT",
    "SELECT * FROM request": "above this one",
    # Settings and what the engine knows of itself.
    "SET enable_external_access = true": "Write one SELECT",
    "SET memory_limit = '1TB'": "Write one SELECT",
    "RESET lock_configuration": "Write one SELECT",
    "PRAGMA enable_profiling": "Write one SELECT",
    "PRAGMA database_list": "Write one SELECT",
    "SELECT * FROM duckdb_settings()": "only files of the mapping and unnest",
    "SELECT * FROM duckdb_secrets()": "only files of the mapping and unnest",
    "SELECT * FROM duckdb_tables()": "only files of the mapping and unnest",
    "SELECT * FROM pragma_table_info('cases')": "only files of the mapping and unnest",
    "SELECT * FROM information_schema.tables": "Write the file without a schema",
    "SELECT *, current_setting('memory_limit') AS x FROM cases": "is not allowed",
    "SELECT *, getenv('PGPASSWORD') AS x FROM cases": "is not allowed",
    "SHOW TABLES": "Only files of the mapping",
    # More than one statement, and other ones.
    "SELECT * FROM cases; DROP TABLE cases": "one SELECT",
    "SELECT * FROM cases; SELECT * FROM cases": "one SELECT",
    "DROP TABLE cases": "Write one SELECT",
    "INSERT INTO cases SELECT * FROM cases": "Write one SELECT",
    "UPDATE cases SET id = 'x'": "Write one SELECT",
    "DELETE FROM cases": "Write one SELECT",
    "CREATE TABLE x AS SELECT * FROM cases": "Write one SELECT",
    "CREATE MACRO num(x) AS 1": "Write one SELECT",
    "CREATE VIEW cases AS SELECT 1": "Write one SELECT",
    "SELECT * FROM query('SELECT 1')": "only files of the mapping and unnest",
    "SELECT * FROM query_table('cases')": "only files of the mapping and unnest",
    "WITH cases AS (SELECT 1 AS _row) SELECT * FROM cases": "Use another name after WITH",
    # Other rows each time.
    "SELECT *, random() AS x FROM cases": "is not allowed",
    "SELECT *, uuid() AS x FROM cases": "is not allowed",
    "SELECT *, current_date AS x FROM cases": "the same rows of the same export",
    "SELECT *, md5(id) AS x FROM cases": "is not allowed",
    "SELECT * FROM cases USING SAMPLE 10": "the same rows of the same export",
    "SELECT rowid AS _row, id FROM cases": "Use _row",
    # Without end, or beyond all memory.
    "WITH RECURSIVE r AS (SELECT 1 AS _row UNION ALL SELECT 2 FROM r) SELECT * FROM r": "RECURSIVE",
    "SELECT * FROM range(1000000000000)": "only files of the mapping and unnest",
    "SELECT * FROM generate_series(1, 1000000000000)": "only files of the mapping and unnest",
    "SELECT *, repeat(id, 1000000000) AS x FROM cases": "is not allowed",
    "SELECT *, levenshtein(id, id) AS x FROM cases": "is not allowed",
    f"SELECT *, {'upper(' * 400}id{')' * 400} AS x FROM cases": "nested more than",
    f"SELECT *, '{'x' * 20_000}' AS x FROM cases": "at most 20,000 are allowed",
}
EXPRESSIONS = {
    "true) FROM cases; DROP TABLE cases; SELECT (true": "Write one SELECT",
    "true) FROM cases WHERE (true": "one expression over the columns",
    "id IN (SELECT content FROM read_text('/etc/passwd'))": "only files of the mapping and unnest",
    "error(id) IS NULL": "is not allowed",
}
ROWS = 3000
CASES = pa.table(
    {
        "_row": pa.array(range(2, ROWS + 2), pa.int32()),
        "_file": ["cases"] * ROWS,
        "id": [f"x{n}" for n in range(ROWS)],
    }
)
GROWN = "replace(" * 6 + "id" + ", 'x', 'xxxxxxxxxxxxxxxx')" * 6
# What nothing tells before it runs, and what ends it.
RUNNING = {
    "SELECT a.* FROM cases a, cases b, cases c WHERE a.id || b.id || c.id = 'none'": "second",
    f"SELECT *, {GROWN} AS x FROM cases": "MB of memory",
    # The engine may notice it first, or the system that ends the process.
    "SELECT *, lpad(id, 2000000000, 'x') AS x FROM cases": "ended the process|MB of memory",
    "SELECT a.*, string_agg(b.id, '' ORDER BY b._row) OVER () AS x FROM cases a, cases b": "MB of",
    "SELECT a._row, b.id AS x FROM cases a, cases b": "more than 4,000 rows",
}


@pytest.mark.parametrize("select", SELECTS, ids=lambda text: text[:40])
def test_a_select_that_wants_more_is_refused_before_anything_is_read(select: str) -> None:
    findings = parse_profile.parse_profile_text(
        "x", PROFILE.format(select=select, where="id = 'a'")
    ).findings
    assert [SELECTS[select] in finding.wording for finding in findings] == [True], findings


@pytest.mark.parametrize("where", EXPRESSIONS)
def test_so_is_a_condition(where: str) -> None:
    text = PROFILE.format(select="SELECT * FROM cases", where=where)
    findings = parse_profile.parse_profile_text("x", text).findings
    assert [EXPRESSIONS[where] in finding.wording for finding in findings] == [True], findings


@pytest.mark.usefixtures("sql_in_a_child")
def test_a_child_answers_as_the_engine_does() -> None:
    rule = sql_engine.RuleSql("made", columns=("id", "x"))
    select = {"made": "SELECT *, upper(id) AS x FROM cases WHERE _row < 9"}
    request = sql_engine.Request({"cases": CASES}, select, {1: rule}, 4000, 60.0, 1 << 30)
    answer = sql_process.evaluate(request)
    assert answer.faults == ()
    assert str(answer) == str(sql_engine.evaluate(request))


@pytest.mark.usefixtures("sql_in_a_child")
@pytest.mark.parametrize("select", everyday([*RUNNING][-1], rest=[*RUNNING][:-1]))
def test_what_runs_without_end_or_fills_all_memory_is_stopped(select: str) -> None:
    # What nothing reads is not made.
    rule = sql_engine.RuleSql("made", columns=("x",) if " AS x" in select else ("id",))
    request = sql_engine.Request(
        {"cases": CASES}, {"made": select}, {1: rule}, 4000, 2.0, 200 << 20
    )
    [fault] = sql_process.evaluate(request).faults
    assert re.search(RUNNING[select], fault.words)


@pytest.mark.parametrize("text", ["1) FROM cases; DROP TABLE cases; SELECT (1", "getenv('HOME')"])
def test_nothing_is_run_that_the_process_has_not_looked_at_itself(text: str) -> None:
    for rule in (
        sql_engine.RuleSql("cases", where=text),
        sql_engine.RuleSql("cases", sql={"x": text}),
    ):
        answer = sql_engine.evaluate(
            sql_engine.Request({"cases": CASES}, {}, {1: rule}, 9, 2.0, 1 << 28)
        )
        assert [len(answer.faults), answer.added] == [1, {}]
    made = sql_engine.Request({"cases": CASES}, {"made": "DROP TABLE cases"}, {}, 9, 2.0, 1 << 28)
    assert len(sql_engine.evaluate(made).faults) == 1


def test_the_database_itself_reaches_nothing_beside_its_tables() -> None:
    opened = sql_engine.open_database({"cases": CASES}, 100 << 20, plans=False)
    for text in (
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY cases TO '/tmp/x.csv'",
        "ATTACH '/tmp/x.duckdb' AS x",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '1TB'",
        "SELECT * FROM CASES_OF_PYTHON",
    ):
        with pytest.raises(duckdb.Error):
            opened.execute(text)


@pytest.mark.parametrize("times", [90, 400, 900])
@pytest.mark.parametrize("around", ["upper({})", "(SELECT {})", "NOT ({})", "{} || id", "1 + ({})"])
def test_what_is_nested_however_deep_has_an_answer(around: str, times: int) -> None:
    text = "id"
    for _ in range(times):
        text = around.format(text)
    findings = parse_profile.parse_profile_text(
        "x", PROFILE.format(select="SELECT * FROM cases", where=text)
    ).findings
    assert {finding.rule for finding in findings} <= {"profile.sql"}
