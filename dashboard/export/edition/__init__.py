"""A static edition: a jurisdiction's every measure as pages and files for any web space."""
