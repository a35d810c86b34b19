"""`python -m tests.compare_checkouts BEFORE AFTER` compares what two checkouts say.

Each of the two is a folder or a commit of this repository. Both import the same frozen records
(`frozen/`) by their own command line. Then all that they print, write and show is compared: see
`collect.py` for the questions and `differences.py` for what is not compared. Each difference is
listed with the reason that `expected.toml` gives. The exit code is 1 if one has no reason.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.compare_checkouts import differences

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SIDES = ("before", "after")
# Longest first, so that no core waits for the last one. `:1:4` is the second of four shares.
QUICK = (("demo", "quick"),)
FULL = (
    ("demo", "release"),
    ("demo", "edition"),
    ("demo", "reports"),
    *((world, "measures") for world in ("demo", "random-1", "random-2")),
    ("random-1", "reports"),
    ("random-2", "edition"),
)
# These ask for the measures that the command line has printed before.
PAGES = (
    *(("demo", f"pages:{number}:2") for number in range(2)),
    *((world, f"pages:{number}:2") for world in ("random-1", "random-2") for number in range(2)),
)
MOST_PRINTED = 60

Job = tuple[str, str, str]


def main() -> int:
    parser = argparse.ArgumentParser(prog="compare_checkouts", description=__doc__)
    parser.add_argument("before", help="a folder or a commit")
    parser.add_argument("after", help="a folder or a commit", nargs="?", default=str(ROOT))
    parser.add_argument("--quick", action="store_true", help="a sample, in about two minutes")
    parser.add_argument("--expected", type=Path, default=HERE / "expected.toml")
    parser.add_argument("--keep", type=Path, help="leave all answers and the list in this folder")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    if given.keep and given.keep.exists() and any(given.keep.iterdir()):
        parser.error(f"[{given.keep}] holds something already: name a new or empty folder.")
    reasons = differences.read_reasons(given.expected)
    with ExitStack() as closing:
        home = given.keep or Path(closing.enter_context(tempfile.TemporaryDirectory()))
        home = home.resolve()
        home.mkdir(parents=True, exist_ok=True)
        checkouts = [closing.enter_context(checkout(one)) for one in (given.before, given.after)]
        collect(home, dict(zip(SIDES, checkouts, strict=True)), given.quick, given.jobs)
        found = list(differences.compare(home / SIDES[0], home / SIDES[1]))
    listed = list(differences.listed(found, reasons))
    if given.keep:
        (home / "differences.txt").write_text("\n".join(listed) + "\n", encoding="utf-8")
    say("\n".join(listed[:MOST_PRINTED]))
    if len(listed) > MOST_PRINTED:
        say(f"... and {len(listed) - MOST_PRINTED} lines more: --keep FOLDER writes all.")
    unexplained = sum(differences.reason_for(one, reasons) is None for one in found)
    say(f"{len(found)} differences, {unexplained} of them without a reason.")
    return int(unexplained > 0)


@contextmanager
def checkout(named: str) -> Iterator[Path]:
    """The folder, or a worktree of the commit for as long as it is needed."""
    if (Path(named) / "streamlit_app.py").is_file():
        yield Path(named).resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder).resolve() / "checkout"
        git = ("git", "-C", str(ROOT), "worktree")
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), named], check=True)
        try:
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


def collect(home: Path, checkouts: dict[str, Path], quick: bool, at_once: int) -> None:
    """Fill the databases of both sides, then ask all questions, several at once."""
    parts = QUICK if quick else FULL
    worlds = dict.fromkeys(world for world, _ in parts)
    for stage in ([(world, "import") for world in worlds], parts, () if quick else PAGES):
        jobs = [(side, world, part) for world, part in stage for side in SIDES]
        began = time.monotonic()
        with ThreadPoolExecutor(at_once) as pool:
            runs = {pool.submit(run, home, checkouts[job[0]], job): job for job in jobs}
            for count, done in enumerate(as_completed(runs), start=1):
                if done.exception():
                    pool.shutdown(cancel_futures=True)
                done.result()
                took = time.monotonic() - began
                say(f"{count} of {len(jobs)}: {' '.join(runs[done])} ({took:.0f} s)")


def run(home: Path, tree: Path, job: Job) -> None:
    """Ask one part of the questions, in a process with the checkout's code."""
    side, world, part = job
    records = home / f"{side}.{world}.records"
    records.mkdir(exist_ok=True)
    own = tree / ".venv" / "bin" / "python"
    python = str(own) if own.exists() else sys.executable
    asked = [python, str(HERE / "collect.py"), tree, world, part, records, home / side]
    environment = {
        name: value for name, value in os.environ.items() if "PROSECUTION_QUALITY" not in name
    }
    ended = subprocess.run(asked, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        sys.exit(f"{' '.join(job)} failed:\n{ended.stdout[-2000:]}{ended.stderr[-4000:]}")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
