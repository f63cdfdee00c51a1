"""Sentences for programs that ask us, and for who makes them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "api.parameter.unknown": _l("This address knows no such parameter. Leave it out, or look how it is written."),
    "api.parameter.twice": _l("This parameter comes more than once. Send it once."),
    "api.parameter.missing": _l("This parameter is needed. Send it."),
    "api.parameter.unreadable": _l("This isn't written as the description of the address says."),
    "api.body.unreadable": _l("Send one JSON object, as the description of the address says."),
    "rights.api.key_needed": _l("Send a key of your own along, of 1 to 255 letters, digits and signs."),
    "rights.api.another_request": _l("This key was used for another request already. Take a new one."),
    "rights.integration.no_name": _l("Fill in a name of at most 100 characters."),
    "rights.integration.no_scope": _l("Choose what the token is good for."),
    "rights.integration.last_day": _l("Choose a last day from today on, %(latest)s at the latest."),
}
