"""How a contact can begin, besides by typing: read from an eID at this desk, from the business register, or many
from a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from views.accounts.cards.outcome import ways


@dataclass(frozen=True)
class WayIn:
    """A way to begin, and where it starts."""

    url: str
    icon: str
    label: Any
    hint: Any


def ways_in() -> list[WayIn]:
    """The ways that are open to this visitor."""
    found = []
    if reads_cards():
        url = url_for("ContactCardScreen.index")
        found.append(WayIn(url, "person", _l("Read an eID"), _l("A person whose card is here, without a PIN.")))
    hint = _l("An organisation, by its enterprise number or name.")
    url = url_for("ContactRegisterScreen.index")
    found.append(WayIn(url, "building", _l("From the business register"), hint))
    hint = _l("All contacts of your former program at once.")
    found.append(WayIn(url_for("ImportWizard.upload", kind="contacts"), "stack", _l("From a list"), hint))
    return found


def reads_cards() -> bool:
    """Whether a reader stands at the machine this visitor sits at; a browser can't read what a card tells."""
    return ways().desk_for(request.remote_addr or "") is not None
