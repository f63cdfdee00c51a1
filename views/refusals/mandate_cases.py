"""Why a case about a mandate can't be begun, filled in, or given a file."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "syndics.case.government": _l(
        "You act for a local government, and a government is no syndic. Choose yourself, a syndic company or an"
        " association at the top of the page, and begin again."
    ),
    "syndics.case.sent_twice": _l(
        "This form was sent before, for somebody else you act for. Look in your cases; to begin another one, open"
        " the form again."
    ),
    "syndics.case.closed": _l(
        "This case can’t be changed now: it is with the business counter, or at its end. Its own page says where"
        " it stands."
    ),
    "syndics.case.association_stays": _l(
        "The association was handed in with this case and stays. For another association, begin another case."
    ),
    "syndics.case.days_stay": _l(
        "By these dates the last day was %(day)s, and you announced the case later: it counts as in time by the"
        " dates it had then. Check them; if they are right, withdraw this case and begin a new one."
    ),
    "syndics.case.far_away": _l(
        "Working days are known from %(first)s to %(last)s: the last day to submit can’t be told. Check the dates."
    ),
    "syndics.file.handed_in": _l(
        "The business counter got this file when the case was submitted, so it stays. Add a better one beside it."
    ),
}
