"""Screens against laundering: an office's contacts, what looks like them on the lists, the lists themselves."""
