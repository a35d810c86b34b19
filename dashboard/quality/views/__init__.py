"""What Data & quality draws."""
