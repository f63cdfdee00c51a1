"""The pages that ask who an organisation is."""

from __future__ import annotations

from views.aml.wizard.company import CompanyPage
from views.aml.wizard.directors import DirectorsPage
from views.aml.wizard.listing import ListingPage
from views.aml.wizard.owners import OwnersPage
from views.aml.wizard.page import Page
from views.aml.wizard.register import RegisterPage
from views.aml.wizard.representative import RepresentativePage
from views.aml.wizard.seat import SeatPage

ORGANISATION_PAGES: tuple[Page, ...] = (
    CompanyPage(),
    SeatPage(),
    DirectorsPage(),
    RepresentativePage(),
    OwnersPage(),
    RegisterPage(),
    ListingPage(),
)
