"""Read reference data: targets, events, wages, exchange rates, and figures published by others."""
