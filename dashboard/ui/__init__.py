"""Parts that several pages draw: filters, cards, tables, downloads, and the frame of a page."""
