"""The pages on which a transaction is filled in, one thing on each."""
