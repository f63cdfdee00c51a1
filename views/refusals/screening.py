"""Refusals about contacts and hits, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.access.not_open": _l("This tool isn't open to you now. You can look up why."),
    "aml.lists.being_prepared": _l(
        "The lists are being prepared, which takes a few minutes after a large load. Try again in a moment."
    ),
    "aml.contact.kind": _l("Say whether this contact is a person or an organisation."),
    "aml.contact.no_name": _l("Fill in a name."),
    "aml.contact.no_letter": _l("A name has at least one letter or figure. Check what you filled in."),
    "aml.contact.name_too_long": _l("A name has at most %(most)s characters. Shorten it."),
    "aml.contact.too_much": _l("At most %(most)s of each can be kept: names, dates, countries and numbers."),
    "aml.contact.birth_in_future": _l("This date is still to come. Check the year."),
    "aml.contact.birth_backwards": _l("The last day lies before the first one. Check both."),
    "aml.contact.birth_too_long_ago": _l("That is more than %(years)s years ago. Check the year."),
    "aml.contact.country": _l("This isn't a country. Choose one from the list."),
    "aml.contact.number_too_long": _l("A number has at most %(most)s characters. Check it."),
    "aml.contact.registered_already": _l("“%(name)s” has this number and is a contact of your office already."),
    "aml.contact.business_is_person": _l(
        "This enterprise is a person with a business of their own, and no organisation. Add the person as a"
        " contact."
    ),
    "aml.hit.reason_too_short": _l(
        "Say why in at least %(least)s characters: somebody may have to read it later."
    ),
    "aml.hit.reason_too_long": _l("A reason has at most %(most)s characters. Shorten it."),
    "aml.hit.not_current": _l(
        "This possible match no longer counts: the contact or the list changed since."
        " Look at the contact's record."
    ),
    "aml.hit.decided_already": _l("This was decided already. Take the decision back first if it was wrong."),
    "aml.hit.not_decided": _l("Nothing was decided yet that could be taken back."),
}
