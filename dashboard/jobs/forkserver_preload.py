"""Prepare the process from which child processes are forked. Only that process imports this."""

import os
import sys
from collections.abc import Mapping
from multiprocessing import spawn
from typing import Any

# Forking is only safe without running threads; NumPy would start some when imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
_prepare = spawn.prepare


def _prepare_without_main(data: Mapping[str, Any]) -> None:
    # The main module of a running page is the page itself. Children must not run it again.
    """Prepare a child process without running its parent's main module again."""
    _prepare({key: value for key, value in data.items() if not key.startswith("init_main")})


spawn.prepare = _prepare_without_main
if sys.platform == "linux":
    # This saves each child two seconds of imports. System libraries of macOS do not survive a fork,
    # so there each child imports for itself. SciPy's import alone would take a fifth of the time of
    # a small upload.
    import scipy.stats  # noqa: F401

    import dashboard.jobs.upload_jobs  # noqa: F401
