"""Where records live: the embedded file, PostgreSQL, bookkeeping, frames; marks, audit log."""

# The front door: these modules, each loaded when it is first asked for.
__all__ = [
    "atomic_write",
    "audit",
    "bookkeeping",
    "database",
    "database_copy",
    "ddl",
    "marks",
    "row_scope",
    "scratch_dir",
    "server",
]
