"""The part of the site map about syndics: cases and mandates, a company's portfolio, the counter's desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.policy import Role
from views.menu_parts import EVERYBODY, MEMBERS, Group, Place
from views.menu_parts import ours as _ours

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
            ),
            _ours("BatchScreen", MEMBERS, MEMBERS, "BatchScreen.list", _l("Many mandates at once"), "stack"),
        ),
    ),
)
# Screens without a place in the menu: other pages lead to them.
SYNDIC_UNLISTED: tuple[Place, ...] = ()
