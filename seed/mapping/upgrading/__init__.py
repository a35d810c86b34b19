"""Mappings of the old form, rewritten in SQL."""

from seed.mapping.upgrading.upgrade import Note, Upgraded, find_old_keys, upgrade

__all__ = ["Note", "Upgraded", "find_old_keys", "upgrade"]
