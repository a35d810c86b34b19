"""The page The money."""
