"""Screens of the wallet: balance and transactions, topping up, limits, what finance sees."""
