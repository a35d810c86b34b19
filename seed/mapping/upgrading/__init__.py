"""Mappings of the old form, rewritten in SQL."""

from seed.mapping.upgrading.upgrade import Note, Upgraded, is_old, upgraded

__all__ = ["Note", "Upgraded", "is_old", "upgraded"]
