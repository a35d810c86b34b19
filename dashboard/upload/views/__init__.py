"""What Add records draws."""
