"""What is counted once of a state of the records, and then answers every choice of years."""

from metrics.counting.held.answering import Held, held

__all__ = ["Held", "held"]
