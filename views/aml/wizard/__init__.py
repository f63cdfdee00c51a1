"""The file of a contact, a page at a time."""
