"""Against laundering: who a contact is, whether a list names him, what vigilance he asks."""
