"""The pages that ask who an organisation is."""

from __future__ import annotations

from views.aml.wizard.page import Page
from views.aml.wizard.representative import RepresentativePage

ORGANISATION_PAGES: tuple[Page, ...] = (RepresentativePage(),)
