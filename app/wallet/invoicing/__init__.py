"""Monthly invoices, statements of statutory fees, credit notes: what they say, as a file of Peppol and on paper."""
