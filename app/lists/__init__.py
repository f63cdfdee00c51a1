"""What people do with lists: views they save and share, what they take out, acts on many rows at once."""
