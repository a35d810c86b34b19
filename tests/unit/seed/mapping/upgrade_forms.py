"""Mappings that use each key of the old form, and exports with blanks, odd words and thousands."""

import random
from pathlib import Path

import polars as pl

HEAD = """
[manifest]
jurisdiction = "XAA"
unfilled = "not_collected"
ids = "by_row"
[files.cases]
file = "cases.csv"
missing = ["?", "-"]
"""
CASES = """
[[tables]]
table = "cases"
from = "cases"
{rows}
[tables.columns]
case_id = {{ compose = "K{{row_number}}" }}
scope = {{ constant = "trafficking_elements" }}
{columns}
"""
PERSONS = """
[[tables]]
table = "suspects"
from = "{file}"
{rows}
[tables.columns]
case_id = {{ compose = "K{{row_number}}" }}
person_id = {{ compose = "{id}" }}
kind = {{ constant = "natural" }}
{columns}
"""
ALL = CASES.format(rows="", columns="")
CONDITIONS = [
    '{ word = "si" }',
    '{ word = ["si", "no"], court = { not = "K" } }',
    '[{ word = { blank = true } }, { court = { lacks = ["K", "L"] } }]',
    "{ amount = { above = 1000 }, age = { from = 17, to = 40 } }",
    "[{ amount = { below = 1000.5 } }, { years = { from = 24 } }]",
    '{ word = { like = ["(?i)^s[ií]", "o$"] }, court = { blank = false } }',
    '{ word = { contains = ["s", "o"], not = "no" } }',
]
FORMS = {
    "of": CASES.format(rows='of = "court"', columns=""),
    "picked": CASES.format(
        rows="",
        columns='opened_on = { pick = ["day", "day2"], date = ["DD/MM/YYYY", "YYYY"],'
        ' missing = "1999" }\n'
        'proceeds_estimate = { pick = ["amount", "amount"] }',
    ),
    "composed": PERSONS.format(
        file="cases", rows="", id="{court}-{row_number}[-{word}][/{age}:{label}]", columns=""
    )
    + ALL,
    "composed of what may all be blank": ALL
    + PERSONS.format(file="cases", rows="", id="[{court}][-{word}]", columns=""),
    "only if": CASES.format(
        rows="",
        columns='opened_on = { source = "day", date = ["DD/MM/YYYY", "YYYY"],'
        ' only_if = { word = "si" } }\n'
        'charged = { constant = "yes", only_if = { amount = { above = 10 } } }',
    ),
    "implied": CASES.format(rows='charged = "implied"', columns=""),
    "grouped": """
[[groups]]
from = "cases"
where = { word = { blank = false } }
of = "court"
[groups.columns]
case_id = { compose = "{court}[-{age}]-{row_number}" }
[[groups.tables]]
table = "cases"
where = [{ age = { below = 30 } }, { word = "si" }]
[groups.tables.columns]
scope = { constant = "trafficking_elements" }
[[groups.tables]]
table = "suspects"
[groups.tables.columns]
person_id = { compose = "P{row_number}" }
kind = { constant = "natural" }
""",
    "listed": ALL
    + """
[[tables]]
table = "links"
from = "cases"
person = "none"
where = { court = { blank = false } }
[tables.columns]
case_id = { compose = "K{row_number}" }
coded_from = { constant = "judgment" }
[tables.columns.link]
source = "acts"
split = [";", "/"]
codes = { r = "recruiter", t = "transporter", x = "" }
""",
} | {
    f"condition {n}": CASES.format(rows=f"where = {one}", columns="")
    for n, one in enumerate(CONDITIONS)
}


def export(folder: Path, seed: int) -> None:
    """Write a file with blanks, words in several spellings, and numbers with thousands."""
    draw = random.Random(seed)
    cells = {
        "court": ["K", "L", "M", "", "?"],
        "word": ["si", "sí", "SI", "no", "", "-", "quizás"],
        "age": ["0", "3", "17", "40", "", "x"],
        "amount": ["1234.50", "1000", "7", "", "1.5", "12,34", "many"],
        "years": ["1", "2", "2.5", "", "life"],
        "day": ["01/02/2020", "1/2/2020", "2020", "1999", "", "31/12/2021"],
        "sum": ["1,000", "20", "", "7.5", "999"],
        "said": ["SI", "", "no", "si", ""],
        "day2": ["05/06/2019", "", "2001"],
        "label": ["Ana Bó", "Li", "", "Zoë Ng"],
        "a1": ["17", "18", "9", ""],
        "p1": ["g", "", "n"],
        "a10": ["17", "", "9"],
        "p10": ["g", ""],
        "a2": ["19", "", ""],
        "p2": ["", "n"],
        "seized": ["", "5 CAD; 1,600 USD", "see file", "a car", "7 EUR and 8 EUR", "-5 CAD", "si"],
        "acts": ["r", "r;t", "t/r; x", "", "x", "r;;r"],
    }
    rows = [[draw.choice(words) for words in cells.values()] for _ in range(25)]
    pl.DataFrame(rows, schema=[*cells], orient="row").write_csv(folder / "cases.csv")
