"""The editor of mappings: what was chosen so far, and how it is drawn."""
