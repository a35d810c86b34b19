"""What several pages show of one measure."""
