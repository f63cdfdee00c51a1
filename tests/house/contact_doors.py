"""Doors of an office against laundering: its contacts, what looks like them on the lists, a name to try."""

from __future__ import annotations

from app.aml.pages import PageName
from tests.house.doors import AML, Route, Scope, get, post, register
from views.aml.wizard.registry import PAGES

# The pages of a file that only an organisation has; the others are asked of a person.
_OF_COMPANIES = ("company", "seat", "directors", "representative", "owners", "register", "listing")
_PAGES = {str(page): "company_contact" if page in _OF_COMPANIES else "contact" for page in PageName}


def _page(page: str, kind: str) -> tuple[Route, Route]:
    """Both doors of a page; one that nobody made yet isn't there."""
    path, there = f"/contact-file/{page}/<int:pk>", PageName(page) in PAGES
    return (
        get(path, AML, Scope.ORGANISATION, kind, answers=200 if there else 404),
        post(path, AML, Scope.ORGANISATION, kind, answers=422 if there else 404),
    )


OF_CONTACTS: tuple[Route, ...] = (
    *register("/contacts", AML, Scope.ORGANISATION, "contact"),
    get("/contacts/add", AML, Scope.ORGANISATION),
    post("/contacts/add", AML, Scope.ORGANISATION),
    get("/contact-file/<int:pk>", AML, Scope.ORGANISATION, "contact", answers=302),  # on where one stopped
    *(door for page, kind in _PAGES.items() for door in _page(page, kind)),
    # Shows the card in the reader, and keeps nothing of it unless that is asked.
    get("/contact-card/", AML, Scope.ORGANISATION),
    post("/contact-card/", AML, Scope.ORGANISATION, answers=200),
    get("/contact-card/<int:pk>", AML, Scope.ORGANISATION, "contact"),
    post("/contact-card/<int:pk>", AML, Scope.ORGANISATION, "contact", answers=200),
    *register("/hits", AML, Scope.ORGANISATION, "hit"),
    *(
        door(f"/hits/{act}/<int:pk>", AML, Scope.ORGANISATION, kind)
        for act, kind in (("clear", "hit"), ("confirm", "hit"), ("open-again", "cleared_hit"))
        for door in (get, post)
    ),
    get("/try-a-name/", AML, Scope.NONE),
    post("/try-a-name/", AML, Scope.NONE),
)
