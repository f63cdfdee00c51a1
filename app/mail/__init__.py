"""Letters on their way: the outbox, what goes out, what comes back."""
