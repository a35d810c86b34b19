"""Awards of compensation, an order against several persons once."""
