"""Protected releases: plan, cells, rounding, display, refresh rule, gate, store."""

# The front door: these modules, each loaded when it is first asked for.
__all__ = [
    "copied",
    "corrected",
    "key",
    "making",
    "measured",
    "notes",
    "on_server",
    "plan",
    "reading",
    "row",
    "stored",
]
