"""Refusals about who owns an organisation, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.owners.capital_over_whole": _l(
        "Of “%(name)s” %(percent)s of the capital is held together, which is more than all of it."
        " Check the percentages."
    ),
    "aml.owners.votes_over_whole": _l(
        "Of “%(name)s” %(percent)s of the votes is held together, which is more than all of them."
        " Check the percentages."
    ),
    "aml.owners.closed_circle": _l(
        "These companies hold each other wholly, so that nobody outside owns any: %(names)s."
        " Check the percentages, or add who else holds a part."
    ),
    "aml.owners.not_positive": _l(
        "What “%(holder)s” holds of “%(held)s” is nothing. Fill in a percentage above 0 of capital or votes,"
        " or take the row away."
    ),
    "aml.owners.twice": _l("That “%(holder)s” holds a part of “%(held)s” stands here twice. Make one row of it."),
    "aml.owners.person_held": _l("“%(held)s” is a person, of whom nobody holds a part. Choose a company."),
    "aml.owners.unknown_holder": _l("“%(name)s” doesn't stand among the holders. Choose another one."),
    "aml.owners.holds_nothing": _l(
        "“%(name)s” holds, controls and manages nothing here. Fill in what they hold, how they control, or that"
        " they are senior management; or take them away."
    ),
    "aml.owners.no_contact": _l(
        "“%(name)s” isn't a contact of your office any more. Take them away, or add another."
    ),
    "aml.owners.not_added": _l(
        "You chose somebody who isn't among the holders yet. Press “Add this person as a holder”, or choose"
        " nobody."
    ),
    "aml.owners.company_not_added": _l(
        "This organisation isn't among the holders yet. Press “Add this organisation as a holder”, or empty its"
        " name."
    ),
    "aml.owners.no_name": _l("Fill in the name of each holder."),
    "aml.owners.key": _l("A holder stands here twice. Take one away."),
    "aml.owners.same_person": _l(
        "“%(name)s” stands here twice. Take one away and put all they hold under the other."
    ),
    "aml.owners.too_many": _l(
        "At most %(most)s holders and %(holdings)s holdings can be kept. Leave out who holds very little."
    ),
}
