"""The measures, one module per family of the catalogue, found by walking this package.

Every example is judged on 30 June 2026.
"""
