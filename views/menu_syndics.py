"""The part of the site map about syndics: cases and mandates, a company's portfolio, the counter's desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.policy import Role
from views.menu_parts import EVERYBODY, MEMBERS, NOBODY, Group, Place
from views.menu_parts import ours as _ours

COUNTER = frozenset({Role.COUNTER})

SYNDIC_GROUPS: tuple[Group, ...] = (
    Group(
        _l("Syndics"),
        (
            Place("MandateDeskScreen", COUNTER, COUNTER, "MandateDeskScreen.list", _l("Counter desk"), "check"),
            _ours(
                "NeedToFileScreen",
                EVERYBODY,
                NOBODY,
                "NeedToFileScreen.index",
                _l("Do I need to file?"),
                "question",
            ),
            _ours(
                "MandateCasePageScreen",
                EVERYBODY,
                EVERYBODY,
                "MandateCasePageScreen.new",
                _l("Register a syndic"),
                "plus",
            ),
            _ours(
                "MandateCaseScreen",
                EVERYBODY,
                EVERYBODY,
                "MandateCaseScreen.list",
                _l("Cases about syndics"),
                "list",
            ),
            _ours("PortfolioScreen", MEMBERS, MEMBERS, "PortfolioScreen.list", _l("Portfolio"), "house"),
            _ours("BatchScreen", MEMBERS, MEMBERS, "BatchScreen.list", _l("Many mandates at once"), "stack"),
            _ours("MandateScreen", EVERYBODY, NOBODY, "MandateScreen.list", _l("Who is syndic"), "register"),
            Place(
                "RegistrationFeeScreen",
                EVERYBODY,
                COUNTER,
                "RegistrationFeeScreen.list",
                _l("Registration fees"),
                "wallet",
                shared=True,
            ),
        ),
    ),
)
# Screens without a place in the menu: other pages lead to them.
SYNDIC_UNLISTED: tuple[Place, ...] = (
    _ours("MandateSubmitScreen", EVERYBODY, EVERYBODY),
    _ours("MandateTopUpScreen", EVERYBODY, EVERYBODY),
)
