"""From sources to stored records: read, map and check submissions, store batches."""

# The front door: these modules, each loaded when it is first asked for.
__all__ = [
    "batches",
    "country_codes",
    "gate",
    "mapping",
    "pseudonymise_files",
    "pseudonyms",
    "published",
    "readers",
    "submission",
    "synthetic",
    "templates",
]
