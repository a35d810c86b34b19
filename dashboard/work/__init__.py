"""Long work in child processes: begun, followed, cancelled, and what it does."""
