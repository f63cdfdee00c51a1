"""Monthly invoices, statements of statutory fees, credit notes: as values, as a file of Peppol, and on paper."""
