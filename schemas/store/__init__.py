"""Where records live: the embedded file, PostgreSQL, keys, bookkeeping, frames; marks beside."""

# The front door: these modules, each loaded when it is first asked for.
__all__ = ["apart", "bookkeeping", "database", "finishing", "marks", "trial_folder"]
