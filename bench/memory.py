"""The most memory of an import with its units, in a process of its own, as records grow tenfold."""

import resource
import subprocess
import sys
from pathlib import Path

import metrics
from bench.importing import read_by_duckdb, store, typed_columns
from seed import synthetic

# Of the largest size, in megabytes.
LIMIT = 2_000
# What Linux knows of this program alone; the usage of a child begins with its parent's.
OF_THIS_PROGRAM = Path("/proc/self/status")
PEAK = "VmHWM:"
FORGET, THE_PEAK = Path("/proc/self/clear_refs"), "5"
KILOBYTES, BYTES = 1 << 10, 1 << 20


def report(sizes: list[int], scratch: Path, seed: int) -> tuple[list[str], bool]:
    """A line for each number of cases: ours, DuckDB's unchecked read; whether the limit holds."""
    lines, largest = [], 0
    for cases in sizes:
        folder = scratch / f"memory-{cases}"
        folder.mkdir()
        synthetic.write_submissions(folder, cases=cases, seed=seed)
        largest, peer = (_peak(how, folder, scratch) for how in ("ours", "peer"))
        lines.append(f"  {cases:,} cases: {largest:,} MB; DuckDB's unchecked read {peer:,} MB")
    verdict = "within" if largest <= LIMIT else "OVER"
    return [*lines, f"  {verdict} the limit of {LIMIT:,} MB"], largest <= LIMIT


def in_own_process(module: str, *arguments: object) -> str:
    """What a module of the benchmark prints. Memory that another step took does not count there."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _peak(how: str, folder: Path, scratch: Path) -> int:
    return int(in_own_process("bench.memory", how, folder, scratch))


def main(how: str, folder: Path, scratch: Path) -> None:
    """Read the submissions in the folder one way, and print the peak of this process in MB."""
    file = scratch / f"memory-{how}.duckdb"
    file.unlink(missing_ok=True)
    if how == "ours":
        store(folder, f"duckdb:///{file}", metrics.refresh)
    else:
        read_by_duckdb(file, typed_columns(folder))
    file.unlink()
    print(most_megabytes())


def begin_anew() -> None:
    """Forget what this process held before, where the system can."""
    if OF_THIS_PROGRAM.is_file():
        FORGET.write_text(THE_PEAK)


def most_megabytes() -> int:
    """The most memory that this process held so far, or since it began anew."""
    if not OF_THIS_PROGRAM.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // BYTES
    [line] = (line for line in OF_THIS_PROGRAM.read_text().splitlines() if line.startswith(PEAK))
    return int(line.split()[1]) // KILOBYTES


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))
