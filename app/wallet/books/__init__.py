"""The books of the house, for finance: figures, revenue, trial balance, the ledger for an accountant, VAT."""
