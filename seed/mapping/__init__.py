"""Another system's export -> a submission of the record model, by a declarative profile."""

# The front door: these modules, each loaded when it is first asked for.
__all__ = ["drafting", "language", "reading", "upgrading"]
