"""A question -> statements -> cells, histograms and stored answers -> rows."""
