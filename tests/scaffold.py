"""`python -m tests.scaffold page|measure|source|rule NAME` begins something new.

It writes a skeleton that works, with its test, and prints what is left to decide. The skeleton of a
measure counts as another measure does (`--like`), that of a rule is broken by the text "to decide".
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Template

from dashboard import pages
from metrics import catalogue
from schemas import frames, tables

ROOT = Path(__file__).parents[1]
# By the kinds of things, what a name of one looks like.
NAMES = {
    "page": r"[a-z]+",
    "measure": r"[A-Z]\d\d[a-z]*",
    "source": r"[a-z][a-z0-9_]*",
    "rule": r"[a-z_]+\.[a-z_]+",
}


PAGE_DECLARATION = '''\
"""The page $title."""

from dashboard.pages import PLACE_AND_TIME, Page

PAGE = Page(
    url_path="$name",
    title="$title",
    order=$order,
    question="What does $title answer?",
    filters=PLACE_AND_TIME,
    lead_measures=("N01",),
)
'''

PAGE_SCRIPT = '''\
"""$title: what does it answer?"""

import streamlit as st

from dashboard import data, filter_options
from dashboard.pages.$name import PAGE
from dashboard.ui import filters, html_card, lead_sentence, measure_table

st.title(PAGE.question, anchor=False)
choice = filters.draw_filters(PAGE.filters)
ids = filter_options.available_measures(PAGE.lead_measures, choice)
rows = data.rows(ids, years=choice.years, only=choice.only_here)

if lead_sentence.is_empty(rows, choice):
    lead_sentence.draw_empty(PAGE.url_path, choice)
    st.stop()

lead_sentence.draw_sentences(lead_sentence.sentences_of_measures(rows, ids, choice))
with html_card.card(PAGE.title):
    measure_table.draw_measures(
        rows, choice, name=PAGE.url_path, title=PAGE.title, asked=PAGE.lead_measures
    )
'''

PAGE_TEST = '''\
"""The page $title: what it says and shows of the made-up world."""

from dashboard.pages.$name import PAGE
from metrics import catalogue
from tests.app.test_overview import text
from tests.app.test_pages import velmora


def test_it_shows_each_of_its_measures(made_up: str) -> None:
    shown = text(velmora(PAGE.url_path))
    assert all(catalogue.CATALOGUE[id_].title in shown for id_ in PAGE.lead_measures)
'''

SOURCE_PROFILE = """\
# $name, to be described in these words up to the colon: one row per case.

[manifest]
jurisdiction = "XAA" # the code of the State
extracted_on = 2020-01-01 # the day that the source states
note = "to decide"
unfilled = "not_collected"

[files.cases]
file = "$name.csv"

[tables.cases]
from = "cases"

[tables.cases.columns]
case_id = "id"
scope = { constant = "trafficking_elements" }
"""

SOURCE_TEST = '''\
"""The source $name through its shipped profile."""

from pathlib import Path

from seed.mapping import mapping_pipeline


def test_rows_of_the_source_become_cases(tmp_path: Path) -> None:
    (tmp_path / "$name.csv").write_text("id\\nk1\\nk2\\n")
    submission = mapping_pipeline.read_export(tmp_path, mapping_pipeline.load_profile("$name"))
    assert submission.findings == ()
    [cases] = [text.frame for text in submission.texts if text.table == "cases"]
    assert list(cases["case_id"]) == ["k1", "k2"]
'''

RULE = """\
    yield Rule(
        "$table.$name",
        "$table",
        ("$column",),
        message("What must be true of the row, to decide"),
        message("What was found, to decide."),
        message("What to do about it, to decide."),
        pl.col("$column").cast(pl.String) == "to decide",
        Severity.WARNING,
    )
"""

RULE_TEST = '''\
"""The rule $table.$name is broken by a row made for it, and by none that is sound."""

import polars as pl

from schemas import rules


def test_the_rule_is_broken_by_the_row_made_for_it() -> None:
    [rule] = [rule for rule in rules.RULES if rule.id == "$table.$name"]
    rows = pl.DataFrame({"$column": ["to decide", "sound", None]})
    assert rows.select(rule.broken).to_series().to_list() == [True, False, None]
'''


def main(arguments: list[str], root: Path = ROOT) -> None:
    parser = argparse.ArgumentParser(prog="scaffold", description=__doc__)
    parser.add_argument("kind", choices=NAMES)
    parser.add_argument("name", help="a page's address, a measure's id, a profile, table.rule")
    parser.add_argument("--like", help="the measure as which it counts at first", default="")
    given = parser.parse_args(arguments)
    if not re.fullmatch(NAMES[given.kind], given.name):
        parser.error(f"[{given.name}] is no name of a {given.kind}: {NAMES[given.kind]} is.")
    try:
        match given.kind:
            case "page":
                left = new_page(root, given.name)
            case "measure":
                left = new_measure(root, given.name, given.like)
            case "source":
                left = new_source(root, given.name)
            case _:
                left = new_rule(root, *given.name.split("."))
    except ValueError as refused:
        parser.error(str(refused))
    sys.stdout.write(f"{left.strip()}\n")


def write(root: Path, file: str, text: str, **values: str) -> None:
    """A new file of the text, with the values in it. ValueError where there is one."""
    path = root / file
    if path.exists():
        raise ValueError(f"[{file}] is there already.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(Template(text).substitute(values), encoding="utf-8")


def insert(root: Path, file: str, line: int, text: str) -> None:
    """The text after that line of a file, the first of which is 1."""
    path = root / file
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:line], text, *lines[line:]]), encoding="utf-8")


def new_page(root: Path, name: str) -> str:
    """A page that shows one measure."""
    last = max(page.order for page in pages.all_pages())
    values = {"name": name, "title": name.capitalize(), "order": str(last + 10)}
    write(
        root,
        f"dashboard/pages/{name}/__init__.py",
        PAGE_DECLARATION,
        **values,
    )
    write(
        root,
        f"dashboard/pages/{name}/page.py",
        PAGE_SCRIPT,
        **values,
    )
    write(
        root,
        f"tests/app/test_{name}.py",
        PAGE_TEST,
        **values,
    )
    return f"""
dashboard/pages/{name}/ is the page, at /{name}. Left to decide:
* its declaration, __init__.py: title, question, order, filters, lead measures, for whom it is
  hidden and from which card nothing can be downloaded, each with the reason
* its cards: frames.py makes what they draw (without Streamlit), cards.py draws it; dashboard/ui/
  and dashboard/frames/ have what several pages use. Each chart stands with what its files hold
* over a release (choice.is_of_release) no card that needs records; for one office
  (choice.office_alone) no figure of the whole jurisdiction
* tests/app/test_{name}.py: what it says first, held against a recount
* a line in CHANGELOG.md
make test FILES="tests/app tests/unit/dashboard/pages tests/test_architecture.py"
"""


def new_measure(root: Path, name: str, like: str) -> str:
    """A measure that counts what another does, which stands before it."""
    family = [id_ for id_ in catalogue.CATALOGUE if id_.startswith(name[0])]
    if name in catalogue.CATALOGUE or not family:
        raise ValueError(f"[{name}] is there already, or of no family.")
    written = {
        id_: jurisdiction
        for jurisdiction in declared_measures(root)
        for id_ in [jurisdiction[2]]
        if id_ in family
    }
    of = like or next(reversed(written), "")
    if of not in written:
        raise ValueError(f"--like is one of {', '.join(written)}.")
    file, node, _ = written[of]
    source = (root / file).read_text(encoding="utf-8")
    text = ast.get_source_segment(source, node) or ""
    text = text.replace(f"{ast.unparse(node.targets[0])} = ", f"{name} = ", 1)
    text = text.replace(f'id="{of}"', f'id="{name}"', 1)
    title = catalogue.CATALOGUE[of].title
    text = text.replace(f'title="{title}"', f'title="{title} (to decide)"', 1)
    # It has no earlier version, and stands in no profile yet.
    text = re.sub(r"\n    changes=\(\n.*?\n    \),", "", text, flags=re.DOTALL)
    text = text.replace("\n    core=True,", "")
    insert(root, file, node.end_lineno or 0, f"{text}\n")
    recount = recount_like(root, of, name)
    return f"""
{file} defines {name}, {recount} counts it again: both as {of} does. Left to decide:
* what it counts: a column of its unit (metrics/units/), never an `if` in a query
* its definition: title, question, sentence, brief, direction, caveats, gaming_risk, guard and the
  worked example; metrics/measure.py explains the fields
* its recount: a function of its own, what it needs, and a case worked by hand in
  tests/properties/oracle/
* on which page it stands beside Measure and Methods; core=True puts it into the profiles
* its rate in the made-up world, if that can be known: seed/synthetic/known_rates.py and `implied`
  of tests/made_up_rows.py
* a line in CHANGELOG.md
make test FILES="tests/unit/metrics tests/examples tests/properties/oracle tests/unit/docs"
"""


def declared_measures(root: Path) -> Iterator[tuple[str, ast.Assign, str]]:
    """The file, the statement and the id of each measure that is declared by itself."""
    for path in sorted((root / "metrics" / "definitions").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            match node:
                case ast.Assign(targets=[ast.Name()], value=ast.Call(keywords=given)):
                    for one in given:
                        if one.arg == "id" and isinstance(one.value, ast.Constant):
                            yield path.relative_to(root).as_posix(), node, str(one.value.value)


def recount_like(root: Path, like: str, name: str) -> str:
    """Count `name` again by what counts `like` again; the file in which both stand."""
    for path in sorted((root / "tests" / "oracle").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            match node:
                case ast.FunctionDef(name=facts, decorator_list=[*by]):
                    calls = [(call, facts) for call in by]
                case ast.Expr(ast.Call(call, [facts])):
                    calls = [(call, ast.unparse(facts))]
                case _:
                    continue
            for call, facts in calls:
                if f"recount('{like}'," in (said := ast.unparse(call)):
                    copy = f"{said.replace(repr(like), repr(name), 1)}({facts})"
                    file = path.relative_to(root).as_posix()
                    insert(root, file, node.end_lineno or 0, f"\n\n{copy}\n")
                    return file
    raise ValueError(f"[{like}] has no recount of its own: take another as --like.")


def new_source(root: Path, name: str) -> str:
    """A profile of a source with one column of cases."""
    write(
        root,
        f"seed/mapping/profiles/{name}.toml",
        SOURCE_PROFILE,
        name=name,
    )
    write(
        root,
        f"tests/unit/seed/mapping/test_{name}.py",
        SOURCE_TEST,
        name=name,
    )
    return f"""
seed/mapping/profiles/{name}.toml is the profile, shipped as [{name}]. Left to decide:
* its columns: `mapping new EXPORT --out NAME.toml` drafts them, docs/mapping.md explains them
* until `mapping check` and `import --mapping {name} --dry-run` refuse nothing; each warning that
  stays is explained in a comment, and one figure of each table is counted again from the file
* what the source lacks: `unfilled`, `[[rows.coverage]]`
* the figures known of it, in tests/published/, and the file with its PROVENANCE.md among the shared
  ones
make test FILES="tests/unit/seed/mapping tests/unit/docs tests/published"
"""


def new_rule(root: Path, table: str, name: str) -> str:
    """A warning about the rows of a table, in the module that has its rules or in `persons`."""
    known = {each.name: each for each in tables.RECORD_TABLES}
    if table not in known:
        raise ValueError(f"[{table}] is no table: {', '.join(known)}.")
    column = [*frames.frame_columns(known[table])][1]
    file = "schemas/rules.py"
    tree = ast.parse((root / file).read_text(encoding="utf-8"))
    # Behind what this function yields.
    line = next(
        node.end_lineno or 0
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name == "_law_rules"
    )
    values = {"table": table, "name": name, "column": column}
    insert(root, file, line, Template(RULE).substitute(values))
    write(
        root,
        f"tests/unit/schemas/rules/test_{table}_{name}.py",
        RULE_TEST,
        **values,
    )
    return f"""
{file} has the rule {table}.{name}. Left to decide:
* the condition `broken`, whose unknowns break nothing; the columns it looks at, the named one first
* what must be true (`meaning`), what was found (`found`) and what to do (`fix`)
* whether it is a warning or refuses the case (Severity.ERROR)
* tests/unit/schemas/rules/test_{table}_{name}.py: a row that breaks it and one that is sound; a
  short one may stand as a line of test_rules.py
* a submission that breaks it, in tests/battery/cases/
make test FILES="tests/unit/schemas/rules tests/unit/seed/gate tests/battery/items"
"""


if __name__ == "__main__":
    main(sys.argv[1:])
