"""What My caseload draws."""
