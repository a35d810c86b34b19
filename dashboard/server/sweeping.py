"""Sweeps up what killed processes have left in the temporary folder, while the server runs."""

from dashboard.later import later
from dashboard.server import downloads
from dashboard.server.signing import sessions
from dashboard.work import intake_files, jobs
from schemas.store import trial_folder

SECONDS_BETWEEN = 600


def sweep() -> None:
    """Remove uploads and other folders that no process holds, and sessions that are over."""
    sessions.HERE.end_passed()
    downloads.HERE.write()
    intake_files.sweep()
    jobs.sweep()
    trial_folder.remove_left()


def keep_sweeping() -> None:
    """Sweep now, and again every ten minutes as long as this process lives."""
    sweep()
    later(SECONDS_BETWEEN, keep_sweeping)
