"""Words of acts on many mandates: their states, and why the rest of one waits."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.errors import Refusal
from app.syndics.batch_queries import Counts
from models.values.mandates import BatchState, ItemState
from views.refusals import sentence

TONES: dict[str, str] = {BatchState.DRAFT: "off", BatchState.RUNNING: "wait", BatchState.DONE: "good"}
ITEM_TONES: dict[str, str] = {ItemState.WAITING: "wait", ItemState.SUBMITTED: "good", ItemState.REFUSED: "bad"}
_HALTED = (
    (
        "wallet.charge.over_limit",
        _l(
            "A limit on spending of your organisation was reached. A manager can raise it; then go on with the"
            " rest."
        ),
    ),
    ("wallet.", _l("The wallet couldn’t pay the next one any more. Top it up, then go on with the rest.")),
    (
        "syndics.fee.missing",
        _l(
            "Nobody filled in yet what registering costs this year. The business counter is told; go on with the"
            " rest once it is filled in."
        ),
    ),
    (
        "syndics.fee.",
        _l("The registration fee isn’t what you confirmed. Look at the new sum to go on with the rest."),
    ),
    (
        "syndics.case.key_too_low",
        _l("Submitting asks for a stronger key. Go on with the rest once you have used it."),
    ),
)


def halted_word(code: str) -> str:
    """Why the rest waits, and what to do."""
    said = next((words for start, words in _HALTED if code.startswith(start)), None)
    return str(said) if said is not None else sentence(Refusal(code))


def so_far(counts: Counts) -> str:
    """How far it is, in words."""
    done = counts.total - counts.waiting
    return str(gettext("%(done)s of %(total)s", done=done, total=counts.total))
