"""Where records live: the embedded file, PostgreSQL, bookkeeping, frames; marks, audit log."""

# The front door: these modules, each loaded when it is first asked for.
__all__ = [
    "apart",
    "audit",
    "bookkeeping",
    "copying",
    "database",
    "derived",
    "finishing",
    "hidden",
    "marks",
    "server",
    "signed_scopes",
    "trial_folder",
    "upgrading",
]
