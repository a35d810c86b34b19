"""Cost against size: each step of the way, beside its peers, as the records grow; one run."""
