"""Store records in a DuckDB file or on PostgreSQL, with bookkeeping, marks and an audit log."""

# The public modules. Python loads each of them at its first import.
__all__ = [
    "atomic_write",
    "audit",
    "bookkeeping",
    "database",
    "database_copy",
    "ddl",
    "not_applicable_steps",
    "row_scope",
    "scratch_dir",
    "server",
]
