"""The editor of mappings: its state, and the widgets that draw it."""
