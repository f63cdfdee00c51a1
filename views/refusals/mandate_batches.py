"""Refusals of acts on many mandates at once, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "syndics.batch.no_syndic": _l("A local government is no syndic. Choose the company that you act for first."),
    "syndics.batch.nothing_chosen": _l("Nothing is chosen. Choose a representative, or tick associations."),
    "syndics.batch.too_many": _l(
        "At most %(most)s associations in one go. Choose fewer, and do the rest after it."
    ),
    "syndics.batch.not_yours": _l(
        "Of one of these associations your company is no longer the syndic. Load the list anew and choose again."
    ),
    "syndics.batch.confirmed": _l("This was confirmed already, and stays as it is. Its page says how far it is."),
    "syndics.batch.last_one": _l("One association stays on the list. To do nothing at all, delete the draft."),
    "syndics.batch.no_decision": _l("Fill in when it was decided."),
    "syndics.batch.no_day": _l("Fill in from which day it holds."),
    "syndics.batch.not_said": _l("Say whether the decision names the new representative."),
    "syndics.batch.no_names": _l("Fill in the given names and the family name of the new representative."),
    "syndics.batch.no_number": _l(
        "Fill in the national or BIS number of the new representative, or say that there is none."
    ),
    "syndics.batch.no_email": _l("Fill in an e-mail address for questions."),
    "syndics.batch.nothing_to_do": _l(
        "Nothing of this can be submitted: each association below says why. Change it, or delete the draft."
    ),
    "syndics.batch.price_changed": _l(
        "What it costs isn’t what you saw: it is %(gross)s now. Look at it again, then confirm."
    ),
    "syndics.batch.underway": _l("It is being done already. This page says how far it is."),
    "syndics.batch.stopped": _l("Somebody stopped it. What waits can be gone on with."),
    "syndics.batch.made_already": _l("There is a case of this association already."),
    "syndics.batch.another_case": _l(
        "Another of its mandates is on this list already. One case at a time of an association: do this one after"
        " it."
    ),
    "syndics.batch.not_running": _l("On that day your company isn’t its syndic by this mandate."),
    "syndics.batch.nobody_there": _l("Nobody represents the company in this mandate on that day."),
}
