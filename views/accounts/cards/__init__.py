"""Signing in with an identity card: by a browser's extension, at a desk, by certificate; what to do if not."""
