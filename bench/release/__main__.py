"""Print the ratio, the attackers, and a release of the made-up world; CASES=N for another size."""

import os
import sys
import tempfile
from pathlib import Path

from bench.release import attacking, making
from dashboard.cli import demo

CASES, SEED = 100_000, 1


def main() -> int:
    ratio = attacking.ratio()
    print(ratio, flush=True)
    print("By what is known beside a release, once each")
    for line in attacking.report():
        print(line, flush=True)
    cases = int(os.environ.get("CASES", CASES))
    print(f"A release of the whole plan, of a made-up world of {cases:,} cases")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "world.duckdb"
        demo.store_demo_records(f"duckdb:///{file}", cases=cases, seed=SEED)
        print(*making.report(file), sep="\n", flush=True)
    return 0 if ratio.holds else 1


if __name__ == "__main__":
    sys.exit(main())
