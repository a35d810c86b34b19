"""The peers: the same numbers by DuckDB's own SQL, without a project around them."""
