"""SELECTs that arrange the rows of an export, and expressions that decide on them, locked down."""
