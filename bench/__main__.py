"""Run every benchmark on one made-up world and print its ratios; CASES=N for another size."""

import os
import sys
import tempfile
from pathlib import Path

from bench import (
    every_measure,
    importing,
    mapped,
    measuring,
    memory,
    overview,
    publishing,
    reporting,
    sampling,
    unseen,
    uploading,
)
from bench.release import attacking, making, returning
from dashboard.cli import demo
from seed import synthetic

CASES = 100_000
SEED = 1
SAMPLE = 100
# Of these each of the twelve submissions has some 190,000 rows.
UPLOADED = 150_000
STEPS = (100, 10, 1)


def main() -> int:
    cases = int(os.environ.get("CASES", CASES))
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        submissions = _world(scratch / "submissions", cases)
        print(f"A made-up world of {cases:,} cases, seed {SEED}")
        ratios = [importing.ratio(submissions, scratch)]
        for bench in (measuring, every_measure, overview, reporting, publishing):
            ratios.append(bench.ratio(scratch / "ours.duckdb"))
        ratios.append(reporting.beside_weasyprint(scratch / "ours.duckdb"))
        uploads = _world(scratch / "uploads", UPLOADED)
        ratios.append(uploading.ratio(uploads, scratch))
        if (of_a_mapping := mapped.ratio(scratch)) is not None:
            ratios.append(of_a_mapping)
        ratios.append(attacking.ratio())
        for ratio in ratios:
            print(ratio, flush=True)
        print(f"The same on {cases // SAMPLE:,} cases, once each")
        print(*sampling.report(_world(scratch / "sample", cases // SAMPLE), scratch), sep="\n")
        print("A view not seen before, seconds of the processor and times an empty chart's")
        print(*unseen.report(scratch / "ours.duckdb"), sep="\n")
        print("Views in each language, seconds of the processor and times those in English")
        print(*unseen.by_language(scratch / "ours.duckdb"), sep="\n")
        print("The attack on a release, by what is known beside it, once each")
        print(*attacking.report(), sep="\n")
        print("A release of the whole plan, once")
        print(*making.report(scratch / "ours.duckdb"), sep="\n")
        print("A body with a hundred returns, once")
        demo.make_federation(scratch / "federation", cases=demo.FEDERATION_CASES, seed=SEED)
        print(*returning.report(scratch / "federation" / demo.RETURNS), sep="\n")
        print("Memory of an import, at its most")
        lines, fits = memory.report([cases // step for step in STEPS], scratch, SEED)
        print(*lines, sep="\n")
    return 0 if fits and all(ratio.holds for ratio in ratios) else 1


def _world(folder: Path, cases: int) -> Path:
    folder.mkdir()
    synthetic.write_submissions(folder, cases=cases, seed=SEED)
    return folder


if __name__ == "__main__":
    sys.exit(main())
