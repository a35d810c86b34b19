"""What a record is: vocabulary, tables, rules, frames, findings, the database that holds them."""

# The front door: these modules, each loaded when it is first asked for.
__all__ = [
    "bookkeeping",
    "columns",
    "currencies",
    "database",
    "dates",
    "errors",
    "findings",
    "frames",
    "rules",
    "tables",
    "trial_folder",
    "vocabulary",
]
