"""Make, protect, store and read releases: published sets of tables whose counts are rounded."""

# The public modules. Python loads each of them at its first import.
__all__ = [
    "archive",
    "figure_notes",
    "key",
    "plan",
    "publication",
    "reading",
    "release_memory",
    "return_file",
    "returns",
    "signing",
]
