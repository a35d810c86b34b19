"""Questionnaires that others send every year, filled from the records as far as they go."""
