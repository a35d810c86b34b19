"""Another system's export -> a submission of the record model, by a declarative profile."""

from seed.mapping import drafting, language, reading

__all__ = ["drafting", "language", "reading"]
