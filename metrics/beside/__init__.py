"""What stands beside counts: targets, events, wages, rates of exchange, published figures."""
