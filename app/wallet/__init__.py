"""Money an organisation holds with us: the ledger, top-ups, what tools charge, receipts."""
