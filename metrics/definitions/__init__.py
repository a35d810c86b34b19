"""Define the measures, in one or more modules per family. The catalogue imports all modules here.

The reference date of every worked example is 30 June 2026.
"""
