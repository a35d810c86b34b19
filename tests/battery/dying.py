"""Work of the page's children that kills itself at a named point."""

from dashboard.jobs import upload_jobs
from dashboard.jobs.runner import Progress
from seed import batches
from tests.battery.importing import die_at


def undo(point: str, request: upload_jobs.UndoRequest, progress: Progress) -> batches.Undone:
    """What the page asks a child for, as a power cut leaves it."""
    die_at(point)
    return upload_jobs.undo(request, progress)
