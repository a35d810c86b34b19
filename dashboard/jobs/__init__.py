"""Long work in child processes: it is begun, followed and cancelled, and what it does."""
