"""Protected releases: plan, exact counts, rounding, attack, gate, publication, archive, reading."""

# The front door: these modules, each loaded when it is first asked for.
__all__ = [
    "archive",
    "copies",
    "key",
    "notes",
    "plan",
    "publication",
    "reading",
]
