"""The attacker that each release is tried against: linear programs over all that is published."""

from metrics.release.attack.bounding import already_known, bounds
from metrics.release.attack.declared import (
    OUTSIDER,
    STICKY,
    Attacker,
    Exact,
    Published,
    Rule,
    Sum,
    Within,
)
from metrics.release.attack.narrowing import Contradiction
from metrics.release.attack.reasons import reasons, rule_of
from metrics.release.attack.verdict import FEW, PROVEN, breaches

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
    "breaches",
    "reasons",
    "rule_of",
]
