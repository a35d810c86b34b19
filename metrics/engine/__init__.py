"""An engine beyond one machine: units and cells counted on a cluster, stored in the database."""

from metrics.engine.counting import count

__all__ = ["count"]
