"""What of a rounded count is told: each printed number is a function of what is shown."""
