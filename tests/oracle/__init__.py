"""Every measure counted again in slow Python, from the catalogue and not from the SQL."""
