"""What Overview draws."""
