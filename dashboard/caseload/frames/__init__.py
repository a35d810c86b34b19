"""What My caseload's tables are made of."""
