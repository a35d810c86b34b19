"""Prepare results for charts and tables: hide numbers by status, and add texts."""
