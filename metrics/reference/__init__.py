"""What counts are read with: targets, events, wages, rates of exchange, published figures."""
