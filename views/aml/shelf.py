"""The index of the lists that this process reads, as the roof handed it over."""

from __future__ import annotations

from flask import current_app

from app.aml.shelf import Shelf


def shelf() -> Shelf:
    found: Shelf = current_app.extensions["shelf"]
    return found
