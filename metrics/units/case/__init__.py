"""The cases: what was charged, found, frozen and decided in each."""
