"""What was measured, as rows of a small CSV that is kept in docs/."""

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

OURS = "ours"


@dataclass(frozen=True)
class Row:
    """One way of one step, at one size: seconds, and megabytes at the most.

    `times` is how many times as long ours takes. `server_mb` is the server's memory, shared parts
    once; `disk_mb` what the database takes then; `records` the rows of all submissions.
    """

    database: str
    cases: int
    step: str
    way: str
    seconds: float
    memory_mb: int
    times: float | None = None
    server_mb: int | None = None
    disk_mb: int | None = None
    records: int | None = None

    def __str__(self) -> str:
        beside = "" if self.times is None else f", ours {self.times:.2f} times that"
        of_server = "" if self.server_mb is None else f" and {self.server_mb:,} MB of the server"
        return (
            f"{self.cases:>9,} cases, {self.database}, {self.step}, {self.way}:"
            f" {self.seconds:.3f} s{beside}; {self.memory_mb:,} MB{of_server}"
        )


def write(file: Path, rows: Iterable[Row]) -> None:
    """Write the rows, blank where there is nothing to tell."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, [one.name for one in fields(Row)], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            told = asdict(row) | {"seconds": f"{row.seconds:.3f}"}
            writer.writerow(told | {"times": "" if row.times is None else f"{row.times:.2f}"})


def read(file: Path) -> list[Row]:
    """The rows of a file that `write` wrote."""
    with file.open(encoding="utf-8", newline="") as opened:
        return [_row(told) for told in csv.DictReader(opened)]


def _row(told: dict[str, str]) -> Row:
    wholes = {name: int(told[name]) if told[name] else None for name in WHOLES}
    return Row(
        told["database"],
        int(told["cases"]),
        told["step"],
        told["way"],
        float(told["seconds"]),
        int(told["memory_mb"]),
        float(told["times"]) if told["times"] else None,
        **wholes,
    )


WHOLES = ("server_mb", "disk_mb", "records")
