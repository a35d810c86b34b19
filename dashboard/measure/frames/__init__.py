"""What Measure's charts and tables are made of."""
