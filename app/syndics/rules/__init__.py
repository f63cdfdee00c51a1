"""What the law asks of a mandate: pure decisions about what was told, each in a file of its own."""
