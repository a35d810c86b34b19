"""What Overview's charts and tables are made of."""
