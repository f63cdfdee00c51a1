"""Sanctions and PEP lists: fetched, read, kept in every version, and compared with the contacts."""
