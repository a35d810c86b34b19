"""The page My caseload."""
