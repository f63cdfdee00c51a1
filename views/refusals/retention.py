"""Refusals about the end of relations and transactions, and about keeping what belongs to them, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.relation.future": _l("This day is still to come. Note the end once it is there."),
    "aml.relation.before_begin": _l(
        "Your office knows this contact since %(begun)s: the relation can’t have ended before. Check the date."
    ),
    "aml.relation.open_deal": _l(
        "This contact is in transaction %(reference)s, which isn’t decided yet. Decide it first, or take the"
        " contact out of it."
    ),
    "aml.relation.ended": _l(
        "The end of this relation is noted already. Was the day wrong? Take it back first, then note it again."
    ),
    "aml.relation.not_ended": _l("No end is noted of this relation: it goes on."),
    "aml.closing.not_accepted": _l(
        "Only of an accepted transaction another day can be noted. One that was refused or given up ended that"
        " day."
    ),
    "aml.closing.future": _l("This day is still to come. Note it once the transaction is closed."),
    "aml.closing.before_decision": _l(
        "The transaction was accepted on %(decided)s: it can’t have been closed before. Check the date."
    ),
    "aml.closing.long_ago": _l(
        "Another day on which it was closed is noted already. More than a year later it no longer moves to an"
        " earlier day: until when the file is kept never gets shorter."
    ),
    "aml.deletion.kept": _l(
        "The law has this kept for ten years after the relation or the transaction ended. Nobody can delete it"
        " sooner; it goes by itself after that."
    ),
}
