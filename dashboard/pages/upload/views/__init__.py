"""The steps of the page Add records."""
