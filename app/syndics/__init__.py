"""Syndics of associations of co-owners: cases about their mandates, the counter, the register of mandates."""
