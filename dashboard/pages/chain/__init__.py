"""The page The chain."""
