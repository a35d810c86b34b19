"""What a record is: vocabulary, tables, rules, frames, findings, the database that holds them."""

# The front door: these modules, each loaded when it is first asked for.
__all__ = [
    "columns",
    "currencies",
    "dates",
    "errors",
    "findings",
    "frames",
    "personal_forms",
    "rules",
    "scopes",
    "store",
    "tables",
    "vocabulary",
]
