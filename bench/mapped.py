"""Import of a wide export through a mapping, against DuckDB reading and unpivoting the same file.

The export is a coding sheet: the federal defendants of the shared files, a hundred times, each with
his charges beside each other in groups of columns. Ours maps, types, checks every rule and stores
with provenance; the peer reads the file and makes the same two tables. Units and cells are on
neither side.
"""

import csv
import os
from collections import defaultdict
from pathlib import Path

import duckdb

from bench.importing import counting_nothing
from bench.ratio import Ratio, in_turns
from seed import batches
from seed.mapping import mapping_pipeline, parse_profile

LIMIT = 3.0
COPIES, GROUPS = 100, 16
SHARED = Path(os.environ.get("PROSECUTION_QUALITY_SHARED", Path(__file__).parents[2] / "shared"))
HTD = SHARED / "data" / "htd_federal_us_2000_2015"
CHARGE = {"Statute": "statute", "Counts": "counts", "Plea": "plea_guilty", "Trial": "trial_guilty"}
OWN = ("Case", "ID", "Sex", "Charged on", "Months")
EACH = ", ".join(
    f"({', '.join(f'{name}{n}' for name in CHARGE)}) AS '{n}'" for n in range(1, GROUPS + 1)
)
PROFILE = f'''\
[manifest]
jurisdiction = "USA"

[files.sheet]
file = "sheet.csv"

[files.persons]
select = """SELECT *, 'K' || "Case" AS case_no, 'D' || ID AS person FROM sheet"""

[files.cases]
select = "SELECT min(_row) AS _row, case_no FROM persons GROUP BY case_no"

[files.charges]
select = """
SELECT * FROM persons UNPIVOT INCLUDE NULLS ((statute, counts, plea, trial) FOR n IN ({EACH}))
"""

[tables.cases]
from = "cases"

[tables.cases.columns]
case_id = "case_no"
scope = {{ constant = "charged_as_trafficking" }}
charged = {{ constant = "yes" }}

[tables.suspects]
from = "persons"

[tables.suspects.columns]
case_id = "case_no"
person_id = "person"
kind = {{ constant = "natural" }}
charged = {{ constant = "yes" }}
sex = {{ source = "Sex", missing = "Unknown", codes = {{ Male = "male", Female = "female" }} }}
charged_on = {{ source = "Charged on", date = "YYYY-MM-DD" }}

[tables.charges]
from = "charges"
where = "statute IS NOT NULL"

[tables.charges.columns]
charge_id = {{ sql = "person || '-C' || n" }}
case_id = "case_no"
person_id = "person"
result = {{ sql = "CASE WHEN num(plea) > 0 OR num(trial) > 0 THEN 'convicted' ELSE 'unknown' END" }}

[tables.charges.columns.offence]
source = "statute"
codes = {{ like = {{ "^159[0145]$" = "trafficking", "." = "other" }} }}
'''


def write(file: Path) -> int:
    """The coding sheet; how many rows it has."""
    of_defendant = defaultdict(list)
    for charge in _rows("charges.csv"):
        of_defendant[charge["defendant_id"]].append(charge)
    defendants = _rows("defendants.csv")
    header = [*OWN, *(f"{name}{n}" for n in range(1, GROUPS + 1) for name in CHARGE)]
    with file.open("w", newline="", encoding="utf-8") as out:
        lines = csv.writer(out)
        lines.writerow(header)
        for copy in range(COPIES):
            for one in defendants:
                own = (one["gender"], one["charge_date"], one["total_months_sentenced"])
                charges = of_defendant[one["defendant_id"]][:GROUPS]
                cells = [charge[name] for charge in charges for name in CHARGE.values()]
                blank = [""] * (len(header) - len(OWN) - len(cells))
                ids = (f"{copy}x{one['case_id']}", f"{copy}x{one['defendant_id']}")
                lines.writerow([*ids, *own, *cells, *blank])
    return COPIES * len(defendants)


def _rows(name: str) -> list[dict[str, str]]:
    with (HTD / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def store(file: Path, url: str) -> None:
    """Map, check and store the sheet, without units and cells."""
    profile = parse_profile.parse_profile_text("sheet", PROFILE)
    [receipt] = batches.store(
        url,
        [mapping_pipeline.read_export(file, profile)],
        partial=batches.Partial.REFUSE,
        refresh=counting_nothing,
    )
    if receipt.status != "stored":
        raise AssertionError(f"The sheet was not stored: {receipt.findings[:3]}")


def unpivot_by_duckdb(file: Path, made: Path) -> None:
    made.unlink(missing_ok=True)
    members = ", ".join(
        f"({', '.join(f'{name}{n}' for name in CHARGE)}) AS '{n}'" for n in range(1, GROUPS + 1)
    )
    with duckdb.connect(str(made)) as connection:
        # Columns of a group must be of one type, and what is found of them is not.
        words = "read_csv($1, header = true, all_varchar = true)"
        connection.execute(f"CREATE TABLE sheet AS SELECT * FROM {words}", [str(file)])
        connection.execute(
            f"CREATE TABLE charges AS UNPIVOT sheet ON {members} INTO NAME n VALUE"
            f" {', '.join(CHARGE)}"
        )


def ratio(scratch: Path) -> Ratio | None:
    """None where the shared files are not there."""
    if not HTD.is_dir():
        return None
    file, ours = scratch / "sheet.csv", scratch / "mapped.duckdb"
    rows = write(file)

    def mine() -> None:
        for left in scratch.glob("mapped.duckdb*"):
            left.unlink()
        store(file, f"duckdb:///{ours}")

    times = in_turns(mine, lambda: unpivot_by_duckdb(file, scratch / "unpivoted.duckdb"))
    columns = len(OWN) + GROUPS * len(CHARGE)
    remark = f"{rows:,} rows of {columns} columns, {file.stat().st_size:,} bytes"
    return Ratio("Wide export through a mapping", *times, LIMIT, remark)
