"""What Data & quality's tables are made of."""
