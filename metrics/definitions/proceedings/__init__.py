"""What becomes of proceedings: stages, outcomes, their time, and whether courts keep up."""
