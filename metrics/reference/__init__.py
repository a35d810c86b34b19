"""Reference data for reading counts: targets, events, wages, exchange and published figures."""
