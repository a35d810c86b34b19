"""The load: `python -m bench.load [--quick]`; on this computer alone, and for so many minutes."""

import sys
import tempfile
from argparse import ArgumentDefaultsHelpFormatter, ArgumentParser
from pathlib import Path

from bench.load import long_stay, open_pages, turns
from bench.load.world import World

# At a quick look everything is tried, and nothing is measured well.
QUICK = {"cases": 2_000, "busy": 5, "thinking": 10, "minutes": 0.5, "turn": 4, "resting": 20}


def main() -> int:
    asked = ArgumentParser(description=__doc__, formatter_class=ArgumentDefaultsHelpFormatter)
    asked.add_argument("--busy", type=int, default=20, help="people who look without pause")
    asked.add_argument(
        "--thinking", type=int, default=50, help="people who think 5 s between looks"
    )
    asked.add_argument("--minutes", type=float, default=10, help="how long the latter stay")
    asked.add_argument(
        "--processes", type=int, default=1, help="processes that serve, of each side"
    )
    asked.add_argument("--resting", type=int, default=180, help="open pages that nobody looks at")
    asked.add_argument("--cases", type=int, default=20_000, help="size of the made-up world")
    asked.add_argument("--turn", type=int, default=20, help="seconds of each turn beside the peer")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--quick", action="store_true", help=f"all of it in two minutes: {QUICK}")
    how = asked.parse_args()
    if how.quick:
        vars(how).update(QUICK)
    with tempfile.TemporaryDirectory() as folder:
        world = World.made(Path(folder), cases=how.cases, seed=how.seed)
        print(
            f"A made-up world of {how.cases:,} cases, seed {how.seed}; processes: {how.processes}"
        )
        crowds = ((how.busy, 0.0), (how.thinking, turns.THINKING))
        beside = [turns.Turn(people, thinks, how.turn, how.seed) for people, thinks in crowds]
        holds = turns.report(world, how.processes, beside)
        stay = long_stay.Stay(how.thinking, how.minutes, how.processes, how.seed)
        holds &= long_stay.report(world, stay)
        open_pages.report(world, how.resting, how.seed)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
