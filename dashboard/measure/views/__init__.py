"""What Measure draws."""
