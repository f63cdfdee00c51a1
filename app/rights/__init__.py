"""Tools, kinds of right, and the rights granted on a relation."""
