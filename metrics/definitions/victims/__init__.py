"""Victims identified, protected, assisted and heard."""
