"""Worked and published numbers beside the checkout, as the tests read them."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def checks(shared: Path) -> dict:
    """All vectors of `statistics-checks.json`."""
    return json.loads((shared / "reference" / "statistics-checks.json").read_text())


def rows(shared: Path, name: str) -> NDArray[np.floating]:
    """The rows of one vector, one column per number."""
    return np.array(checks(shared)[name]["rows"])
