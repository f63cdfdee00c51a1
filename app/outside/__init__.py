"""Foreign systems: for each one a Protocol, an honest stand-in that is embedded, and the real adapter."""
