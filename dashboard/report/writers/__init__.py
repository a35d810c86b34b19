"""The formats of a report: each writes the same content, and makes up nothing."""
