"""Persons in cases, charged or not: what became of each."""
