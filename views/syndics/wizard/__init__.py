"""The pages of a case about a mandate, one at a time."""
