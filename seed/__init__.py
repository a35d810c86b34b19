"""Where records come from: submissions read, mapped and checked, batches stored, made-up worlds."""

# The front door: these modules, each loaded when it is first asked for.
__all__ = [
    "batches",
    "country_codes",
    "gate",
    "mapping",
    "pseudonym_files",
    "pseudonyms",
    "published",
    "readers",
    "submission",
    "synthetic",
    "templates",
]
