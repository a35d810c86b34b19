"""Find anew which counts are the same, or within others: `python -m tests.mining`, some minutes.

Who changes what is counted runs it; it writes `metrics/release/plans/laws.json`, beside the plans.
"""

import sys
import tempfile
from pathlib import Path

from metrics.release import relations
from tests.mining.definitions import write_laws
from tests.mining.finding import mined


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = mined(Path(folder))
    write_laws(found)
    sys.stdout.write(
        f"{len(found.laws)} laws, {len(found.likely)} that are likely and {len(found.adding_up)}"
        f" parts that add up, in {relations.FILE}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
