"""Screens of rights: the granted ones, granting, the catalogue of tools and kinds."""
