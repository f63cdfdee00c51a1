"""The part of the site map about syndics: cases and mandates, a company's portfolio, the counter's desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.policy import Role
from views.menu_parts import EVERYBODY, Group, Place
from views.menu_parts import ours as _ours
from views.menu_parts import EVERYBODY, MEMBERS, NOBODY, Group, Place

COUNTER = frozenset({Role.COUNTER})

SYNDIC_GROUPS: tuple[Group, ...] = (
    Group(
        _l("Syndics"),
        (
            _ours(
                "MandateCasePageScreen",
                EVERYBODY,
                EVERYBODY,
                "MandateCasePageScreen.new",
                _l("Register a syndic"),
                "plus",
            Place(
                "PortfolioScreen", MEMBERS, MEMBERS, "PortfolioScreen.list", _l("Portfolio"), "house", shared=True
            ),
            Place(
                "MandateScreen", EVERYBODY, NOBODY, "MandateScreen.list", _l("Mandates"), "register", shared=True
                "MandateCaseScreen",
                EVERYBODY,
                EVERYBODY,
                "MandateCaseScreen.list",
                _l("Cases about syndics"),
                "list",
            ),
            Place("MandateDeskScreen", COUNTER, COUNTER, "MandateDeskScreen.list", _l("Counter desk"), "check"),
        ),
    ),
)
# Screens without a place in the menu: other pages lead to them.
SYNDIC_UNLISTED: tuple[Place, ...] = ()
