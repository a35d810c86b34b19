"""Work of the page's children that kills itself at a named point."""

from dashboard.work import intake
from dashboard.work.child import Progress
from seed import batches
from tests.battery.importing import die_at


def undo(point: str, request: intake.Undoing, progress: Progress) -> batches.Undone:
    """What the page asks a child for, as a power cut leaves it."""
    die_at(point)
    return intake.undo(request, progress)
