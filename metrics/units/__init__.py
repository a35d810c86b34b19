"""The things counted, one row each; all joins live here."""
