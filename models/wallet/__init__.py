"""Wallets of organisations: what they hold, every transaction, and the lines it is booked in."""
