"""Simulate an attacker on a release: linear programs over everything that is published."""

from metrics.release.attack.problem import (
    OUTSIDER,
    STICKY,
    Attacker,
    Contradiction,
    Exact,
    Published,
    Rule,
    Sum,
    Within,
)
from metrics.release.attack.solver import (
    FEW,
    PROVEN,
    already_known,
    bounds,
    cells_with_too_few_values,
    explain_disclosures,
)

__all__ = [
    "FEW",
    "OUTSIDER",
    "PROVEN",
    "STICKY",
    "Attacker",
    "Contradiction",
    "Exact",
    "Published",
    "Rule",
    "Sum",
    "Within",
    "already_known",
    "bounds",
    "cells_with_too_few_values",
    "explain_disclosures",
]
