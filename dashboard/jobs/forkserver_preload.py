"""Loaded once by the process that children are forked from, and by nothing else."""

import os
import sys
from collections.abc import Mapping
from multiprocessing import spawn
from typing import Any

# A process is only forked safely without threads at work: NumPy would start its own at import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
_prepare = spawn.prepare


def _prepare_without_main(data: Mapping[str, Any]) -> None:
    # The main module of a running page is the page itself: no child may run it again.
    _prepare({key: value for key, value in data.items() if not key.startswith("init_main")})


spawn.prepare = _prepare_without_main
if sys.platform == "linux":
    # Two seconds of imports that no child waits for. The frameworks of macOS do not outlive a fork,
    # so there each child imports for itself.
    # Loaded by what first counts intervals: in each child, of a small upload a fifth of the time.
    import scipy.stats  # noqa: F401

    import dashboard.jobs.upload_jobs  # noqa: F401
