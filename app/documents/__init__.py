"""Documents of every domain: kept, found, handed out, taken away. What a kind means is its domain's."""
