"""What changed for counts and sums of which nothing is known."""

from datetime import date

from metrics.measure import Change

NONE_KNOWN = (
    Change(
        "2",
        date(2026, 11, 28),
        "Where none is known and of some it is unknown, there is no number, and no 0",
        recounted=True,
    ),
)
FEW_AMOUNTS_KNOWN = (
    Change(
        "2",
        date(2026, 11, 28),
        "Says of how many the amount is known, and is not told where that is under seven in ten",
        recounted=True,
    ),
)


def not_recorded(version: str, where: str) -> Change:
    """The change that what a no rests on must be collected."""
    return Change(version, date(2026, 11, 30), f"Not recorded where {where}", recounted=True)
