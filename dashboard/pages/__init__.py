"""The pages of the dashboard, each in a folder of its own."""
