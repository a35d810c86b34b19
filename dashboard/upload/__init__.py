"""The parts of the page Add records: steps of an upload, and the editor of mappings."""
