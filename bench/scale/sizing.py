"""The sizing table of the guide, made of what was measured."""

from collections.abc import Iterator, Sequence

from bench.scale.bringing_in import INTAKE, UNITS
from bench.scale.counting import ALL, FILTERED, PAGE
from bench.scale.places import POSTGRESQL
from bench.scale.rows import OURS, Row

BEGIN, END = "<!-- sizes -->\n", "<!-- end of sizes -->\n"
EMPTY = BEGIN + END
NAMES = {"duckdb": "file", POSTGRESQL: "PostgreSQL"}
HEAD = (
    "| cases | records | database | import | of which units and cells | memory at the most"
    " | on the disk | all figures | a filtered view | a page |"
)


def put_into(guide: str, rows: Sequence[Row]) -> str:
    """The guide with its table written anew. ValueError where its marks are missing."""
    before, begin, rest = guide.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the guide lacks {BEGIN.strip()} or {END.strip()}")
    return "".join((before, begin, *(f"{line}\n" for line in lines(rows)), end, after))


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """The table, a line for each size and database, and by which command it was measured."""
    yield HEAD
    yield "|" + "---|" * (HEAD.count("|") - 1)
    mine = [row for row in rows if row.way == OURS]
    for jurisdiction in dict.fromkeys((row.cases, row.database) for row in mine):
        yield _line({r.step: r for r in mine if (r.cases, r.database) == jurisdiction})
    sizes = ",".join(dict.fromkeys(str(row.cases) for row in mine))
    named = ",".join(dict.fromkeys(row.database for row in mine))
    yield ""
    command = f"python -m bench.scale --cases {sizes} --database {named} --out docs"
    yield f"Measured by `{command}`, on made-up records, each way in a process of its own."


def _line(of: dict[str, Row]) -> str:
    intake, units = of[INTAKE], of[UNITS]
    every = [*of.values()]
    memory = f"{_large(max(row.memory_mb for row in every))}"
    if (server := max(row.server_mb or 0 for row in every)) > 0:
        memory += f", server {_large(server)}"
    cells = (
        f"{intake.cases:,}",
        f"{intake.records or 0:,}",
        NAMES[intake.database],
        _long(intake.seconds + units.seconds),
        _long(units.seconds),
        memory,
        _large(units.disk_mb or 0),
        *(_long(of[step].seconds) for step in (ALL, FILTERED, PAGE)),
    )
    return f"| {' | '.join(cells)} |"


def _large(megabytes: int) -> str:
    return f"{megabytes / 1024:.1f} GB" if megabytes >= 1024 else f"{megabytes} MB"


def _long(seconds: float) -> str:
    if seconds >= 120:
        return f"{seconds / 60:.0f} min"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.2g} s"
