"""The page Data & quality."""
