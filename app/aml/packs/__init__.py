"""Packs: one zip that answers the supervisor, or holds all files of an office; with a list by which anybody can
tell whether it is as it was made."""
