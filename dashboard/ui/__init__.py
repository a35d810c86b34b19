"""Pieces that pages draw: filters, cards, tables, downloads, what stands around a page."""
