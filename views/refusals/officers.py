"""Refusals about AML officers and who stands in for them, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.officer.last": _l(
        "This is the last AML officer of the office, and something still waits for the AML officer. Name another"
        " officer first, or have what waits decided."
    ),
    "aml.officer.is_one": _l("You are AML officer already."),
    "aml.officer.is_none": _l("%(name)s isn’t AML officer: look who is."),
    "aml.officer.asked_already": _l("You asked this already. A manager still has to answer: talk to one."),
    "aml.officer.decided": _l("Another manager answered this meanwhile. Look what came of it."),
    "aml.officer.left": _l("Whoever asked this no longer works here. There is nothing left to decide."),
    "aml.officer.not_registered": _l(
        "Your office hasn’t registered the tool against laundering. A manager does that first, under Tools."
    ),
    "aml.officer.no_card": _l(
        "%(name)s hasn’t linked an eID yet. It is linked under Keys; after that it can be done."
    ),
    "aml.officer.lacks": _l(
        "%(name)s can’t be AML officer: an accreditation by one of these is missing: %(registers)s. Does the"
        " register name him or her wrongly? Ask the register."
    ),
    "aml.officer.declare": _l("Fill this in: a supervisor reads it."),
    "aml.officer.declared_too_long": _l("A text has at most %(most)s characters. Shorten it."),
    "aml.officer.license_missing": _l(
        "Fill in your BIV/IPI number: an AML officer has to be an estate agent here."
    ),
    "aml.officer.license_form": _l("A BIV/IPI number has six digits, for example 500.101."),
    "aml.officer.license_unknown": _l(
        "The institute of estate agents doesn’t name you with this number today. Check it; My accreditations shows"
        " what it says of you."
    ),
    "aml.deputy.no_officer": _l("%(name)s isn’t AML officer, so nobody can stand in. Look who is."),
    "aml.deputy.himself": _l("Choose somebody else: nobody stands in for himself or herself."),
    "aml.deputy.is_officer": _l("%(name)s is AML officer already. Choose somebody who isn’t."),
    "aml.deputy.no_user": _l(
        "%(name)s doesn’t use the tool against laundering. A manager sets that first, or choose somebody else."
    ),
    "aml.deputy.past": _l("The first day is today (%(today)s) or later."),
    "aml.deputy.end_before_begin": _l("The last day comes before the first. Check both."),
    "aml.deputy.too_long": _l(
        "Somebody stands in for at most %(most)s days. For a longer absence another colleague becomes AML officer."
    ),
    "aml.deputy.overlap": _l(
        "Somebody stands in on one of these days already. Choose other days, or end that one first."
    ),
    "aml.deputy.over": _l("This is over already: nothing is left to end."),
}
