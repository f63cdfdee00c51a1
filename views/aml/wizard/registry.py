"""Every page of a contact's file, by its name."""

from __future__ import annotations

from app.aml.pages import PageName
from views.aml.wizard.dealing import DEALING_PAGES
from views.aml.wizard.file_pages import FILE_PAGES
from views.aml.wizard.organisation import ORGANISATION_PAGES
from views.aml.wizard.page import Page
from views.aml.wizard.person import PERSON_PAGES
from views.aml.wizard.result import RESULT_PAGES

PAGES: dict[PageName, Page] = {
    page.name: page for page in (*PERSON_PAGES, *ORGANISATION_PAGES, *DEALING_PAGES, *FILE_PAGES, *RESULT_PAGES)
}
