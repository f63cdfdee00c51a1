"""Why a case can't be answered, withdrawn or written about."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "syndics.answer.not_asked": _l(
        "No question waits for you in this case any more. Look at the case to see how it stands."
    ),
    "syndics.answer.nothing": _l(
        "There is nothing to answer with yet: change what was asked, add a file, or write an answer here."
    ),
    "syndics.case.ended": _l("This case is at its end already: nothing changes in it any more."),
    "syndics.message.empty": _l("Write your message first."),
    "syndics.message.too_long": _l("This text is too long: at most %(most)s letters. Shorten it, or add a file."),
    "syndics.message.not_handed_in": _l(
        "The counter doesn't read cases that weren't handed in yet. Submit the case first, or note this in its"
        " remarks."
    ),
}
