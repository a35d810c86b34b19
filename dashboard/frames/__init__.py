"""Prepare result rows for charts and tables: hide numbers by their status, and add texts."""
