"""Why a case about a mandate can't be paid for and submitted, or the table of fees not be kept as one wants."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "syndics.case.key_too_low": _l(
        "Submitting asks a key of level high: your eID, or another one of that level. Sign in with it; what you"
        " filled in is kept."
    ),
    "syndics.case.not_draft": _l(
        "This case can’t be submitted any more: it was handed in, or came to its end. Its own page says where it"
        " stands."
    ),
    "syndics.case.no_number": _l(
        "The association has no enterprise number yet. Fill it in; or say that it isn’t in the business register,"
        " and the business counter gets one first."
    ),
    "syndics.case.has_number": _l(
        "This association has an enterprise number, so there is nothing to announce: the case can be submitted."
    ),
    "syndics.case.one_at_a_time": _l(
        "Another case of this association lies at the business counter. Wait until it is filed; then this one can"
        " be submitted. Nothing was taken from the wallet."
    ),
    "syndics.case.moved_on": _l(
        "This case was handled by somebody else meanwhile. Open it again to see how it stands. Nothing was taken"
        " from the wallet by this click."
    ),
    "syndics.case.association_unnamed": _l(
        "The association has no name yet. Fill it in on the page of the association, and come back here."
    ),
    "syndics.fee.missing": _l(
        "Nobody filled in yet what registering costs in %(year)s, so nothing can be charged. The business counter"
        " is told; your case is kept. Come back when it is filled in."
    ),
    "syndics.fee.differs": _l(
        "The fee of %(year)s and the price list don’t say the same, so nothing was charged. Tell the business"
        " counter; your case is kept."
    ),
    "syndics.fee.changed": _l(
        "What it costs isn’t what the page said any more: it is %(gross)s now. Nothing was taken. Look at it, and"
        " confirm again."
    ),
    "syndics.fee.year": _l("Fill in a year, from %(first)s on."),
    "syndics.fee.net": _l("Fill in an amount above zero and of at most %(most)s."),
    "syndics.fee.source": _l(
        "Say where the amount comes from, in at most %(most)s characters: the decree, or the notice that told it."
    ),
    "syndics.fee.exists": _l("This year has a fee already. Open it in the table to correct it."),
    "syndics.fee.charged_already": _l(
        "Acts were charged by the fee of %(year)s already, so it stays as it is. Whoever paid too much gets it"
        " back from finance."
    ),
    "syndics.payer.not_yours": _l(
        "You can’t pay from this wallet for this case. Choose one of those that the page shows."
    ),
    "syndics.payer.none": _l("Choose whose wallet pays."),
}
