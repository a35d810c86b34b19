"""Run every benchmark on one made-up world and print its ratios; CASES=N for another size."""

import os
import sys
import tempfile
from pathlib import Path

from bench import importing, measuring, overview
from seed import records

CASES = 100_000
SEED = 1


def main() -> int:
    cases = int(os.environ.get("CASES", CASES))
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        submissions = scratch / "submissions"
        submissions.mkdir()
        records.write(submissions, cases=cases, seed=SEED)
        print(f"A made-up world of {cases:,} cases, seed {SEED}")
        ratios = [importing.ratio(submissions, scratch)]
        for bench in (measuring, overview):
            ratios.append(bench.ratio(scratch / "ours.duckdb"))
        for ratio in ratios:
            print(ratio, flush=True)
    return 0 if all(ratio.holds for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
