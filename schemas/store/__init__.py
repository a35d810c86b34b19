"""Where records live: the embedded file, PostgreSQL, keys, bookkeeping, frames in and out."""

# The front door: these modules, each loaded when it is first asked for.
__all__ = ["bookkeeping", "database", "trial_folder"]
