"""The pages of a file that come after who the contact is, before the result."""

from __future__ import annotations

from views.aml.wizard.evidence import EvidencePage
from views.aml.wizard.matches import ListsPage
from views.aml.wizard.page import Page
from views.aml.wizard.questions import QuestionsPage

FILE_PAGES: tuple[Page, ...] = (EvidencePage(), ListsPage(), QuestionsPage())
