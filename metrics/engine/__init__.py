"""An engine beyond one machine: units and cells counted on a cluster, stored in the database."""

from metrics.engine.counting import count
from metrics.engine.ducklake import bring_back

__all__ = ["bring_back", "count"]
