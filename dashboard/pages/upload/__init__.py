"""The page Add records."""
