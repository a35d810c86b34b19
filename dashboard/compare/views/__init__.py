"""What Compare draws."""
