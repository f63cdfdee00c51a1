"""The books of the house, for finance: its figures, revenue, trial balance, ledger for the accountant, VAT."""
