"""The books of the house, for finance: its figures, revenue, the trial balance, the ledger for an accountant, VAT."""
