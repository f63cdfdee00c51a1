"""Importing: the wizard, the register of imports and their rows."""
