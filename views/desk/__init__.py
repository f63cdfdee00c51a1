"""Above all domains: home, the audit trail."""
