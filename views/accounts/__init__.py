"""Screens of accounts: the door, for whom one acts, persons, staff."""
