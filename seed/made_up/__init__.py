"""A world with known true rates, and its records."""

# The front door: these modules, each loaded when it is first asked for.
__all__ = ["records", "world"]
