"""Vigilance: rules that are data, what is told of a file, and the level that follows. Pure."""
