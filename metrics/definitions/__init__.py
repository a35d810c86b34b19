"""The measures, one module per family of the catalogue, found by walking this package."""
