"""Yearly questionnaires of other organisations, filled in from the records where possible."""
