"""Victims: how each was found, handled, assisted and paid."""
