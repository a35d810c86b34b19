"""What the page Report draws."""
