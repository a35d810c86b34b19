"""The page Victims & remedies."""
