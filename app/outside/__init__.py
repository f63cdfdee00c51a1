"""The outside world: one Protocol per foreign system, and an honest stand-in where there is none."""
