"""Incidents by their reference, and the problems people report."""
