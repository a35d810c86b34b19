"""Long work in child processes: how it is started, followed and cancelled, and the work itself."""
